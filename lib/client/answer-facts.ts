import { z } from 'zod';
import { endedBy } from '../contract/chat.ts';
import type { StoredMessage } from '../contract/conversations.ts';
import { runSummary } from '../contract/run-summary.ts';
import { cancelReceipt } from '../contract/runs.ts';

const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const answerFacts = z.object({
  ended_by: lenient(endedBy),
  limit: lenient(z.string()),
  fallback_used: lenient(z.boolean()),
  provider: lenient(z.string()),
  model: lenient(z.string()),
  run_summary: lenient(runSummary),
  stop: lenient(cancelReceipt.pick({ stopped_in_ms: true, tokens_after_stop: true })),
});
export type AnswerFacts = z.infer<typeof answerFacts>;

/** What is stored beside the text of an answer. Never throws: what another version wrote otherwise is left out alone. */
export function toFacts({ metadata }: Pick<StoredMessage, 'metadata'>): AnswerFacts {
  return answerFacts.parse(metadata);
}
