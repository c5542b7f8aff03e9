/** A piece of JSON exactly as it was written: a mark, a name, or a value that holds no others. */
export type JsonToken = { kind: '{' | '}' | '[' | ']' | ',' | ':' | 'name' | 'value'; text: string };

export type JsonReading = { tokens: JsonToken[] /** Names that one object has twice. */; repeated: string[] } | { error: string };

const SPACE = /[ \t\n\r]*/y;
/** RFC 8259. */
const VALUE =
  /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?|true\b|false\b|null\b/iuy;
const LITERALS = new Set(['true', 'false', 'null']);

/** What may come next. */
type Wanted = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'commaOrEnd';

type Frame = { isObject: boolean; names: Set<string> };

function toPlace(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const found = text.slice(at, at + 1);
  const what = at >= text.length ? 'it ends too early' : `unexpected ${JSON.stringify(found)}`;
  return `${what} at line ${line}, column ${at - before.lastIndexOf('\n')}`;
}

/**
 * Reads JSON without turning it into values, which would change long numbers and drop repeated names. Needs no stack, however
 * deep it is nested; linear.
 */
export function readJson(text: string): JsonReading {
  const tokens: JsonToken[] = [];
  const repeated = new Set<string>();
  const frames: Frame[] = [];
  let at = 0;
  let wants = 'value' as Wanted;

  const push = (kind: JsonToken['kind'], piece: string, next: Wanted) => {
    tokens.push({ kind, text: piece });
    at += piece.length;
    wants = next;
  };

  /** A value, a name or a bracket that opens; `false` when there is none. */
  function open(mark: string): boolean {
    const isName = wants === 'name' || wants === 'nameOrEnd';
    if (!isName && (mark === '{' || mark === '[')) {
      frames.push({ isObject: mark === '{', names: new Set() });
      push(mark, mark, mark === '{' ? 'nameOrEnd' : 'valueOrEnd');
      return true;
    }
    VALUE.lastIndex = at;
    const value = VALUE.exec(text)?.[0];
    if (value === undefined || (isName && mark !== '"') || (/^[a-z]/i.test(value) && !LITERALS.has(value))) return false;
    const names = frames.at(-1)?.names;
    if (isName && names?.has(value)) repeated.add(value);
    if (isName) names?.add(value);
    push(isName ? 'name' : 'value', value, isName ? 'colon' : 'commaOrEnd');
    return true;
  }

  function close(mark: string): boolean {
    const frame = frames.at(-1);
    if (!frame || mark !== (frame.isObject ? '}' : ']')) return false;
    frames.pop();
    push(mark, mark, 'commaOrEnd');
    return true;
  }

  for (;;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)?.[0].length ?? 0;
    const mark = text[at] ?? '';
    if (wants === 'commaOrEnd' && frames.length === 0) break;
    const isClosed = (wants === 'commaOrEnd' || wants === 'nameOrEnd' || wants === 'valueOrEnd') && close(mark);
    if (isClosed) continue;
    if (wants === 'commaOrEnd' && mark === ',') push(',', mark, frames.at(-1)?.isObject ? 'name' : 'value');
    else if (wants === 'colon' && mark === ':') push(':', mark, 'value');
    else if (wants === 'commaOrEnd' || wants === 'colon' || !open(mark)) return { error: toPlace(text, at) };
  }
  return at < text.length ? { error: toPlace(text, at) } : { tokens, repeated: [...repeated] };
}
