import { z } from 'zod';
import { tokenUsage } from '../../lib/contract/chat.ts';
import { agentId, jsonObject } from '../../lib/contract/primitives.ts';
import type { ModelItem } from '../core/model.ts';
import type { Snapshot } from '../core/store.ts';
import type { Source } from '../core/tool.ts';

const VERSION = 'engine-2';

/** Pages are long and snapshots frequent: a recovered run quotes from the beginning of what was read. */
const MAX_SOURCE_CHARS = 8_000;

const item: z.ZodType<ModelItem> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), role: z.enum(['user', 'assistant', 'system']), content: z.string() }),
  z.object({ type: z.literal('tool_call'), callId: z.string(), name: z.string(), arguments: z.string() }),
  z.object({ type: z.literal('tool_result'), callId: z.string(), output: z.string() }),
  z.object({ type: z.literal('reasoning'), provider: z.string(), data: jsonObject }),
]);

const source: z.ZodType<Source> = z.object({
  title: z.string(),
  text: z.string(),
  url: z.string().exactOptional(),
  fileId: z.string().exactOptional(),
  page: z.int().exactOptional(),
  charStart: z.int().exactOptional(),
});

const invocation = z.object({
  agent: agentId,
  /** Why this agent has the question; `null` for the first. */
  reason: z.string().nullable(),
  turns: z.int(),
  /** What the invocation added to its question, all of it settled. */
  items: z.array(item),
  /** The answer of the model that is being worked on, and the results of those of its calls that are settled. */
  turn: z.object({ output: z.array(item), results: z.record(z.string(), z.string()) }).nullable(),
});

const state = z.object({
  root: invocation,
  /** Agents that are being asked, by the id of the call that asks. */
  nested: z.record(z.string(), invocation),
  usage: tokenUsage,
  sources: z.array(source),
  callIds: z.array(z.string()),
  used: z.object({ turns: z.int(), toolCalls: z.int() }),
  tainted: z.boolean(),
});

export type InvocationState = z.infer<typeof invocation>;

/** How far a run has come, in our own terms: no type of the agent SDK is stored. */
export type SettledState = z.infer<typeof state>;

export function toSnapshot(settled: SettledState, textLength: number): Snapshot {
  const sources = settled.sources.map((entry) => ({ ...entry, text: entry.text.slice(0, MAX_SOURCE_CHARS) }));
  return { version: VERSION, textLength, state: { ...settled, sources } };
}

/** `null` when another version wrote it, or it is damaged. */
export function fromSnapshot(snapshot: Snapshot): SettledState | null {
  if (snapshot.version !== VERSION) return null;
  const parsed = state.safeParse(snapshot.state);
  return parsed.success ? parsed.data : null;
}
