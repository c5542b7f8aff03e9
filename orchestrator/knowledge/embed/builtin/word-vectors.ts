import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Frequent words first: the index of a word is its rank. */
export type WordVectors = { dimensions: number; ranks: ReadonlyMap<string, number>; values: Int8Array };

const HEAD_BYTES = 12;

/** Reads the table that `scripts/make-word-vectors.ts` has made. */
export async function readWordVectors(path = join(import.meta.dirname, 'word-vectors.bin')): Promise<WordVectors> {
  const bytes = await readFile(path);
  const count = bytes.readUInt32LE(0);
  const dimensions = bytes.readUInt32LE(4);
  const start = HEAD_BYTES + bytes.readUInt32LE(8);
  const words = bytes.subarray(HEAD_BYTES, start).toString('utf8').split('\n');
  if (words.length !== count || bytes.length !== start + count * dimensions) throw new Error(`${path} is damaged`);
  return {
    dimensions,
    ranks: new Map(words.map((word, rank) => [word, rank])),
    values: new Int8Array(bytes.buffer, bytes.byteOffset + start, count * dimensions),
  };
}
