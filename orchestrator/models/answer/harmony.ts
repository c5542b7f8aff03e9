/** What a header of Harmony says of the message behind it; `none`: it is no header, and nothing of it is an answer. */
export type Header = { rest: string } & (
  | { kind: 'none' | 'final' | 'message' }
  | { kind: 'thought'; text: string }
  | { kind: 'call'; recipient: string }
);

const CHANNEL = /^\s*(?:analysis|commentary|final|thought)/i;
const ROLE = /^\s*(?:assistant|functions|tool)/i;
const NAMES = ['analysis', 'commentary', 'final', 'thought', 'assistant', 'functions', 'tool'];
const MESSAGE = /<\|message\|>/i;
const MAX_HEADER_CHARS = 200;

/** A token with another word behind it belongs to the answer. */
export const isHeaderAhead = (token: 'channel' | 'start', rest: string) => (token === 'channel' ? CHANNEL : ROLE).test(rest);

/** What follows may still become one of the names. */
export function mayBeHeader(rest: string): boolean {
  const word = rest.trimStart().toLowerCase();
  return NAMES.some((name) => name.startsWith(word));
}

/** Who speaks, in which channel, and to whom: from `<|start|>` or `<|channel|>` to `<|message|>`. `null`: more must come. */
export function readHeader(text: string, isEnd: boolean): Header | null {
  const match = MESSAGE.exec(text);
  if (!match) {
    if (text.length <= MAX_HEADER_CHARS && !isEnd) return null;
    return { kind: 'none', rest: text.replace(/^(?:<\|\w+\|>\s*\w*\s*)+/, '') };
  }
  const header = text.slice(0, match.index);
  const rest = text.slice(match.index + match[0].length);
  const recipient = /\bto=(?!user\b|assistant\b)([\w.:-]+)/i.exec(header)?.[1];
  if (recipient !== undefined) return { kind: 'call', recipient, rest };
  if (/\bfinal\b/i.test(header)) return { kind: 'final', rest };
  return /\b(?:analysis|commentary)\b/i.test(header) ? { kind: 'thought', text: header, rest } : { kind: 'message', rest };
}
