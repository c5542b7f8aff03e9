import { withoutReferences } from '../../lib/shared/reference-marks.ts';
import { isStopWord } from '../../lib/shared/word-forms.ts';
import type { Pause } from './pauses.ts';
import { detectLanguage, type Language } from './quantities/language.ts';
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

type Text = { text: string; title: string };
/** Sentences that are taken apart at once. */
const SLICE = 50;

/** Takes a source apart once for all claims, some sentences at a time. */
function* readInSlices({ text: whole, title }: Text): Generator<void, Reading> {
  const text = whole.slice(0, MAX_CHARS);
  const language = detectLanguage(text);
  const spans = toSentences(text);
  const sentences: ReadSentence[] = [];
  for (const [at, span] of spans.entries()) {
    if (at % SLICE === SLICE - 1) yield;
    const sentence = withoutReferences(text.slice(span.start, span.end));
    const clauses = toClauses(sentence, language ?? 'en');
    sentences.push({
      ...span,
      source: 0,
      clauses,
      isRestricting: RESTRICTING.test(sentence),
      keys: new Set(clauses.flatMap(({ keys }) => [...keys])),
    });
  }
  yield;
  return toReading(sentences, {
    language,
    titleKeys: new Set(toWordKeys(title, language ?? 'en').filter((word) => !isStopWord(word))),
    verbatim: [createVerbatim(text, spans)],
  });
}

/** Takes a source apart at once. */
export function readSource(source: Text): Reading {
  const slices = readInSlices(source);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
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

export type Readings = ReadonlyMap<number, Reading>;

/** The readings of sources by their numbers; others work in between. */
export async function createReadings(sources: readonly (Text & { index: number })[], pause: Pause): Promise<Readings> {
  const readings = new Map<number, Reading>();
  for (const source of sources) {
    const slices = readInSlices(source);
    for (let step = slices.next(); ; step = slices.next()) {
      await pause();
      if (!step.done) continue;
      readings.set(source.index, step.value);
      break;
    }
  }
  return readings;
}
