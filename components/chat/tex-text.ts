import type { Data, Processor } from 'unified';

type Extension = NonNullable<Data['micromarkExtensions']>[number];
type Construct = Extract<NonNullable<NonNullable<Extension['text']>[number]>, { tokenize: unknown }>;
type Tokenize = Construct['tokenize'];
type Context = ThisParameterType<Tokenize>;
type Effects = Parameters<Tokenize>[0];
type State = Parameters<Tokenize>[1];
type Code = Parameters<State>[0];

const BACKSLASH = 92;
const DOLLAR = 36;
const OPEN_PAREN = 40;
const OPEN_BRACKET = 91;
const CLOSERS = new Map([
  [OPEN_PAREN, 41],
  [OPEN_BRACKET, 93],
]);
/** `\,` `\;` `\:` `\!` are spaces of a formula; nothing needs them as escapes. */
const SPACES = new Set([44, 59, 58, 33]);

const isEol = (code: Code): boolean => code !== null && code < -2;
const isBlank = (code: Code): boolean => code !== null && (code < 0 || code === 32);
const isWord = (code: Code): boolean => code !== null && code > 0 && /[\p{L}\p{N}]/u.test(String.fromCodePoint(code));

/**
 * Formulas in TeX stay as they are written: Markdown would take their backslashes for escapes and their marks for emphasis.
 * Known by their delimiters, `\( \)`, `\[ \]`, `$$ $$` and, where it cannot be money, `$ $`. Linear in the text.
 */
export function texText(this: Processor): void {
  const data = this.data();
  const text = { [BACKSLASH]: [{ tokenize: tokenizeBackslash }], [DOLLAR]: [{ tokenize: tokenizeDollar }] };
  const flow = {
    [BACKSLASH]: [{ tokenize: tokenizeBlock, concrete: true }],
    [DOLLAR]: [{ tokenize: tokenizeBlock, concrete: true }],
  };
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), { text, flow }];
}

/** Delimiters that do not come again in a text: whoever looks for one has nothing to find. */
const exhausted = new WeakMap<Context, Set<number>>();

function noteExhausted(context: Context, delimiter: number): void {
  const known = exhausted.get(context) ?? new Set();
  exhausted.set(context, known.add(delimiter));
}

/** Copies into text, over the ends of lines. */
function createCopy(effects: Effects) {
  let isOpen = false;
  const end = () => {
    if (isOpen) effects.exit('data');
    isOpen = false;
  };
  return {
    end,
    add(code: Code) {
      if (isEol(code)) {
        end();
        effects.enter('lineEnding');
        effects.consume(code);
        effects.exit('lineEnding');
        return;
      }
      if (!isOpen) effects.enter('data');
      isOpen = true;
      effects.consume(code);
    },
  };
}

function tokenizeBackslash(this: Context, effects: Effects, ok: State, nok: State): State {
  const copy = createCopy(effects);
  let opener = 0;
  let isFormula = false;
  const start: State = (code) => {
    copy.add(code);
    return afterBackslash;
  };
  const afterBackslash: State = (code) => {
    if (code === null) return nok(code);
    if (SPACES.has(code)) {
      copy.add(code);
      return code === 33 ? afterBang : end;
    }
    if (!CLOSERS.has(code) || exhausted.get(this)?.has(code)) return nok(code);
    opener = code;
    copy.add(code);
    return inside;
  };
  // `\![` keeps a picture from being one.
  const afterBang: State = (code) => (code === OPEN_BRACKET ? nok(code) : end(code));
  const inside: State = (code) => {
    if (code === null) {
      noteExhausted(this, opener);
      return nok(code);
    }
    if (code === BACKSLASH) {
      copy.add(code);
      return escaped;
    }
    // `\[1, 2\]` and `\[ \]` are brackets.
    if (!isBlank(code) && !/[\d,–-]/.test(String.fromCodePoint(Math.max(0, code)))) isFormula = true;
    copy.add(code);
    return inside;
  };
  const escaped: State = (code) => {
    if (code === null) return inside(code);
    const isCloser = code === CLOSERS.get(opener);
    if (!isCloser) isFormula = true;
    copy.add(code);
    return isCloser ? closed : inside;
  };
  const closed: State = (code) => {
    // `\[text\](address)` is an escaped link.
    const isLink = opener === OPEN_BRACKET && (code === OPEN_PAREN || code === OPEN_BRACKET || code === 58);
    return isFormula && !isLink ? end(code) : nok(code);
  };
  const end: State = (code) => {
    copy.end();
    return ok(code);
  };
  return start;
}

