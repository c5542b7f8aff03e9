import { toAppError } from '../contract/errors.ts';
import type { HealthResponse, ModelState } from '../contract/health.ts';
import { toProviderName } from '../shared/provider-name.ts';

/** `calm`: nothing is wrong and nothing is praised. */
export type Tone = 'good' | 'calm' | 'warn' | 'bad';

export type ServiceNote = {
  tone: Tone;
  /** A few words for the badge. */
  text: string;
  /** What follows from it, in one sentence. */
  more: string;
};

const STARTING: ServiceNote = { tone: 'calm', text: 'Starting…', more: 'The product is being started.' };

/** What is true of the services now; a fault is said before what works. */
export function toServiceNote(health: HealthResponse | undefined, error: unknown): ServiceNote {
  if (error !== undefined) return toFailure(error);
  if (!health) return { tone: 'calm', text: 'Checking…', more: 'The services are being asked.' };
  const { services, models } = health;
  const [first, ...others] = models;
  if (!first) return STARTING;
  if (services.database === 'unhealthy')
    return { tone: 'bad', text: 'Database away', more: 'Nothing can be stored or read until it is back.' };
  if (first.state === 'failing' || first.state === 'paused') return toFailing(first, others);
  if (services.cache !== 'healthy')
    return { tone: 'warn', text: 'Redis away', more: 'Limits count for each process alone until it is back.' };
  if (first.state === 'offline')
    return { tone: 'calm', text: 'Offline mode', more: 'No language model is connected: the built-in assistant answers.' };
  return { tone: 'good', text: `${toProviderName(first.provider)} connected`, more: `${first.model} answers.` };
}

function toFailure(error: unknown): ServiceNote {
  if (toAppError(error).code === 'UNAUTHENTICATED')
    return { tone: 'warn', text: 'Signed out', more: 'Reload the page to sign in again.' };
  return { tone: 'bad', text: 'Can’t reach the server', more: 'Retrying by itself.' };
}

function toFailing({ provider, state }: ModelState, others: readonly ModelState[]): ServiceNote {
  const name = toProviderName(provider);
  const next = others.find((model) => model.state === 'ready');
  const more = next ? `${toProviderName(next.provider)} answers instead.` : 'The built-in assistant answers what it can.';
  return { tone: 'warn', text: state === 'paused' ? `${name} is paused after errors` : `${name} is failing`, more };
}
