import { type Clause, overlap } from './support-clauses.ts';
import type { ReadSentence } from './support-reading.ts';
import type { Token } from './support-tokens.ts';

type NumberToken = Extract<Token, { kind: 'number' }>;
const UNSAID_COST = 0.25;

type Placed = { token: NumberToken; near: ReadonlySet<string> };

/** The numbers of a clause with the words beside them. */
function toPlaced({ tokens }: Clause): Placed[] {
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'number') return [];
    const beside = [tokens[at - 1], tokens[at + 1]].flatMap((other) => (other?.kind === 'word' ? [other.key] : []));
    return [{ token, near: new Set(beside) }];
  });
}

/** What the numbers of one value measure in the claim and where the sources have it: of many, so that each is looked at once. */
type Measures = { signs: ReadonlySet<string>; beside: ReadonlySet<string>; hasBare: boolean };

const signOf = ({ token }: Placed): string => (token.sign === 'word' ? '' : token.sign);

function toMeasures(placed: readonly Placed[]): Measures {
  return {
    signs: new Set(placed.map(signOf).filter((sign) => sign !== '')),
    beside: new Set(placed.filter((one) => signOf(one) === '').flatMap(({ near }) => [...near])),
    hasBare: placed.some(({ token }) => token.sign === ''),
  };
}

function measuresTheSame({ signs, beside }: Measures, other: Placed): boolean {
  const sign = signOf(other);
  return sign === '' ? [...other.near].some((key) => beside.has(key)) : signs.has(sign);
}

/** How well a clause tells what the claim is about: words of it that the claim does not say count a little against it. */
function nearness(claim: Clause, clause: Clause): number {
  let said = 0;
  for (const key of claim.keys) if (clause.keys.has(key)) said += 1;
  return said - UNSAID_COST * (clause.keys.size - said);
}

/** `from 8080 to 9090` as it stands. */
function isReversed(claim: Clause, sentence: ReadSentence): boolean {
  const numbers = claim.tokens.flatMap((token) => (token.kind === 'number' ? [token.value] : []));
  const [first, second] = numbers;
  if (numbers.length !== 2 || first === second) return false;
  return sentence.clauses.some((clause) => {
    const own = clause.tokens.flatMap((token) => (token.kind === 'number' ? [token.value] : []));
    return own.length === 2 && own[0] === second && own[1] === first && overlap(claim, clause) > 3;
  });
}

/** What is computed of a clause, once. */
function once<T>(compute: (clause: Clause) => T): (clause: Clause) => T {
  const known = new Map<Clause, T>();
  return (clause) => {
    const found = known.get(clause) ?? compute(clause);
    known.set(clause, found);
    return found;
  };
}

/**
 * Whether a number of the claim belongs to something else in the sources: another clause tells what the claim is about better
 * than the one that has the number, and gives another number of the same kind.
 */
export function hasForeignNumber(claim: Clause, sentences: readonly ReadSentence[], hasDirection: boolean): boolean {
  const toldBy = once((clause) => nearness(claim, clause));
  const placedIn = once(toPlaced);
  const isForeign = (value: string): boolean => {
    const owners = new Set(sentences.filter(({ numbers }) => numbers.has(value)));
    const owning = [...owners].flatMap(({ clauses }) => clauses.filter(({ numbers }) => numbers.has(value)));
    const own = owning.reduce((most, clause) => Math.max(most, toldBy(clause)), Number.NEGATIVE_INFINITY);
    const mine = toMeasures([claim, ...owning].flatMap(placedIn).filter(({ token }) => token.value === value));
    const isRival = (sentence: ReadSentence, clause: Clause) =>
      !clause.numbers.has(value) &&
      toldBy(clause) > own &&
      overlap(claim, clause) > 0 &&
      placedIn(clause).some(
        (other) =>
          !claim.numbers.has(other.token.value) &&
          // Both without a sign: within one sentence they count alike.
          (measuresTheSame(mine, other) || (owners.has(sentence) && mine.hasBare && other.token.sign === '')),
      );
    return sentences.some((sentence) => sentence.clauses.some((clause) => isRival(sentence, clause)));
  };
  return [...claim.numbers].some(isForeign) || (hasDirection && sentences.some((sentence) => isReversed(claim, sentence)));
}
