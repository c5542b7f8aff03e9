import type { ModelEvent, ModelRequest } from '../../core/model.ts';
import { CodeSpans } from './code-spans.ts';
import { isHeaderAhead, mayBeHeader, readHeader } from './harmony.ts';
import { type FoundMark, readMark } from './markup.ts';
import { isMentioned, isQuoted } from './mentions.ts';
import { isBareCall, parseTextCalls, type TextCall } from './text-calls.ts';
import { Thought, type ThoughtKind } from './thought.ts';

const MARK_OR_CODE = /[<[◁]|`+|~+/g;
const HAS_MARK_OR_CODE = /[<[◁`~]/;

/** Harmony without its special tokens: the name of the channel and the first word are one. */
const STRIPPED = 'analysis';
const ROLE_NAME = 'assistant';

type Out = ModelEvent[];
type End = {
  /** The answer ended by itself. */
  isWhole: boolean;
  /** There are calls beside the text. */
  hasCalls: boolean;
};

/**
 * Makes the text of an answer out of what a model writes: without reasoning, whatever its markup, and without special tokens;
 * calls that it wrote as text become calls. Text is passed on as it comes. Where only a closing mark tells that it was
 * reasoning, it is taken back (`discarded`) as soon as an answer follows. Code that speaks of markup stays as it is.
 */
export class AnswerText {
  readonly #tools: ModelRequest['tools'];
  readonly #code = new CodeSpans();
  #held = '';
  #thought: Thought | null = null;
  #isHeader = false;
  #call: string | null = null;
  /** What is shown of this call, and how much of it stood before the last reasoning ended. */
  #shown = 0;
  #settled = 0;
  #last = '';
  /** The text since then was reasoning: void as soon as more follows. The string was not even shown. */
  #void: string | null = null;
  #begins = true;
  /** Pieces without marks go through as they are. */
  #isFlowing = false;
  #trims = false;
  #isWrapped = false;
  #hasStrike = false;
  #isFinal = false;
  #expected: Thought | null = null;
  #hadLoneEnd = false;
  #expectsRole = false;
  /** White space in front of the answer. */
  #lead = '';
  /** Special tokens that may be the last ones. */
  #tail = '';

  /** `thinksFirst`: this model is known to begin with reasoning, of which only the end is marked. */
  constructor(tools: ModelRequest['tools'], thinksFirst = false) {
    this.#tools = tools;
    if (thinksFirst) this.#thought = this.#expected = new Thought({ kind: 'open', end: 0 }, '');
  }

  /** Only the end of the reasoning was marked. */
  get thoughtFirst(): boolean {
    return this.#hadLoneEnd || (this.#expected !== null && this.#thought !== this.#expected);
  }

