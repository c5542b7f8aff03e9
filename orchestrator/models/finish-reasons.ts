import type { FinishReason } from '../core/model.ts';

/** What servers write where it is not OpenAI's own word: Gemini, Anthropic, Cohere, Mistral, TGI, DeepSeek, Bedrock, routers. */
const REASONS: readonly [FinishReason | 'error' | null, ReadonlySet<string>][] = [
  [null, new Set(['', 'null', 'none', 'in_progress', 'not_finished', 'finish_reason_unspecified', 'unspecified'])],
  ['tool_calls', new Set(['tool_calls', 'tool_call', 'tool_use', 'function_call', 'function_calls'])],
  [
    'length',
    new Set([
      ...['length', 'max_tokens', 'max_output_tokens', 'max_completion_tokens', 'max_new_tokens', 'max_length', 'max_token'],
      ...['model_length', 'token_limit', 'model_context_window_exceeded', 'context_length', 'truncated', 'incomplete'],
    ]),
  ],
  [
    'content_filter',
    new Set([
      ...['content_filter', 'content_filtered', 'safety', 'recitation', 'blocklist', 'prohibited_content', 'spii', 'blocked'],
      ...['sensitive', 'image_safety', 'moderation', 'guardrail_intervened', 'error_toxic', 'content_policy_violation'],
    ]),
  ],
  ['refusal', new Set(['refusal', 'refused'])],
  [
    'error',
    new Set([
      ...['error', 'abort', 'aborted', 'cancelled', 'canceled', 'failed', 'server_error', 'network_error', 'error_limit'],
      ...['insufficient_system_resource', 'malformed_function_call', 'error_finish', 'timeout'],
    ]),
  ],
];

const KNOWN = new Map(REASONS.flatMap(([reason, words]) => [...words].map((word) => [word, reason] as const)));

/** `null`: the answer goes on. A word that nobody knows is an end in good order. */
export function toFinishReason(mark: unknown): FinishReason | 'error' | null {
  if (mark === undefined || mark === null || mark === false) return null;
  if (mark === 'stop') return mark;
  const { type, reason } = typeof mark === 'object' ? (mark as { type?: unknown; reason?: unknown }) : { type: mark };
  const word = type ?? reason;
  const key = String(word)
    .trim()
    .replaceAll(/(?<=[a-z])(?=[A-Z])|[\s-]+/g, '_')
    .toLowerCase()
    .replace(/^finish_reason_(?!unspecified)/, '');
  const known = KNOWN.get(key);
  return known === undefined ? 'stop' : known;
}
