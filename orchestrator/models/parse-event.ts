export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const BRACE = 123;

const DONE = /^"?(?:\[DONE\]|DONE)"?$/i;

/**
 * The objects in the data of one event; `done` for the end marker, none for heartbeats: words, numbers, times, `null`, `{}`.
 * Throws `SyntaxError` for what begins like an object and is none.
 */
export function parseEvent(data: string): readonly Fields[] | 'done' {
  // What nearly all events are, without the cost of the rest.
  if (data.charCodeAt(0) === BRACE) return [JSON.parse(data) as Fields];
  const text = data.trim();
  if (text.startsWith('{')) return [JSON.parse(text) as Fields];
  if (DONE.test(text)) return 'done';
  if (!/^\[\s*\{/.test(text)) return [];
  return (JSON.parse(text) as unknown[]).filter(isFields);
}
