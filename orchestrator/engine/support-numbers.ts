import { compareQuantities, type Quantity } from './quantities/quantity.ts';
import { alignNumbers } from './support-alignment.ts';
import { type Clause, countShared } from './support-clauses.ts';
import type { Reading, ReadSentence } from './support-reading.ts';

/** What the numbers of a claim are in the sources. `against`: the sentence that gives another number for the same. */
export type NumberVerdict =
  | { state: 'right' }
  /** Rounded, without saying so. */
  | { state: 'near' }
  | { state: 'missing'; against: ReadSentence | null }
  | { state: 'wrong'; against: ReadSentence };

const UNSAID_COST = 0.25;
const NAME_WEIGHT = 2;
/** Sentences that say most of a claim are laid beside it. */
const MAX_ALIGNED = 8;

/** How well a clause tells what the claim is about: words of it that the claim does not say count a little against it. */
function nearness(claim: Clause, clause: Pick<Clause, 'keys'>, unsaidCost = UNSAID_COST): number {
  let said = 0;
  let shared = 0;
  for (const key of claim.keys) {
    if (!clause.keys.has(key)) continue;
    shared += 1;
    said += claim.names.has(key) ? NAME_WEIGHT : 1;
  }
  return said - unsaidCost * (clause.keys.size - shared);
}

const has = (clause: Clause, quantity: Quantity) =>
  clause.quantities.some((other) => /same|near/.test(compareQuantities(quantity, other)));

const rivalsOf = (clause: Clause, quantity: Quantity, said: readonly Quantity[]) =>
  clause.quantities.some(
    (other) => compareQuantities(quantity, other) === 'other' && !said.some((one) => compareQuantities(one, other) === 'same'),
  );

/** The words beside a number: they tell what is counted where no unit does. */
function besides(clause: Clause, isSought: (quantity: Quantity) => boolean): Set<string> {
  const near = clause.tokens.flatMap((token, at) => {
    if (token.kind !== 'number' || !isSought(token.quantity)) return [];
    return [clause.tokens[at - 1], clause.tokens[at + 1]].flatMap((other) => (other?.kind === 'word' ? [other.key] : []));
  });
  return new Set(near);
}

/** Another clause tells what the claim is about better than the one that has the number, and gives another number of the same kind. */
function findRival(
  claim: Clause,
  quantity: Quantity,
  owners: readonly Clause[],
  near: readonly ReadSentence[],
): ReadSentence | null {
  const own = owners.reduce((most, clause) => Math.max(most, nearness(claim, clause)), Number.NEGATIVE_INFINITY);
  const isBare = quantity.kind === 'plain' || quantity.kind === 'ordinal';
  const beside = isBare ? besides(claim, (other) => other === quantity) : null;
  const owning = near.filter(({ clauses }) => clauses.some((clause) => owners.includes(clause)));
  // "Profit was 6, compared with 5 in 2022": a clause may leave out what its sentence is about.
  const ownAtMost = owning.reduce((most, sentence) => Math.max(most, nearness(claim, sentence, 0)), own);
  const isRival = (clause: Clause, sentence: ReadSentence) => {
    if (has(clause, quantity) || countShared(claim, clause) === 0) return false;
    if (nearness(claim, clause) <= (owning.includes(sentence) ? own : ownAtMost)) return false;
    if (!rivalsOf(clause, quantity, claim.quantities)) return false;
    // Bare numbers of one sentence are alike; those of different ones when they stand beside the same word.
    if (!beside || owning.includes(sentence)) return true;
    const theirs = besides(clause, (other) => compareQuantities(quantity, other) === 'other');
    return [...theirs].some((key) => beside.has(key));
  };
  return near.find((sentence) => sentence.clauses.some((clause) => isRival(clause, sentence))) ?? null;
}

