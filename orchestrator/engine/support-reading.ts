import { isStopWord } from '../../lib/shared/word-forms.ts';
import { detectLanguage, type Language } from './quantities/language.ts';
import { withoutReferences } from './quantities/reference-marks.ts';
import { toWordKeys } from './quantities/to-tokens.ts';
import { createQuantityIndex, type QuantityIndex } from './quantity-index.ts';
import { type Span, toSentences } from './sentences.ts';
import { type Clause, toClauses } from './support-clauses.ts';
import { createVerbatim, type Verbatim } from './support-verbatim.ts';

export type ReadSentence = Span & {
  /** Which of several sources; their sentences are not neighbours. */
  source: number;
  clauses: readonly Clause[];
  /** It says that something holds for nothing else. */
  isRestricting: boolean;
  keys: ReadonlySet<string>;
};

/** A source as claims are checked against it. */
export type Reading = {
  sentences: readonly ReadSentence[];
  language: Language | null;
  /** Words of the title: known without being said. */
  titleKeys: ReadonlySet<string>;
  /** Words that have a capital letter within sentences. */
  nameKeys: ReadonlySet<string>;
  /** The sentences that have a word, by their place. */
  byKey: ReadonlyMap<string, readonly number[]>;
  /** The place of the sentence that a clause is part of. */
  placeOf: ReadonlyMap<Clause, number>;
  quantities: QuantityIndex;
  verbatim: readonly Verbatim[];
};

/** Tools give less at once. */
const MAX_CHARS = 60_000;
const RESTRICTING =
  /\b(?:only|solely|exclusively|except|unless|nothing but|no other|nur|ausschließlich|seulement|uniquement|solo|solamente|soltanto|alleen|somente|apenas)\b/i;

function toReading(sentences: readonly ReadSentence[], more: Pick<Reading, 'language' | 'titleKeys' | 'verbatim'>): Reading {
  const byKey = new Map<string, number[]>();
  const placeOf = new Map<Clause, number>();
  const nameKeys = new Set<string>();
  for (const [place, { keys, clauses }] of sentences.entries()) {
    for (const clause of clauses) {
      placeOf.set(clause, place);
      for (const name of clause.names) nameKeys.add(name);
    }
    for (const key of keys) {
      const places = byKey.get(key);
      if (places) places.push(place);
      else byKey.set(key, [place]);
    }
  }
  return { sentences, nameKeys, byKey, placeOf, quantities: createQuantityIndex([...placeOf.keys()]), ...more };
}

/** Takes a source apart once for all claims. */
export function readSource(source: { text: string; title: string }): Reading {
  const text = source.text.slice(0, MAX_CHARS);
  const language = detectLanguage(text);
  const spans = toSentences(text);
  const sentences = spans.map((span): ReadSentence => {
    const sentence = withoutReferences(text.slice(span.start, span.end));
    const clauses = toClauses(sentence, language ?? 'en');
    return {
      ...span,
      source: 0,
      clauses,
      isRestricting: RESTRICTING.test(sentence),
      keys: new Set(clauses.flatMap(({ keys }) => [...keys])),
    };
  });
  return toReading(sentences, {
    language,
    titleKeys: new Set(toWordKeys(source.title, language ?? 'en').filter((word) => !isStopWord(word))),
    verbatim: [createVerbatim(text, spans)],
  });
}

/** Several sources that are cited together. */
export function joinReadings(readings: readonly Reading[]): Reading {
  const languages = new Set(readings.map(({ language }) => language));
  return toReading(
    readings.flatMap((reading, source) => reading.sentences.map((sentence) => ({ ...sentence, source }))),
    {
      language: languages.size === 1 ? (readings[0]?.language ?? null) : null,
      titleKeys: new Set(readings.flatMap(({ titleKeys }) => [...titleKeys])),
      verbatim: readings.flatMap(({ verbatim }) => verbatim),
    },
  );
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
