import type { ModelState, ServiceState } from '../../lib/contract/health.ts';
import { toProviderSentence } from '../../lib/shared/provider-sentence.ts';
import type { Clock } from '../core/clock.ts';
import type { ChainLink } from './chain.ts';
import { toPause } from './to-provider-failure.ts';

export type ModelsHealth = {
  supervisor: ServiceState;
  fallback_provider: ServiceState;
  models: ModelState[];
  details: Record<string, string>;
};

const OFFLINE = 'offline model';

/** What its newest call has shown; the offline model cannot fail. */
function toModelState({ breakers, model: { provider }, modelName: model }: ChainLink, clock: Clock): ModelState {
  if (!breakers) return { provider, model, state: 'offline' };
  const breaker = breakers.get(provider, model);
  const { lastFailure } = breaker;
  if (breaker.state() === 'closed' && !breaker.isFailing()) return { provider, model, state: 'ready' };
  const isPaused = breaker.state() !== 'closed';
  const failure = isPaused ? toPause(provider, model, lastFailure, breaker.waitMs(), clock.now()) : lastFailure;
  const problem = failure === null ? {} : { problem: toProviderSentence(failure) };
  return { provider, model, state: isPaused ? 'paused' : 'failing', ...problem };
}

function describe({ provider, model, state, problem }: ModelState): string {
  if (state === 'offline') return OFFLINE;
  const name = `${provider} (${model})`;
  return state === 'ready' ? name : `${name}: ${problem ?? 'it is failing'}`;
}

const toService = ({ state }: ModelState): ServiceState => (state === 'ready' ? 'healthy' : 'degraded');

/** What answers for an agent, and what is wrong in words. */
export function toHealth(links: readonly ChainLink[], local: string, clock: Clock): ModelsHealth {
  const models = links.map((link) => toModelState(link, clock));
  const [first = { provider: 'offline', model: 'offline', state: 'offline' } as const, ...rest] = models;
  const next = rest.find(({ state }) => state === 'ready') ?? rest[0] ?? first;
  const supervisor = rest.length === 0 ? `${OFFLINE}, no provider configured` : describe(first);
  const details = { supervisor, fallback_provider: rest.length === 0 ? supervisor : describe(next), local_models: local };
  return { supervisor: toService(first), fallback_provider: toService(next), models, details };
}

/** `null` where a language model works as far as is known, or none is configured. */
export function toProblem(links: readonly ChainLink[], clock: Clock): string | null {
  const models = links.map((link) => toModelState(link, clock)).filter(({ state }) => state !== 'offline');
  return models.some(({ state }) => state === 'ready') ? null : (models[0]?.problem ?? null);
}
