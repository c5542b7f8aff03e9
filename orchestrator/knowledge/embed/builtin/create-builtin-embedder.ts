import { setImmediate as pause } from 'node:timers/promises';
import type { Embedder } from '../../../core/documents.ts';
import { readWordVectors, type WordVectors } from './word-vectors.ts';

export const BUILTIN_MODEL = 'builtin/glove-sif-1';
const DIMENSIONS = 100;

/** Smooth inverse frequency (Arora et al., 2017): how rare a word is before it counts in full. */
const SMOOTHING = 2e-5;
/** Of ranks to shares of running text: Zipf's law over the vocabulary that the vectors are from. */
const ZIPF_SHIFT = 2.7;
const ZIPF_SUM = 12.3;

const WORD = /[a-z]+/g;
const HUMP = /(?<=[a-z\d])(?=[A-Z])/g;
/** Below this part of known words a text is in another language, and what its known words say would mislead. */
const KNOWN_SHARE = 0.4;
const MIN_JUDGED = 8;
const TEXTS_A_TURN = 16;

function toWords(text: string): { words: string[]; letters: number } {
  const plain = text
    .replaceAll(HUMP, ' ')
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  return { words: plain.match(WORD) ?? [], letters: plain.match(/\p{L}/gu)?.length ?? 0 };
}

/** The words with their ranks and counts; `null` when too few are known. */
function count(text: string, { ranks }: WordVectors): Map<number, number> | null {
  const { words, letters } = toWords(text);
  const counts = new Map<number, number>();
  let known = 0;
  let knownLetters = 0;
  for (const word of words) {
    const rank = ranks.get(word);
    if (rank === undefined) continue;
    known += 1;
    knownLetters += word.length;
    counts.set(rank, (counts.get(rank) ?? 0) + 1);
  }
  const isForeign = words.length >= MIN_JUDGED && known < KNOWN_SHARE * words.length;
  return known === 0 || isForeign || knownLetters < KNOWN_SHARE * letters ? null : counts;
}

function embedOne(text: string, table: WordVectors): number[] | null {
  const counts = count(text, table);
  if (!counts) return null;
  const { dimensions, values } = table;
  const sum = new Float64Array(dimensions);
  for (const [rank, times] of counts) {
    const start = rank * dimensions;
    let square = 0;
    for (let at = start; at < start + dimensions; at += 1) square += (values[at] ?? 0) ** 2;
    const share = 1 / ((rank + ZIPF_SHIFT) * ZIPF_SUM);
    const weight = ((SMOOTHING / (SMOOTHING + share)) * Math.sqrt(times)) / Math.sqrt(square || 1);
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      sum[dimension] = (sum[dimension] ?? 0) + weight * (values[start + dimension] ?? 0);
    }
  }
  const length = Math.hypot(...sum);
  return length === 0 ? null : Array.from(sum, (value) => Math.round((value / length) * 1e5) / 1e5);
}

/**
 * Embeddings without a key, a network or a model runtime: the mean of word vectors, rare words first. English alone; texts in other
 * languages get no vector and are found by their words. The table (9 MB) is loaded with the first text.
 */
export function createBuiltinEmbedder(read: () => Promise<WordVectors> = readWordVectors): Embedder {
  let table: Promise<WordVectors> | undefined;
  return {
    model: BUILTIN_MODEL,
    dimensions: DIMENSIONS,
    async embed(texts, _kind, signal) {
      signal?.throwIfAborted();
      table ??= read();
      const loaded = await table;
      const vectors: (number[] | null)[] = [];
      for (const [index, text] of texts.entries()) {
        if (index > 0 && index % TEXTS_A_TURN === 0) await pause();
        signal?.throwIfAborted();
        vectors.push(embedOne(text, loaded));
      }
      return vectors;
    },
  };
}
