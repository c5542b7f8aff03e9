import { type LineKind, toLineKind } from './line-kind.ts';
import { toScreenNotes } from './screen-notes.ts';
import { isSentenceEnd } from './sentence-end.ts';
import { toSpeakableText } from './speakable-text.ts';

/** Something to say, and which part of the answer it says: `[start, end)` in UTF-16 code units. */
export type SpokenSentence = { text: string; start: number; end: number };

export type SentenceCutter = {
  /** Gives the sentences that are complete now. */
  push(delta: string): SpokenSentence[];
  /** The answer is over: gives the rest. */
  flush(): SpokenSentence[];
  /** The answer was cut to that length; what was given before is not given again. */
  cut(length: number): void;
};

/** The first words should be heard soon: a longer beginning is cut at a clause. */
const FIRST_CHARS = 80;
const LATER_CHARS = 280;
const LONGEST_CHARS = 600;
const LEAST_CLAUSE_CHARS = 30;
const WINDOW_CHARS = 1_000;

/** Inside a link or inline code nothing ends. */
function isInsideMark(piece: string): boolean {
  if (/\[[^\]]*$|\]\([^)]*$/.test(piece)) return true;
  return piece.split('`').length % 2 === 0;
}

type Options = { language?: string };

/** The cutter without `cut`: sees the answer one code unit after the other, so it cannot matter how it came in pieces. */
function createScanner({ language = 'en' }: Options, emit: (sentence: SpokenSentence) => void) {
  const notes = toScreenNotes(language);
  /** What may still matter of the answer, from `base` on; all places but those of sentences count from there. */
  let source = '';
  let base = 0;
  let at = 0;
  let start = 0;
  let lineStart = 0;
  let line: LineKind | undefined;
  let fence = '';
  let fenceLine = -1;
  let clause = 0;
  let hasSpoken = false;
  let hasCode = false;
  let isTableOpen = false;

  function say(text: string, from: number, to: number): void {
    hasSpoken = true;
    emit({ text, start: base + from, end: base + to });
  }

  /** Ends the piece before `end`; `stops`: it is no part of a longer sentence. */
  function end(to: number, stops: boolean): void {
    const raw = source.slice(start, to);
    const from = start + (raw.length - raw.trimStart().length);
    const text = toSpeakableText(raw);
    start = to;
    clause = to;
    if (text === '') return;
    const isOpen = /[\p{L}\p{N}%)"'»”’]$/u.test(text) && !/[.!?…]["'»”’)]*$/.test(text);
    say(isOpen && stops ? `${text}.` : text, from, from + raw.trim().length);
  }

  /** Announces what is not read out. */
  function note(kind: 'code' | 'table', from: number, to: number): void {
    if (kind === 'table' || !hasCode) say(notes[kind], from, to);
    hasCode ||= kind === 'code';
    start = to;
    clause = to;
  }

  function beginLine(kind: LineKind, isWhole: boolean): boolean {
    if (kind === 'text') {
      const ends = lineStart > start ? isSentenceEnd(source, lineStart - 1, isWhole) : false;
      if (ends === undefined) return false;
      if (ends) end(lineStart, true);
    } else end(lineStart, true);
    if (kind === 'fence') {
      fence = source.slice(lineStart).trimStart().slice(0, 3);
      fenceLine = lineStart;
    }
    if (kind === 'table' && !isTableOpen) note('table', lineStart, at + 1);
    isTableOpen = kind === 'table';
    line = kind;
    return true;
  }

  function endLine(): void {
    const text = source.slice(lineStart, at).trim();
    if (line === 'own') end(at, true);
    else if (line !== 'text') start = at + 1;
    if (line === 'fence' && fence !== '') {
      const isFirst = lineStart === fenceLine;
      if (isFirst) note('code', lineStart, at);
      else if (text.startsWith(fence)) fence = '';
    }
    lineStart = at + 1;
    clause = Math.max(clause, start);
    if (fence === '') line = undefined;
  }

  /** Looks at a space within a line; false: what comes decides. */
  function atSpace(isWhole: boolean): boolean {
    const before = source[at - 1] ?? '';
    const ends = isSentenceEnd(source, at, isWhole);
    if (ends === undefined) return false;
    const piece = source.slice(start, at);
    const isItemNumber = line === 'own' && /^\s*\d{1,3}[.)]$/.test(piece);
    if (ends && !isItemNumber && !isInsideMark(piece)) end(at, true);
    else if (/[,;:–—]/.test(before) && piece.length >= LEAST_CLAUSE_CHARS && !isInsideMark(piece)) clause = at;
    else if (piece.length > LONGEST_CHARS) end(at, false);
    return true;
  }

  function cutLong(): void {
    if (clause > start && at - start > (hasSpoken ? LATER_CHARS : FIRST_CHARS)) end(clause, false);
  }

  /** Handles the sign at `at`; false: more must come first. */
  function step(isWhole: boolean): boolean {
    const sign = source[at] as string;
    const isBreak = sign === '\n';
    if (line === undefined) {
      const kind = toLineKind(source.slice(lineStart, isBreak ? at : at + 1), isBreak);
      if (kind !== undefined && !beginLine(kind, isWhole)) return false;
    }
    if (line === 'text' || line === 'own') {
      if (!isBreak && /\s/u.test(sign) && /\S/u.test(source[at - 1] ?? ' ') && !atSpace(isWhole)) return false;
      if (/[。！？][」』）”’"]*$/.test(source.slice(Math.max(start, at - 4), at)) && !/[。！？」』）”’"]/.test(sign))
        end(at, true);
      cutLong();
    }
    if (isBreak) endLine();
    at += 1;
    return true;
  }

  /** A long text that grows by one sign is slow. */
  function forget(): void {
    const done = line === 'text' || line === 'own' ? start : Math.min(start, lineStart);
    if (done < WINDOW_CHARS) return;
    source = source.slice(done);
    base += done;
    at -= done;
    start -= done;
    clause = Math.max(0, clause - done);
    lineStart -= Math.min(lineStart, done);
    fenceLine -= done;
  }

  return {
    add(unit: string): void {
      forget();
      source += unit;
      while (at < source.length && step(false));
    },
    finish(): void {
      while (at < source.length && step(true));
      if (line === undefined && lineStart < source.length) {
        beginLine(toLineKind(source.slice(lineStart), true) ?? 'text', true);
      }
      if (line === 'fence' && lineStart === fenceLine) note('code', lineStart, source.length);
      else if (line === undefined || line === 'text' || line === 'own') end(source.length, true);
    },
  };
}

/**
 * Cuts an answer in Markdown into sentences to be said while it arrives. What it gives depends on the text alone, never on how
 * it came in pieces. Code is not read out but announced once, each table once; marks, marks of sources and emoji are left out.
 */
export function createSentenceCutter(options: Options = {}): SentenceCutter {
  let ready: SpokenSentence[] = [];
  let saidTo = 0;
  const emit = (sentence: SpokenSentence) => {
    if (sentence.end <= saidTo) return;
    saidTo = sentence.end;
    ready.push(sentence);
  };
  let whole = '';
  let scanner = createScanner(options, emit);
  const take = () => {
    const sentences = ready;
    ready = [];
    return sentences;
  };
  const add = (text: string) => {
    for (let index = 0; index < text.length; index += 1) scanner.add(text[index] as string);
  };
  return {
    push(delta) {
      whole += delta;
      add(delta);
      return take();
    },
    flush() {
      scanner.finish();
      return take();
    },
    cut(length) {
      whole = whole.slice(0, length);
      scanner = createScanner(options, emit);
      add(whole);
    },
  };
}
