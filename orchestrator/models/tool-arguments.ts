import { isShallow } from '../../lib/contract/primitives.ts';
import { ModelError } from '../core/model.ts';
import { toUnreadable } from '../core/unreadable-arguments.ts';
import { LenientJson } from './lenient-json.ts';

/** What a model writes for "no arguments". */
const NOTHING = /^(?:|""|''|\[\]|\(\)|null|None)$/;

/** Behind the arguments: brackets too many, the end of a fence, special tokens. */
const HARMLESS_REST = /^(?:[\s}\]);,`]|<[|｜][^>]{0,40}[|｜]>|<\/?(?:tool_call|function|s)>)*$/;

/** The repairs are for what a model wrote by hand, not for megabytes. */
const MAX_REPAIRED_CHARS = 256 * 1024;

const MAX_ENCODINGS = 3;
const MAX_REPEATS = 8;

/** Gateways to APIs whose calls begin with an empty object send it in front of the real one. */
const EMPTY_FIRST = /^\s*(?:\{\s*\}|null)\s*(?=\{\s*["'\w])/;

type Read = { value: unknown } | null;

function parse(text: string): Read {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** Servers that send the arguments so far with each piece, or all of them once more at the end, or the same twice. */
/** Whether these arguments can be read as they are, so that a further piece is none of theirs. */
export function isComplete(pieces: readonly string[]): boolean {
  const text = pieces.join('');
  return text.trimEnd().endsWith('}') && (parse(text) ?? repair(text, false)) !== null;
}

function parsePieces(pieces: readonly string[]): Read {
  const whole = parse(pieces.join(''));
  if (whole || pieces.length === 1) return whole;
  const last = pieces.at(-1) as string;
  const before = pieces.slice(0, -1);
  const isRepeat = before.join('') === last;
  const isCumulative = before.every((piece, index) => (pieces[index + 1] as string).startsWith(piece));
  return isRepeat || isCumulative ? parse(last) : null;
}

function withoutWrapping(text: string): string {
  const inner = text
    .replace(EMPTY_FIRST, '')
    .trim()
    .replace(/^`{3,}[\w-]*/, '')
    .trim();
  const begin = inner.search(/[[{]/);
  // A word such as `json` or `arguments =` in front, no sentence.
  return begin > 0 && /^[\w\s:=-]{1,20}$/.test(inner.slice(0, begin)) ? inner.slice(begin) : inner;
}

/** `isWhole`: the model ended by itself, so that missing brackets are an oversight and not the begin of what was cut. */
function repair(text: string, isWhole: boolean): Read {
  if (text.length > MAX_REPAIRED_CHARS) return null;
  // Encoded twice, without the quotes around it.
  if (/^\s*\{\s*\\"/.test(text)) return parse(`"${text.trim()}"`);
  const inner = withoutWrapping(text);
  if (!/^[[{]/.test(inner)) return null;
  try {
    const { value, rest, missing } = new LenientJson(inner).read();
    if (missing > 0 && !isWhole) return null;
    return HARMLESS_REST.test(rest) || isSameAgain(value, rest) ? { value } : null;
  } catch {
    return null;
  }
}

/** The same object, as often as it wants. */
function isSameAgain(value: unknown, rest: string): boolean {
  const told = JSON.stringify(value);
  let next = rest;
  try {
    for (let turn = 0; turn < MAX_REPEATS && next.trim() !== ''; turn += 1) {
      const again = new LenientJson(next).read();
      if (again.missing > 0 || JSON.stringify(again.value) !== told) return false;
      next = again.rest;
    }
  } catch {
    return false;
  }
  return next.trim() === '';
}

/** JSON text in JSON text, and a list of one object. */
function unwrap(value: unknown, isWhole: boolean): unknown {
  let inner = value;
  for (let turn = 0; turn < MAX_ENCODINGS && typeof inner === 'string'; turn += 1) {
    const text = inner.trim();
    if (NOTHING.test(text)) return {};
    const read = /^[[{"]/.test(text) ? (parse(text) ?? repair(text, isWhole)) : null;
    if (!read) break;
    inner = read.value;
  }
  if (Array.isArray(inner) && inner.length === 1 && typeof inner[0] === 'object' && inner[0] !== null) return inner[0];
  return inner;
}

/**
 * The arguments of a call as JSON text, from the pieces in which they came and however the model wrote them. What cannot be read
 * is handed back to the model (`toUnreadable`). Throws `ModelError` when they are nested too deep.
 */
export function toArguments(pieces: readonly string[], provider: string, isWhole = true): string {
  const text = pieces.join('');
  if (NOTHING.test(text.trim())) return '{}';
  const read = parsePieces(pieces) ?? repair(text, isWhole);
  if (!read) return toUnreadable(text, isWhole ? 'syntax' : 'cut');
  const value = unwrap(read.value, isWhole);
  if (!isShallow(value)) throw new ModelError('malformed', provider);
  return value === read.value && parse(text) ? text : JSON.stringify(value);
}
