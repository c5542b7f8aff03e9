import { z } from 'zod';
import { timeMs } from './primitives.ts';

/** Why a model provider gave no answer. `paused`: it is not asked for a while, after errors. */
export const FAILURE_CAUSES = [
  'rate_limited',
  'out_of_credit',
  'unauthorised',
  'not_found',
  'unreachable',
  'timeout',
  'server_error',
  'malformed',
  'refused',
  'content_filter',
  'context_length',
  'empty',
  'paused',
] as const;
export const failureCause = z.enum(FAILURE_CAUSES).meta({ id: 'FailureCause' });
export type FailureCause = z.infer<typeof failureCause>;

/** `details` of `PROVIDER_UNAVAILABLE` when a provider failed; that error's text is the sentence for people. */
export const providerFailure = z
  .looseObject({
    provider: z.string(),
    model: z.string(),
    cause: failureCause,
    status: z.int().optional().meta({ description: 'HTTP status of its answer' }),
    path: z
      .string()
      .optional()
      .meta({ description: 'With `not_found`: the path that does not exist. Absent: the model is unknown' }),
    paused_after: failureCause.optional().meta({ description: 'With `paused`: the last error before' }),
    retry_after_seconds: z.number().nonnegative().optional().meta({ description: 'As the provider or the pause tells it' }),
    retry_at: timeMs.optional(),
  })
  .meta({ id: 'ProviderFailure' });
export type ProviderFailure = z.infer<typeof providerFailure>;
