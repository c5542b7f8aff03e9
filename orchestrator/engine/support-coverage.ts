import { toOpposites, toWordKey } from '../../lib/shared/word-forms.ts';
import type { Language } from './quantities/language.ts';
import type { Quantity } from './quantities/quantity.ts';
import { PERIOD_KEYS } from './quantities/to-word-token.ts';
import type { Span } from './sentences.ts';
import type { Clause } from './support-clauses.ts';
import type { Reading, ReadSentence } from './support-reading.ts';

const NUMBER_WEIGHT = 2;
const NAME_WEIGHT = 1.5;
/** What a quotation of more than one sentence must bring. */
const NEIGHBOUR_COST = 0.08;
const DISTANT_COST = 0.15;
const LONGEST_QUOTE = 400;
/** Sentences that are compared with each clause. */
export const MAX_NEAR = 24;
/** Words with which answers point to a source. */
const POINTING = new Set(
  'according document file state say mention note report page section passage source text describe explain specify list provide author'
    .split(' ')
    .map(toWordKey),
);
/** They carry little: `may be used` and `can be used` and `is used`. */
const MODALS = new Set(['may', 'must'].map(toWordKey));
const MODAL_WEIGHT = 0.4;
/** As telling as a number. */
const PERIODS = new Set([...['hourly', 'daily', 'weekly', 'monthly', 'yearly'].map(toWordKey), ...PERIOD_KEYS]);
export type Wanted = { kind: 'word' | 'name' | 'number'; weight: number; places: ReadonlySet<number>; isRequired: boolean };

const toPlaces = (reading: Reading, clauses: Iterable<Clause>): Set<number> =>
  new Set([...clauses].flatMap((clause) => reading.placeOf.get(clause) ?? []));

/** What clauses say, as words and numbers with the sentences that have them. */
export function toWanted(
  clauses: readonly Clause[],
  reading: Reading,
  language: Language,
  isKnown: (quantity: Quantity) => boolean,
): Wanted[] {
  const wanted: Wanted[] = [];
  const isMissing = (quantity: Quantity) => {
    const { same, near } = reading.quantities.find(quantity);
    return same.size + near.size === 0;
  };
  const quantities = clauses.flatMap((clause) => clause.quantities);
  // "A year costs 15,000" of a monthly rent: the period is computed as the number is.
  const isComputed = quantities.some((quantity) => isMissing(quantity) && isKnown(quantity));
  for (const key of new Set(clauses.flatMap(({ keys }) => [...keys]))) {
    // What is forbidden is not allowed: whether it is denied is looked at elsewhere.
    const places = [key, ...toOpposites(key)].flatMap((one) => reading.byKey.get(one) ?? []);
    if (POINTING.has(key) || (reading.titleKeys.has(key) && places.length === 0)) continue;
    const isName = reading.nameKeys.has(key) || clauses.some(({ names }) => names.has(key));
    const weight = MODALS.has(key) ? MODAL_WEIGHT : isName ? NAME_WEIGHT : 1;
    const isRequired = (PERIODS.has(key) && !isComputed) || (isName && language === 'en');
    wanted.push({ kind: isName ? 'name' : 'word', weight, places: new Set(places), isRequired });
  }
  for (const quantity of quantities) {
    if (isMissing(quantity) && isKnown(quantity)) continue;
    const { same, near } = reading.quantities.find(quantity);
    wanted.push({ kind: 'number', weight: NUMBER_WEIGHT, places: toPlaces(reading, [...same, ...near]), isRequired: false });
  }
  return wanted;
}

export type Found = { coverage: number; window: readonly number[]; near: readonly number[] };

export const weightOf = (wanted: readonly Wanted[]) => wanted.reduce((sum, { weight }) => sum + weight, 0);

/** The sentence that says most of it, with a neighbour or a distant one where that brings more. */
export function findBest(wanted: readonly Wanted[], sentences: readonly ReadSentence[]): Found {
  const all = weightOf(wanted);
  const scores = new Map<number, number>();
  for (const { places, weight } of wanted) for (const place of places) scores.set(place, (scores.get(place) ?? 0) + weight);
  const ranked = [...scores].sort(([at, a], [other, b]) => b - a || at - other);
  const [first] = ranked;
  if (!first || all === 0) return { coverage: 0, window: [], near: [] };
  const near = ranked.slice(0, MAX_NEAR).map(([place]) => place);
  const [at, score] = first;
  let found: Found = { coverage: score / all, window: [at], near };
  for (const other of near) {
    if (other === at) continue;
    const isNeighbour = Math.abs(other - at) === 1 && sentences[other]?.source === sentences[at]?.source;
    const said = weightOf(wanted.filter(({ places }) => places.has(at) || places.has(other)));
    const coverage = said / all - (isNeighbour ? NEIGHBOUR_COST : DISTANT_COST);
    if (coverage > found.coverage) found = { coverage, window: [at, other], near };
  }
  return found;
}

export function toQuote(window: readonly number[], sentences: readonly ReadSentence[]): Span | null {
  const [best, other] = window.map((place) => sentences[place] as ReadSentence);
  if (!best) return sentences[0] ?? null;
  const isNeighbour = other && Math.abs((window[0] ?? 0) - (window[1] ?? 0)) === 1 && other.source === best.source;
  const span = isNeighbour ? { start: Math.min(best.start, other.start), end: Math.max(best.end, other.end) } : best;
  return span.end - span.start <= LONGEST_QUOTE ? { start: span.start, end: span.end } : { start: best.start, end: best.end };
}
