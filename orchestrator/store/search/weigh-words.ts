import type { QueryWords } from '../../core/search.ts';
import { hashTerm, TERM_SPACE, toManyKey } from './hash-term.ts';
import type { TermStatistics } from './term-statistics.ts';

/** Chunks that are scored for one search. */
export const MAX_SCORED = 1_500;
const MAX_QUERY_WORDS = 64;

type Weighted = { hash: number; weight: number; count: number };

export type WeighedWords = {
  /** A chunk is scored when it has one of these. */
  keys: number[];
  /** There may be more than can be scored. */
  isUnbounded: boolean;
  /** The words that were too frequent for that, for when the others find too little. */
  frequent: number[];
  /** Of all words, for the product with the weights of a chunk. */
  weights: string;
};

/** What a word is worth: the rarer, the more. */
function weighTerm(hash: number, { total, count }: TermStatistics): Weighted {
  const chunks = Math.min(total, count(hash));
  return { hash, count: chunks, weight: Math.log(1 + (total - chunks + 0.5) / (chunks + 0.5)) };
}

/** All forms of a word together are worth what its rarest is: they are found in the same places, and would count as if they were many words. */
export function weighForms(words: QueryWords, statistics: TermStatistics): Map<string, Weighted> {
  const weighted = new Map<string, Weighted>();
  for (const forms of words) {
    const fresh = [...new Set(forms)].filter((form) => !weighted.has(form));
    const terms = fresh.map((form) => weighTerm(hashTerm(form), statistics));
    const largest = terms.reduce((most, { weight }) => Math.max(most, weight), 0);
    const sum = terms.reduce((all, { weight }) => all + weight, 0);
    for (const [index, term] of terms.entries()) {
      weighted.set(fresh[index] ?? '', { ...term, weight: sum === 0 ? 0 : (term.weight * largest) / sum });
    }
  }
  return weighted;
}

/** Rarest first. */
function weigh(words: QueryWords, statistics: TermStatistics): Weighted[] {
  const byHash = new Map([...weighForms(words, statistics).values()].map((term) => [term.hash, term]));
  return [...byHash.values()].sort((left, right) => left.count - right.count).slice(0, MAX_QUERY_WORDS);
}

/**
 * The rarest words, as many as keep the number of chunks bounded. When even the rarest is everywhere: chunks that hold a word many
 * times, if there are enough of them.
 */
function chooseKeys(
  weighted: readonly Weighted[],
  { count }: TermStatistics,
): Pick<WeighedWords, 'keys' | 'isUnbounded' | 'frequent'> {
  const keys: number[] = [];
  let sum = 0;
  for (const { hash, count: chunks } of weighted) {
    if (keys.length > 0 && sum + chunks > MAX_SCORED) break;
    keys.push(hash);
    sum += chunks;
  }
  const frequent = weighted.slice(keys.length).map(({ hash }) => hash);
  if (sum <= MAX_SCORED) return { keys, isUnbounded: false, frequent };
  const many = weighted.map(({ hash }) => toManyKey(hash));
  const isEnough = many.reduce((all, key) => all + count(key), 0) > MAX_SCORED / 10;
  return { keys: isEnough ? many : keys, isUnbounded: true, frequent };
}

export function weighWords(words: QueryWords, statistics: TermStatistics): WeighedWords {
  const weighted = weigh(words, statistics);
  const pairs = weighted
    .toSorted((left, right) => left.hash - right.hash)
    .map(({ hash, weight }) => `${hash}:${weight.toFixed(4)}`);
  return { ...chooseKeys(weighted, statistics), weights: `{${pairs.join(',')}}/${TERM_SPACE}` };
}