/** "In Berlin 120 persons work, in Hamburg 85": a number of one clause with the word of the clause beside it. */
function findSibling(
  claim: Clause,
  quantity: Quantity,
  owners: readonly Clause[],
  near: readonly ReadSentence[],
): ReadSentence | null {
  const owning = near.filter(({ clauses }) => clauses.some((clause) => owners.includes(clause)));
  const isTaken = (sentence: ReadSentence) =>
    sentence.clauses
      .filter((clause) => owners.includes(clause))
      .every((owner) => {
        const isOwnersOwn = [...owner.keys].some((key) => !claim.keys.has(key));
        return (
          isOwnersOwn &&
          sentence.clauses.some(
            (other) =>
              other !== owner &&
              !has(other, quantity) &&
              rivalsOf(other, quantity, claim.quantities) &&
              [...other.keys].some((key) => claim.keys.has(key) && !owner.keys.has(key)),
          )
        );
      });
  return owning.length > 0 && owning.every(isTaken) ? (owning[0] as ReadSentence) : null;
}

/** `from 50 to 45` where the source says `from 45 to 50`. */
function isReversed(claim: Clause, sentence: ReadSentence): boolean {
  const [first, second] = claim.quantities;
  if (claim.quantities.length !== 2 || !first || !second || compareQuantities(first, second) !== 'other') return false;
  return sentence.clauses.some(({ quantities: [one, other], quantities }) => {
    if (quantities.length !== 2 || !one || !other) return false;
    return compareQuantities(first, other) === 'same' && compareQuantities(second, one) === 'same';
  });
}

const EVIDENT_FROM = 0.75;

/** Whether a sentence is so much about the same as the clause that what differs is a contradiction. */
export function isEvident({ keys }: Clause, against: ReadSentence | null): boolean {
  const said = [...keys].filter((key) => against?.keys.has(key)).length;
  return said > 0 && said >= keys.size * EVIDENT_FROM;
}

/** Checks the numbers of one clause. `near`: the sentences that say something of it, best first. `known`: numbers that need no source. */
export function checkNumbers(
  claim: Clause,
  reading: Reading,
  near: readonly ReadSentence[],
  isKnown: (quantity: Quantity) => boolean,
): NumberVerdict {
  if (claim.quantities.length === 0) return { state: 'right' };
  const all = claim.quantities.map((quantity) => ({ quantity, ...reading.quantities.find(quantity) }));
  const aligned = near.slice(0, MAX_ALIGNED).map((sentence) => ({ sentence, alignment: alignNumbers(claim, sentence) }));
  const mismatch = aligned.find(({ alignment }) => alignment === 'mismatch')?.sentence ?? null;
  // "not in 2021": what is denied need not be there.
  const isDenied = claim.negation.isNegated;
  for (const { quantity, same, near: rounded } of all) {
    if (same.size + rounded.size > 0 || isDenied) continue;
    const against = mismatch ?? findRival(claim, quantity, [], near);
    if (!isKnown(quantity) || isEvident(claim, against)) return { state: 'missing', against };
  }
  const places = all.filter(({ same, near: rounded }) => same.size + rounded.size > 0);
  if (places.length === 0) return { state: 'right' };
  const isNear = places.some(({ same }) => same.size === 0);
  if (aligned.some(({ alignment }) => alignment === 'match')) return { state: isNear ? 'near' : 'right' };
  if (mismatch && !isDenied) return { state: 'wrong', against: mismatch };
  for (const { quantity, same, near: rounded } of places) {
    const owners = [...same, ...rounded];
    const against = findRival(claim, quantity, owners, near) ?? findSibling(claim, quantity, owners, near);
    if (against) return { state: 'wrong', against };
  }
  const reversed = claim.hasDirection && near.find((sentence) => countWords(claim, sentence) > 1 && isReversed(claim, sentence));
  return reversed ? { state: 'wrong', against: reversed } : { state: isNear ? 'near' : 'right' };
}

const countWords = (claim: Clause, { keys }: ReadSentence) => [...claim.keys].filter((key) => keys.has(key)).length;
