import { z } from 'zod';
import { tokenUsage } from '../../lib/contract/chat.ts';
import { agentId, jsonObject } from '../../lib/contract/primitives.ts';
import type { ModelItem } from '../core/model.ts';
import type { Snapshot } from '../core/store.ts';

const VERSION = 'engine-1';

const item: z.ZodType<ModelItem> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), role: z.enum(['user', 'assistant', 'system']), content: z.string() }),
  z.object({ type: z.literal('tool_call'), callId: z.string(), name: z.string(), arguments: z.string() }),
  z.object({ type: z.literal('tool_result'), callId: z.string(), output: z.string() }),
  z.object({ type: z.literal('reasoning'), provider: z.string(), data: jsonObject }),
]);

const state = z.object({
  agent: agentId,
  handoffReason: z.string().nullable(),
  turns: z.int(),
  /** What the run added to the conversation, all of it settled. */
  items: z.array(item),
  usage: tokenUsage,
});

/** How far a run has come, in our own terms: no type of the agent SDK is stored. */
export type SettledState = z.infer<typeof state>;

export function toSnapshot(settled: SettledState, textLength: number): Snapshot {
  return { version: VERSION, textLength, state: { ...settled } };
}

/** `null` when another version wrote it, or it is damaged. */
export function fromSnapshot(snapshot: Snapshot): SettledState | null {
  if (snapshot.version !== VERSION) return null;
  const parsed = state.safeParse(snapshot.state);
  return parsed.success ? parsed.data : null;
}
