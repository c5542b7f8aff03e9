import { type Model, ModelError, type ModelRequest } from '../core/model.ts';
import type { ContextMemory } from './context-memory.ts';
import { toFewestTokens, toRequestTokens } from './estimate-tokens.ts';
import { fitRequest, toSmallestRequest } from './fit-request.ts';
import { lateStart, type Started, startStream } from './late-start.ts';

/** Each is shorter than the one before, so that few are enough for any limit. */
const MAX_TRIES = 5;

/**
 * A model that is asked for no more than it can take: what is known of its context bounds every request, and what the server
 * says to one that was too long bounds the next try and all later calls.
 */
export function createFittedModel(model: Model, modelName: string, memory: ContextMemory): Model {
  const { provider } = model;

  /** As much as fits by our count, which rather counts too many; `null`: it is certainly too long. */
  function toFitting(request: ModelRequest, name: string): ModelRequest | null {
    const budget = memory.budget(name, request.maxOutputTokens);
    if (budget === undefined) return request;
    const fitted = fitRequest(request, budget);
    if (fitted) return fitted;
    const smallest = toSmallestRequest(request);
    return toFewestTokens(toRequestTokens(smallest)) > budget ? null : smallest;
  }

  async function begin(request: ModelRequest, signal: AbortSignal): Promise<Started> {
    const name = request.model ?? modelName;
    let lastTokens = 0;
    for (let tries = 1; ; tries += 1) {
      const fitted = toFitting(request, name);
      if (fitted === null || (tries > 1 && toRequestTokens(fitted) >= lastTokens))
        throw new ModelError('context_length', provider);
      try {
        return await startStream(model.stream(fitted, signal));
      } catch (error) {
        if (!(error instanceof ModelError) || error.kind !== 'context_length' || tries === MAX_TRIES) throw error;
        lastTokens = toRequestTokens(fitted);
        memory.tooLong(name, lastTokens, error.context ?? {});
      }
    }
  }

  return {
    provider,
    contextTokens: () => memory.limit(modelName),
    stream: (request, signal) => lateStart(() => begin(request, signal)),
  };
}
