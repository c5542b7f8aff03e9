import { compareQuantities, type Quantity } from './quantities/quantity.ts';
import { type Clause, type ContentToken, countShared } from './support-clauses.ts';
import type { ReadSentence } from './support-reading.ts';

/** `match`: all numbers stand where the source has the same; `mismatch`: one stands where the source has another. */
export type Alignment = 'match' | 'mismatch' | 'none';

/** So many of the claim's words must follow one another in the source as they do in the claim. */
const ALIGNED_FROM = 0.8;
const FEWEST_WORDS = 2;
const MAX_TOKENS = 120;

const keyOf = (token: ContentToken) => (token.kind === 'word' ? token.key : null);

type Pair = { claim: number; source: number };

/** The longest run of words that both have in the same order. */
function alignWords(claim: readonly (string | null)[], source: readonly (string | null)[]): Pair[] {
  const width = source.length + 1;
  const lengths = new Uint16Array((claim.length + 1) * width);
  for (let i = claim.length - 1; i >= 0; i -= 1) {
    for (let j = source.length - 1; j >= 0; j -= 1) {
      const isSame = claim[i] !== null && claim[i] === source[j];
      lengths[i * width + j] = isSame
        ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < claim.length && j < source.length; ) {
    if (claim[i] !== null && claim[i] === source[j]) pairs.push({ claim: i++, source: j++ });
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return pairs;
}

const isSame = (one: Quantity, other: Quantity) => /same|near/.test(compareQuantities(one, other));

const numbersIn = (tokens: readonly ContentToken[], from: number, to: number): Quantity[] =>
  tokens.slice(from, to).flatMap((token) => (token.kind === 'number' ? [token.quantity] : []));

/** Whether the numbers between two words agree; as many on both sides are compared one by one. */
function compareGap(
  claim: readonly Quantity[],
  source: readonly Quantity[],
  isElsewhere: (one: Quantity, rival: Quantity) => boolean,
): Alignment {
  if (claim.length === 0) return 'match';
  if (source.length === 0) return 'none';
  if (claim.length === source.length && claim.every((one, at) => isSame(one, source[at] as Quantity))) return 'match';
  const isParallel = claim.length === source.length;
  let isOpen = false;
  for (const [at, one] of claim.entries()) {
    const rivals = isParallel ? [source[at] as Quantity] : source;
    if (rivals.some((other) => isSame(one, other))) continue;
    const rival = rivals.find((other) => compareQuantities(one, other) === 'other');
    if (rival && !isElsewhere(one, rival)) return 'mismatch';
    isOpen = true;
  }
  return isOpen ? 'none' : 'match';
}

/** "Of 412 patients 208 were treated" for "208 patients were treated": another clause says as much of the claim and has its number. */
function isSaidBeside(claim: Clause, { clauses }: ReadSentence, one: Quantity, rival: Quantity): boolean {
  const rivals = clauses.filter(({ quantities }) => quantities.includes(rival));
  const most = Math.max(...rivals.map((clause) => countShared(claim, clause)));
  return clauses.some(
    (clause) =>
      !rivals.includes(clause) && countShared(claim, clause) >= most && clause.quantities.some((other) => isSame(one, other)),
  );
}

/** The clauses that the first and the last word stand in, with a number alone behind them: "Profit: 5". */
function toStretch(clauses: readonly Clause[], first: number, last: number): { start: number; end: number } {
  let [at, start, end] = [0, 0, -1];
  for (const { tokens, keys } of clauses) {
    if (at <= first) start = at;
    at += tokens.length;
    if (at > last && (end < 0 || keys.size === 0)) end = at;
    else if (end >= 0) break;
  }
  return { start, end };
}

/** Lays a clause of the claim beside a sentence that uses its words in its order. */
export function alignNumbers(claim: Clause, sentence: ReadSentence): Alignment {
  const own = claim.tokens;
  const other = sentence.clauses.flatMap(({ tokens }) => tokens);
  if (claim.quantities.length === 0 || own.length > MAX_TOKENS || other.length > MAX_TOKENS) return 'none';
  const pairs = alignWords(own.map(keyOf), other.map(keyOf));
  const words = own.filter(({ kind }) => kind === 'word').length;
  if (pairs.length < Math.min(words, FEWEST_WORDS) || pairs.length === 0 || pairs.length < words * ALIGNED_FROM) return 'none';
  const { start, end } = toStretch(sentence.clauses, (pairs[0] as Pair).source, (pairs.at(-1) as Pair).source);
  const borders = [...pairs, { claim: own.length, source: end }];
  let [fromClaim, fromSource] = [0, start];
  let outcome: Alignment = 'match';
  for (const { claim: at, source } of borders) {
    const gap = compareGap(numbersIn(own, fromClaim, at), numbersIn(other, fromSource, source), (one, rival) =>
      isSaidBeside(claim, sentence, one, rival),
    );
    if (gap === 'mismatch') return 'mismatch';
    if (gap === 'none') outcome = 'none';
    [fromClaim, fromSource] = [at + 1, source + 1];
  }
  return outcome;
}