function tokenizeDollar(this: Context, effects: Effects, ok: State, nok: State): State {
  const copy = createCopy(effects);
  const before = this.previous;
  let isTex = false;
  let hasBlank = false;
  let last: Code = null;
  const start: State = (code) => {
    copy.add(code);
    return opened;
  };
  const opened: State = (code) => {
    if (code === DOLLAR) {
      if (exhausted.get(this)?.has(DOLLAR)) return nok(code);
      copy.add(code);
      return insideDisplay;
    }
    return code === null || isBlank(code) || isWord(before) ? nok(code) : inside(code);
  };
  const inside: State = (code) => {
    if (code === null) return nok(code);
    if (code === DOLLAR) {
      if (isBlank(last) || !(isTex || !hasBlank)) return nok(code);
      copy.add(code);
      return closed;
    }
    // Backslash, caret, underscore, brace: no price has them.
    if (code === BACKSLASH || code === 94 || code === 95 || code === 123) isTex = true;
    if (isBlank(code)) hasBlank = true;
    last = code;
    copy.add(code);
    return code === BACKSLASH ? afterBackslash : inside;
  };
  const afterBackslash: State = (code) => {
    if (code === null || isEol(code)) return inside(code);
    last = code;
    copy.add(code);
    return inside;
  };
  const closed: State = (code) => (isWord(code) || code === DOLLAR ? nok(code) : end(code));
  const insideDisplay: State = (code) => {
    if (code === null) {
      noteExhausted(this, DOLLAR);
      return nok(code);
    }
    copy.add(code);
    return code === DOLLAR ? maybeClosed : insideDisplay;
  };
  const maybeClosed: State = (code) => {
    if (code !== DOLLAR) return insideDisplay(code);
    copy.add(code);
    return end;
  };
  const end: State = (code) => {
    copy.end();
    return ok(code);
  };
  return start;
}

/** A formula on lines of its own: signs at the start of its lines make no lists, headings or quotations. It ends at a blank line at the latest. */
function tokenizeBlock(this: Context, effects: Effects, ok: State, nok: State): State {
  const copy = createCopy(effects);
  const isLazy = () => this.parser.lazy[this.now().line] === true;
  let first: Code = null;
  let isOnFirstLine = true;
  let isClosed = false;
  const start: State = (code) => {
    first = code;
    effects.enter('paragraph');
    copy.add(code);
    return opened;
  };
  const opened: State = (code) => {
    if (code !== (first === DOLLAR ? DOLLAR : OPEN_BRACKET)) return nok(code);
    copy.add(code);
    return inside;
  };
  const inside: State = (code) => {
    if (code === null) return finish(code);
    if (isEol(code))
      return isClosed ? finish(code) : effects.check({ tokenize: peekLine, partial: true }, nextLine, finish)(code);
    if (isClosed && !isTrailing(code)) return isOnFirstLine ? nok(code) : rest(code);
    copy.add(code);
    if (!isClosed && code === first) return mark;
    return inside;
  };
  const mark: State = (code) => {
    if (code === null || isEol(code)) return inside(code);
    isClosed = code === (first === DOLLAR ? DOLLAR : 93);
    copy.add(code);
    return inside;
  };
  const rest: State = (code) => {
    if (code === null || isEol(code)) return finish(code);
    copy.add(code);
    return rest;
  };
  const nextLine: State = (code) => {
    isOnFirstLine = false;
    copy.add(code);
    return inside;
  };
  const finish: State = (code) => {
    copy.end();
    effects.exit('paragraph');
    return ok(code);
  };
  /** Whether the next line belongs to the block: it is neither blank nor outside of what the block is in. */
  function peekLine(this: Context, peek: Effects, yes: State, no: State): State {
    const begin: State = (code) => {
      peek.enter('lineEnding');
      peek.consume(code);
      peek.exit('lineEnding');
      return look;
    };
    const look: State = (code) => {
      if (isLazy() || code === null || isEol(code)) return no(code);
      if (!isBlank(code)) return yes(code);
      peek.enter('whitespace');
      return skip(code);
    };
    const skip: State = (code) => {
      if (code !== null && isBlank(code) && !isEol(code)) {
        peek.consume(code);
        return skip;
      }
      peek.exit('whitespace');
      return code === null || isEol(code) ? no(code) : yes(code);
    };
    return begin;
  }
  return start;
}

/** What may follow a formula on its last line. */
function isTrailing(code: Code): boolean {
  return isBlank(code) || code === 46 || code === 44 || code === 59;
}