  /** Reasoning came apart from the text. */
  separate(): void {
    if (this.#expected === null || this.#thought !== this.#expected || this.#expected.literal() !== '') return;
    this.#thought = this.#expected = null;
  }

  get hasText(): boolean {
    return this.#shown > 0;
  }

  push(piece: string, out: Out): void {
    if (this.#isFlowing && this.#held === '' && !HAS_MARK_OR_CODE.test(piece)) {
      this.#code.text(piece);
      this.#shown += piece.length;
      this.#last = piece;
      out.push({ type: 'text', delta: piece });
      return;
    }
    this.#held += piece;
    while (this.#step(out, false));
    this.#isFlowing = !this.#begins && !this.#trims && this.#tail === '' && this.#inAnswer();
  }

  /** What was held back, and the calls in the text. Once. */
  finish({ isWhole, hasCalls }: End, out: Out): TextCall[] {
    this.#giveUpExpected();
    while (this.#step(out, true));
    const { calls, text } = parseTextCalls(this.#call ?? '', this.#tools);
    const isCalling = hasCalls || calls.length > 0;
    if (this.#void !== null && isCalling) this.#discard(out);
    if (this.#void !== null) this.#showRest(this.#void, out);
    if (text !== '') this.#showRest(text, out);
    const isShown = isWhole || this.#thought === this.#expected;
    if (this.#thought && !isCalling && isShown) this.#endOpen(this.#thought, out);
    return calls;
  }

  /** It did not think first this time: what was held for reasoning is an answer like any other. */
  #giveUpExpected(): void {
    if (this.#expected === null || this.#thought !== this.#expected) return;
    this.#held = this.#expected.literal() + this.#held;
    this.#thought = this.#expected = null;
  }

  /** Reasoning that never ended is the answer where there is no other. */
  #endOpen(thought: Thought, out: Out): void {
    if (this.#shown === 0) this.#showRest(thought.inner().trim(), out);
    else this.#showRest(this.#last.endsWith('\n') ? thought.inner() : thought.literal(), out);
  }

  #inAnswer(): boolean {
    return this.#thought === null && !this.#isHeader && this.#call === null;
  }

  /** Whether there is more to do with what is held. */
  #step(out: Out, isEnd: boolean): boolean {
    if (this.#call !== null) {
      this.#call += this.#held;
      this.#held = '';
      return false;
    }
    if (this.#thought) return this.#think(this.#thought, out);
    if (this.#isHeader) return this.#readHeader(isEnd);
    if (this.#held === '') return false;
    return this.#begins && !this.#begin(isEnd) ? false : this.#answer(out, isEnd);
  }

  #think(thought: Thought, out: Out): boolean {
    const rest = thought.push(this.#held);
    this.#held = rest ?? '';
    if (rest === null) return false;
    this.#thought = null;
    if (this.#shown > 0 && thought.isMention()) {
      this.#showRest(`${thought.literal()}`, out);
      return true;
    }
    this.#settled = this.#shown;
    this.#trims = this.#shown === 0 || this.#last.slice(-1).trim() === '';
    this.#begins = this.#shown === 0;
    return true;
  }

  /** Whether the answer may begin: how it does tells calls from text. */
  #begin(isEnd: boolean): boolean {
    if (this.#expectsRole && !this.#skipRole(isEnd)) return false;
    const begin = this.#held.trimStart();
    if (begin === '') return isEnd;
    if (begin.length > 1 && begin.length <= STRIPPED.length && STRIPPED.startsWith(begin) && !isEnd) return false;
    if (/^analysis(?=[A-Z\n])/.test(begin)) {
      this.#open('stripped', STRIPPED, begin.slice(STRIPPED.length));
      return true;
    }
    const isCall = isBareCall(begin, this.#tools);
    if (isCall === null && !isEnd) return false;
    if (isCall) this.#call = '';
    this.#begins = false;
    return true;
  }

  /** `<|im_start|>assistant`: whether all of it has come. */
  #skipRole(isEnd: boolean): boolean {
    const begin = this.#held.trimStart();
    if (begin.length <= ROLE_NAME.length && ROLE_NAME.startsWith(begin) && !isEnd) return false;
    this.#held = this.#held.replace(/^\s*assistant(?=[\s<:]|$)/, '');
    this.#expectsRole = false;
    return true;
  }

  #open(kind: ThoughtKind, opening: string, rest: string): void {
    this.#thought = new Thought(kind, opening);
    this.#held = rest;
  }

  /** Shows what is held up to the next mark. */
  #answer(out: Out, isEnd: boolean): boolean {
    if (!this.#inAnswer()) return true;
    const text = this.#held;
    let from = 0;
    MARK_OR_CODE.lastIndex = 0;
    for (let match = MARK_OR_CODE.exec(text); match; match = MARK_OR_CODE.exec(text)) {
      const { index } = match;
      const sign = match[0];
      this.#code.text(text.slice(from, index));
      from = index + sign.length;
      if (sign.startsWith('`') || sign.startsWith('~')) {
        if (from === text.length && !isEnd) return this.#wait(index, out);
        this.#code.run(sign);
      } else if (!this.#code.isInside) {
        const mark = readMark(text, index);
        if (mark === 'partial' && !isEnd) return this.#wait(index, out);
        if (!mark || mark === 'partial') continue;
        // What stands behind a mark tells whether it is meant or spoken about.
        if (mark.end === text.length && !isEnd) return this.#wait(index, out);
        const done = this.#act(mark, index, isEnd, out);
        if (done === 'wait') return this.#wait(index, out);
        if (done) return true;
        MARK_OR_CODE.lastIndex = from = mark.end;
      }
    }
    this.#code.text(text.slice(from));
    return this.#wait(text.length, out);
  }

  /** Shows what is held up to there; the rest has to wait for more. */
  #wait(at: number, out: Out): false {
    const ready = this.#held.slice(0, at);
    this.#held = this.#held.slice(at);
    this.#show(ready, out);
    return false;
  }

  /** Whether the mark at this place of what is held is one; else it is text. `wait`: what follows must tell. */
  #act(mark: FoundMark, at: number, isEnd: boolean, out: Out): boolean | 'wait' {
    const text = this.#held;
    const before = text.slice(0, at);
    const rest = text.slice(mark.end);
    const isFirst = this.#shown === 0 && before.trim() === '';
    switch (mark.kind) {
      case 'open':
        if ((mark.isWeak && !isFirst) || (!isFirst && isQuoted(before || this.#last, rest))) return false;
        this.#show(isFirst ? '' : before, out);
        this.#open(mark, text.slice(at, mark.end), rest);
        return true;
      case 'close':
        if (!mark.isWeak && rest.trim() === '' && !isEnd) return 'wait';
        if (mark.isWeak || isMentioned(before || this.#last, rest)) return false;
        this.#hadLoneEnd ||= !isFirst;
        this.#void = (this.#void ?? '') + before;
        return this.#goOn(rest);
      case 'channel':
      case 'start':
        if (!isHeaderAhead(mark.kind, rest)) return !isEnd && mayBeHeader(rest) && 'wait';
        if (before.trim() === '') this.#tail = '';
        else this.#show(before, out);
        this.#isHeader = true;
        this.#held = text.slice(at);
        return true;
      case 'message':
        return isFirst && this.#goOn(rest);
      case 'wrapper':
        return this.#unwrap(mark, before, rest, out);
      case 'special':
        return this.#setAside(mark, at, isFirst, out);
      case 'call':
        this.#show(before, out);
        this.#call = text.slice(at, mark.end);
        this.#held = rest;
        return true;
    }
  }

  #goOn(rest: string): true {
    this.#trims = true;
    this.#begins = this.#shown === 0;
    this.#held = rest;
    return true;
  }

  /** `<answer>` right behind the reasoning, and its end. */
  #unwrap(mark: FoundMark, before: string, rest: string, out: Out): boolean {
    const isEnd = mark.name?.startsWith('/') === true;
    const isBegin = before.trim() === '' && this.#trims;
    if (mark.isWeak && !(isEnd ? this.#isWrapped : isBegin)) return false;
    if (!isEnd) this.#isWrapped = true;
    this.#show(before, out);
    this.#held = rest;
    this.#trims ||= this.#shown === 0;
    return true;
  }

  #setAside(mark: FoundMark, at: number, isFirst: boolean, out: Out): boolean {
    const text = this.#held;
    const before = text.slice(0, at);
    if (mark.name === 's' && (this.#hasStrike || before.includes('<s>'))) return false;
    if (isFirst) {
      this.#expectsRole = true;
      return this.#goOn(text.slice(mark.end));
    }
    this.#show(before, out);
    this.#tail += text.slice(at, mark.end);
    this.#held = text.slice(mark.end);
    return true;
  }

  /** Between `<|start|>` or `<|channel|>` and `<|message|>`. */
  #readHeader(isEnd: boolean): boolean {
    const header = readHeader(this.#held, isEnd);
    if (!header) return false;
    this.#isHeader = false;
    this.#held = header.rest;
    if (header.kind === 'none') return this.#held !== '';
    if (header.kind === 'call') this.#call = `${header.recipient} `;
    else if (header.kind === 'thought') this.#open('harmony', header.text, header.rest);
    else {
      if (header.kind === 'final' && !this.#isFinal && this.#shown > this.#settled) this.#void = '';
      this.#isFinal ||= header.kind === 'final';
      this.#goOn(header.rest);
    }
    return true;
  }

  #discard(out: Out): void {
    const discardChars = this.#shown - this.#settled;
    if (discardChars > 0) out.push({ type: 'discarded', discardChars });
    this.#shown = this.#settled;
    this.#void = null;
  }

  #show(text: string, out: Out): void {
    if ((this.#tail !== '' || this.#shown === 0) && text.trim() === '') {
      if (this.#tail !== '') this.#tail += text;
      else if (!this.#trims) this.#lead += text;
      return;
    }
    const delta = this.#trims ? text.trimStart() : `${this.#lead}${this.#tail}${text}`;
    if (delta === '') return;
    if (this.#void !== null) this.#discard(out);
    this.#trims = false;
    this.#lead = this.#tail = '';
    this.#shown += delta.length;
    this.#last = delta;
    if (delta.includes('<s>')) this.#hasStrike = true;
    out.push({ type: 'text', delta });
  }

  /** Text that was taken for something else. */
  #showRest(text: string, out: Out): void {
    this.#void = null;
    this.#trims = false;
    this.#show(text, out);
  }
}
