import { describe, expect, it } from 'vitest';
import { AppError } from '../contract/errors.ts';
import { type HealthResponse, MODEL_STATES, type ModelState, SERVICE_STATES } from '../contract/health.ts';
import { toServiceNote } from './service-note.ts';

const OFFLINE: ModelState = { provider: 'offline', model: 'offline', state: 'offline' };
const openai = (state: ModelState['state']): ModelState => ({ provider: 'openai', model: 'gpt-4.1', state });
const groq = (state: ModelState['state']): ModelState => ({ provider: 'groq', model: 'llama', state });

function health(models: ModelState[], services: Partial<HealthResponse['services']> = {}): HealthResponse {
  const all = {
    database: 'healthy',
    cache: 'healthy',
    supervisor: 'healthy',
    fallback_provider: 'degraded',
    ...services,
  } as const;
  return { status: all.database === 'unhealthy' ? 'unhealthy' : 'healthy', version: '0', services: all, models, timestamp: 0 };
}

describe('the note about the services', () => {
  it.each<[string, HealthResponse | undefined, unknown, string, string]>([
    ['nothing is known yet', undefined, undefined, 'calm', 'Checking…'],
    ['nothing answers', undefined, new AppError('BACKEND_DOWN'), 'bad', 'Can’t reach the server'],
    ['nothing answers any more', health([OFFLINE]), new AppError('BACKEND_DOWN'), 'bad', 'Can’t reach the server'],
    ['the session is over', health([OFFLINE]), new AppError('UNAUTHENTICATED'), 'warn', 'Signed out'],
    ['it starts', health([], { database: 'unhealthy', supervisor: 'unhealthy' }), undefined, 'calm', 'Starting…'],
    ['no model is configured', health([OFFLINE], { supervisor: 'degraded' }), undefined, 'calm', 'Offline mode'],
    [
      'a model is there, with the offline one behind it',
      health([openai('ready'), OFFLINE]),
      undefined,
      'good',
      'OpenAI connected',
    ],
    [
      'a found server',
      health([{ provider: 'ollama', model: 'qwen3', state: 'ready' }, OFFLINE]),
      undefined,
      'good',
      'Ollama connected',
    ],
    ['a provider of the deployment', health([groq('ready'), OFFLINE]), undefined, 'good', 'Groq connected'],
    ['the next one fails', health([openai('ready'), groq('paused'), OFFLINE]), undefined, 'good', 'OpenAI connected'],
    ['the last call failed', health([openai('failing'), OFFLINE]), undefined, 'warn', 'OpenAI is failing'],
    ['the breaker is open', health([openai('paused'), OFFLINE]), undefined, 'warn', 'OpenAI is paused after errors'],
    ['Redis is away', health([openai('ready'), OFFLINE], { cache: 'degraded' }), undefined, 'warn', 'Redis away'],
    ['the database is away', health([openai('paused'), OFFLINE], { database: 'unhealthy' }), undefined, 'bad', 'Database away'],
    [
      'a provider that is called like a part of every object',
      health([{ ...OFFLINE, provider: 'constructor', state: 'ready' }]),
      undefined,
      'good',
      'constructor connected',
    ],
  ])('when %s', (_case, given, error, tone, text) => {
    expect(toServiceNote(given, error)).toMatchObject({ tone, text });
  });

  it('says who answers instead of a model that fails', () => {
    expect(toServiceNote(health([openai('paused'), groq('failing'), groq('ready'), OFFLINE]), undefined).more).toBe(
      'Groq answers instead.',
    );
    expect(toServiceNote(health([openai('failing'), groq('paused'), OFFLINE]), undefined).more).toContain('built-in');
  });

  it('is a fault in exactly the combinations that limit something', () => {
    for (const database of SERVICE_STATES) {
      for (const cache of SERVICE_STATES) {
        for (const supervisor of SERVICE_STATES) {
          for (const fallback_provider of SERVICE_STATES) {
            for (const state of MODEL_STATES) {
              const given = health([{ ...openai(state) }, OFFLINE], { database, cache, supervisor, fallback_provider });
              const { tone, text, more } = toServiceNote(given, undefined);
              const isLimited = database === 'unhealthy' || cache !== 'healthy' || state === 'failing' || state === 'paused';
              expect(tone === 'warn' || tone === 'bad', JSON.stringify(given)).toBe(isLimited);
              expect(tone === 'bad').toBe(database === 'unhealthy');
              expect(tone === 'good').toBe(!isLimited && state === 'ready');
              expect(text !== '' && more.endsWith('.')).toBe(true);
            }
          }
        }
      }
    }
  });
});
