import type { EngineInput } from '../core/engine.ts';
import type { ModelItem } from '../core/model.ts';

const CHARS_PER_TOKEN = 4;

/** The newest messages that fit into the budget, oldest first. A message is taken whole or not at all. */
export function toHistory(input: EngineInput, maxTokens: number): ModelItem[] {
  const messages = input.history.length > 0 ? input.history : (input.request.voice?.history ?? []);
  let room = maxTokens * CHARS_PER_TOKEN;
  const kept: ModelItem[] = [];
  for (const { role, content } of messages.toReversed()) {
    if (content.trim() === '') continue;
    room -= content.length;
    if (room < 0) break;
    kept.unshift({ type: 'message', role, content });
  }
  return kept;
}
