import { foldText, isStopWord, toWordKey } from '../../lib/shared/word-forms.ts';
import { type Span, toSentences } from './sentences.ts';
import { type Clause, toClauses } from './support-clauses.ts';

export type ReadSentence = Span & {
  /** Which of several sources; their sentences are not neighbours. */
  source: number;
  clauses: readonly Clause[];
  /** It says that something holds for nothing else. */
  isRestricting: boolean;
  keys: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
};

/** A source as claims are checked against it. */
export type Reading = {
  sentences: readonly ReadSentence[];
  keys: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
  /** Words of the title: known without being said. */
  titleKeys: ReadonlySet<string>;
  /** Sentence by sentence, for what is taken over word for word. */
  folded: string;
};

/** Tools give less at once. */
const MAX_CHARS = 60_000;
const RESTRICTING = /\b(?:only|solely|exclusively|except|unless|nothing but|no other|nur|seulement)\b/i;

const union = <T>(sets: readonly ReadonlySet<T>[]): ReadonlySet<T> => new Set(sets.flatMap((set) => [...set]));

/** Letters and digits only, so that marks of layout do not hide a quotation. */
export function toPlainText(text: string): string {
  return (foldText(text).match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}

/** Takes a source apart once for all claims. */
export function readSource(source: { text: string; title: string }): Reading {
  const { title } = source;
  const text = source.text.slice(0, MAX_CHARS);
  const sentences = toSentences(text).map((span): ReadSentence => {
    const sentence = text.slice(span.start, span.end);
    const clauses = toClauses(sentence);
    return {
      ...span,
      source: 0,
      clauses,
      isRestricting: RESTRICTING.test(sentence),
      keys: union(clauses.map(({ keys }) => keys)),
      numbers: union(clauses.map(({ numbers }) => numbers)),
    };
  });
  const titleWords = foldText(title).match(/[\p{L}\p{N}]+/gu) ?? [];
  return {
    sentences,
    keys: union(sentences.map(({ keys }) => keys)),
    numbers: union(sentences.map(({ numbers }) => numbers)),
    titleKeys: new Set(titleWords.filter((word) => !isStopWord(word)).map(toWordKey)),
    folded: ` | ${sentences.map(({ start, end }) => toPlainText(text.slice(start, end))).join(' | ')} | `,
  };
}

/** Several sources that are cited together. */
export function joinReadings(readings: readonly Reading[]): Reading {
  return {
    sentences: readings.flatMap((reading, source) => reading.sentences.map((sentence) => ({ ...sentence, source }))),
    keys: union(readings.map(({ keys }) => keys)),
    numbers: union(readings.map(({ numbers }) => numbers)),
    titleKeys: union(readings.map(({ titleKeys }) => titleKeys)),
    folded: readings.map(({ folded }) => folded).join(''),
  };
}

/** The readings of sources by their numbers, each made once when it is needed; `null`: there is no such source. */
export function createReadings(
  sources: readonly { index: number; text: string; title: string }[],
): (index: number) => Reading | null {
  const byIndex = new Map(sources.map((source) => [source.index, source]));
  const readings = new Map<number, Reading>();
  return (index) => {
    const source = byIndex.get(index);
    if (!source) return null;
    const reading = readings.get(index) ?? readSource(source);
    readings.set(index, reading);
    return reading;
  };
}
