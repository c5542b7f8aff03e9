import type { JsonObject } from '../../lib/contract/primitives.ts';

const KEY = 'unreadable_arguments';
const MAX_SHOWN_CHARS = 2_000;

const REASONS = {
  syntax: 'the arguments are not JSON: make the call again with one JSON object',
  cut: 'the call was cut off at the limit of output tokens: make it again with shorter arguments, or in several calls',
} as const;

/** JSON text for a call whose arguments are none: servers refuse a conversation with broken JSON in it. */
export function toUnreadable(text: string, reason: keyof typeof REASONS): string {
  return JSON.stringify({ [KEY]: text.slice(0, MAX_SHOWN_CHARS).toWellFormed(), reason });
}

/** What to tell the model about arguments that could not be read; `null`: they are fine. */
export function whyUnreadable(args: unknown): string | null {
  const { [KEY]: text, reason } = (typeof args === 'object' && args !== null ? args : {}) as JsonObject;
  if (typeof text !== 'string') return null;
  return reason === 'cut' ? REASONS.cut : REASONS.syntax;
}
