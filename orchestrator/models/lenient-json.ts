const MAX_DEPTH = 64;

/** Values that other languages write for JSON's own. */
const LITERALS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['none', null],
  ['nil', null],
  ['undefined', null],
  ['nan', null],
]);

const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['‘', '’'],
]);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** Blanks and the three kinds of comments. */
const SPACE = /(?:\s+|\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?=\s*(?:[,}\])]|$|\/[/*]|#))/iy;
const WORD = /[\p{L}_$][\p{L}\p{N}_$-]*/uy;
const BARE = /[^,{}[\]\n"']+/y;
/** What may stand behind a string that is over. */
const AFTER_STRING = /\s*(?:[,:=}\]]|$|\/\/|\/\*)/y;

/**
 * Reads a JSON value as models write it: single quotes, trailing commas, unquoted keys, `True` and `None`, comments, line
 * breaks in strings. `isCut`: the text ended before the value did, and what is missing is more than closing brackets.
 * Throws `SyntaxError` for anything else. Linear; keys of the prototype are left out.
 */
export class LenientJson {
  readonly #text: string;
  #at = 0;
  #missing = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value at the begin, what stands behind it, and how many closing brackets it lacks. */
  read(): { value: unknown; rest: string; missing: number } {
    const value = this.#value(0);
    this.#match(SPACE);
    return { value, rest: this.#text.slice(this.#at), missing: this.#missing };
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (!found) return null;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #peek(): string {
    this.#match(SPACE);
    return this.#text.charAt(this.#at);
  }

  #fail(): never {
    throw new SyntaxError(`not JSON at character ${this.#at}`);
  }

  #value(depth: number): unknown {
    if (depth > MAX_DEPTH) this.#fail();
    const next = this.#peek();
    if (next === '{') return this.#object(depth);
    if (next === '[' || next === '(') return this.#list(depth, next === '[' ? ']' : ')');
    if (QUOTES.has(next)) return this.#string();
    const number = this.#match(NUMBER);
    // A number at the very end may lack digits.
    if (number !== null) return this.#at < this.#text.length ? Number(number) : this.#fail();
    return this.#bare();
  }

  #object(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#at += 1;
    while (!this.#closes('}', entries.length)) {
      const key = QUOTES.has(this.#peek()) ? this.#string() : (this.#match(WORD) ?? this.#fail());
      const separator = this.#peek();
      if (separator !== ':' && separator !== '=') this.#fail();
      this.#at += this.#text.startsWith('=>', this.#at) ? 2 : 1;
      const value = this.#value(depth + 1);
      if (key !== '__proto__') entries.push([key, value]);
    }
    return Object.fromEntries(entries);
  }

  #list(depth: number, end: string): unknown[] {
    const items: unknown[] = [];
    this.#at += 1;
    while (!this.#closes(end, items.length)) items.push(this.#value(depth + 1));
    return items;
  }

  /** Whether the bracket closes here; a comma, or several, may stand before. The end of the text closes all of them. */
  #closes(bracket: string, count: number): boolean {
    while (this.#peek() === ',') this.#at += 1;
    if (this.#at >= this.#text.length) {
      if (count === 0) this.#fail();
      this.#missing += 1;
      return true;
    }
    if (this.#text.charAt(this.#at) !== bracket) return false;
    this.#at += 1;
    return true;
  }

  #string(): string {
    const triple = /"""|'''/y;
    const end = this.#match(triple) ?? (QUOTES.get(this.#text.charAt(this.#at)) as string);
    if (end.length === 1) this.#at += 1;
    let value = '';
    for (; this.#at < this.#text.length; this.#at += 1) {
      const char = this.#text.charAt(this.#at);
      if (char === '\\') value += this.#escape();
      else if (this.#text.startsWith(end, this.#at) && this.#isOver(end)) {
        this.#at += end.length;
        return value;
      } else value += char;
    }
    return this.#fail();
  }

  /** A quote inside a string, which should have been escaped, is followed by more of it. */
  #isOver(end: string): boolean {
    AFTER_STRING.lastIndex = this.#at + end.length;
    return AFTER_STRING.test(this.#text);
  }

  #escape(): string {
    this.#at += 1;
    const char = this.#text.charAt(this.#at);
    if (char === 'u') {
      const code = this.#text.slice(this.#at + 1, this.#at + 5);
      if (!/^[\da-f]{4}$/i.test(code)) this.#fail();
      this.#at += 4;
      return String.fromCharCode(Number.parseInt(code, 16));
    }
    if (Object.hasOwn(ESCAPES, char)) return ESCAPES[char] as string;
    // `\d` and `\(` are not of JSON: whoever wrote them meant the backslash.
    return /["'`\\/]/.test(char) ? char : `\\${char}`;
  }

  #bare(): unknown {
    const text = this.#match(BARE)?.trim() ?? '';
    if (text === '' || this.#at >= this.#text.length) this.#fail();
    const literal = LITERALS.get(text.toLowerCase());
    return literal === undefined ? text : literal;
  }
}
