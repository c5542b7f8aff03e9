import { compareQuantities, type Quantity } from './quantities/quantity.ts';
import type { Span } from './sentences.ts';
import { toClauses } from './support-clauses.ts';
import type { Reading } from './support-reading.ts';

/** More are not looked for in another order. */
const MAX_REORDERED = 400;

/** What a sentence of a source with the same words says: the same numbers, or others; `null`: there is none, or the order alone differs. */
export type Framed = { isSame: boolean; place: Span } | null;

const isSameList = (said: readonly Quantity[], known: readonly Quantity[]) =>
  said.length === known.length && said.every((one, at) => compareQuantities(one, known[at] as Quantity) === 'same');

function isReordered(said: readonly Quantity[], known: readonly Quantity[]): boolean {
  if (said.length !== known.length || said.length > MAX_REORDERED) return false;
  const left = [...known];
  return said.every((one) => {
    const at = left.findIndex((other) => compareQuantities(one, other) === 'same');
    return at >= 0 && left.splice(at, 1).length === 1;
  });
}

/** Compares a claim with the sentences that are the same but for their numbers. */
export function compareFrames(claim: string, reading: Reading): Framed {
  const frames = reading.verbatim.flatMap((one) => one.findFrames(claim));
  const [first] = frames;
  if (!first) return null;
  const said = toClauses(claim, reading.language ?? 'en').flatMap(({ quantities }) => quantities);
  const places = new Map(reading.sentences.map((sentence) => [sentence.start, sentence]));
  const known = frames.map((place) => ({
    place,
    quantities: places.get(place.start)?.clauses.flatMap(({ quantities }) => quantities) ?? [],
  }));
  const same = known.find(({ quantities }) => isSameList(said, quantities));
  if (same) return { isSame: true, place: same.place };
  // The items of a list in another order: clause by clause it may be right.
  return known.some(({ quantities }) => isReordered(said, quantities)) ? null : { isSame: false, place: first };
}
