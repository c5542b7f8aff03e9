import { toSearchWords } from '../../../lib/shared/search-words.ts';
import type { DocumentChunk } from '../../core/documents.ts';
import { hashTerm, TERM_SPACE, toManyKey } from './hash-term.ts';

/** BM25: how soon more of the same word stops to count, and how much a long chunk is held against it. */
const SATURATION = 1.2;
const LENGTH_SHARE = 0.4;
/** Fixed, because a mean would change with every document. */
const USUAL_WORDS = 170;
/** Of which a row can hold the weights within a page of the database. */
const MAX_TERMS = 900;

/** A word this often in a chunk makes the chunk one of the first to look at when the word is everywhere. */
const MANY = 3;

export type TermRow = { terms: number[]; weights: string };

/** The words of a chunk with their weights (the part of BM25 that does not depend on other chunks), hashed. */
export function toTermRow({
  headingPath,
  context,
  content,
}: Pick<DocumentChunk, 'headingPath' | 'context' | 'content'>): TermRow {
  const words = toSearchWords([...headingPath, context, content].join('\n'));
  const counts = new Map<number, number>();
  for (const word of words) {
    const hash = hashTerm(word);
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  const kept = [...counts].slice(0, MAX_TERMS).sort(([left], [right]) => left - right);
  const slope = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * words.length) / USUAL_WORDS);
  const weights = kept.map(([hash, count]) => `${hash}:${((count * (SATURATION + 1)) / (count + slope)).toFixed(3)}`);
  const many = kept.filter(([, count]) => count >= MANY).map(([hash]) => toManyKey(hash));
  return { terms: [...kept.map(([hash]) => hash), ...many], weights: `{${weights.join(',')}}/${TERM_SPACE}` };
}
