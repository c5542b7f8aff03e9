import type { Clock } from '../core/clock.ts';
import { type Model, ModelError, type ModelRequest } from '../core/model.ts';
import { lateStart, type Started, startStream } from './late-start.ts';

/** One way to talk to a server. */
export type Endpoint = { api: 'responses' | 'chat'; model: Model };

/** Which of its endpoints a server has; shared by all models of the server. */
export type EndpointMemory = {
  /** Indices, the one to try first at the beginning. */
  order(count: number): number[];
  /** It answered there. */
  works(index: number): void;
};

/** A server that is upgraded may have the better one later. */
const FORGET_MS = 6 * 3_600_000;

export function createEndpointMemory(clock: Clock): EndpointMemory {
  let known = 0;
  let knownAt = 0;
  return {
    order(count) {
      if (known > 0 && clock.monotonic() - knownAt >= FORGET_MS) known = 0;
      const all = Array.from({ length: count }, (_, index) => index);
      return [known, ...all.filter((index) => index !== known)];
    },
    works(index) {
      if (index !== known) knownAt = clock.monotonic();
      known = index;
    },
  };
}

/** A handler of Chat Completions behind every path misses `messages`, or does not know `input`. */
const CHAT_ONLY =
  /\bmessages\b[^.]{0,80}(?:required|missing|must)|(?:required|missing|must)[^.]{0,80}\bmessages\b|(?:unknown|unrecognized|unexpected|extra)[^.]{0,60}\binput\b/i;

function isMissing(error: unknown, { api }: Endpoint): error is ModelError {
  if (!(error instanceof ModelError)) return false;
  if (error.kind === 'not_found') return error.path !== undefined;
  return api === 'responses' && error.kind === 'refused' && error.cause instanceof Error && CHAT_ONLY.test(error.cause.message);
}

/** These can only come from an endpoint that is there. */
const OF_THE_ENDPOINT: ReadonlySet<ModelError['kind']> = new Set([
  'not_found',
  'refused',
  'content_filter',
  'context_length',
  'rate_limited',
]);

function toMissing(errors: readonly ModelError[], provider: string): ModelError {
  const paths = [...new Set(errors.flatMap(({ path }) => (path === undefined ? [] : [path])))];
  const status = errors[0]?.status;
  return new ModelError('not_found', provider, {
    path: paths.slice(0, 2).join(' and '),
    cause: errors[0],
    ...(status === undefined ? {} : { status }),
  });
}

/**
 * A model behind the first of its endpoints that exists. One that does not is found out by its answer, before a word of the
 * model, so that the same call goes on at the next one.
 */
export function createAnyEndpoint(provider: string, endpoints: readonly Endpoint[], memory: EndpointMemory): Model {
  async function begin(request: ModelRequest, signal: AbortSignal): Promise<Started> {
    const missing: ModelError[] = [];
    for (const index of memory.order(endpoints.length)) {
      const endpoint = endpoints[index] as Endpoint;
      try {
        const started = await startStream(endpoint.model.stream(request, signal));
        memory.works(index);
        return started;
      } catch (error) {
        if (!isMissing(error, endpoint)) {
          if (error instanceof ModelError && OF_THE_ENDPOINT.has(error.kind)) memory.works(index);
          throw error;
        }
        missing.push(error);
      }
    }
    throw toMissing(missing, provider);
  }
  return { provider, stream: (request, signal) => lateStart(() => begin(request, signal)) };
}
