import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBuiltinEmbedder } from './create-builtin-embedder.ts';
import { readWordVectors } from './word-vectors.ts';

const embedder = createBuiltinEmbedder();
const cosine = (left: readonly number[] | null | undefined, right: readonly number[] | null | undefined) =>
  (left ?? []).reduce((sum, value, index) => sum + value * (right?.[index] ?? 0), 0);

describe('the built-in embedder', () => {
  it('gives unit vectors in the order of the texts', async () => {
    const texts = Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0 ? 'the doctor treats patients' : 'a ship in the harbour',
    );
    const vectors = await embedder.embed(texts, 'passage');
    expect(vectors).toHaveLength(40);
    expect(cosine(vectors[0], vectors[0])).toBeCloseTo(1, 3);
    expect(vectors[2]).toEqual(vectors[0]);
    expect(vectors[1]).not.toEqual(vectors[0]);
    expect(vectors[0]).toHaveLength(embedder.dimensions);
  });

  it('puts texts without a common word nearer when they mean the like', async () => {
    const [question, near, far] = await embedder.embed(
      ['my physician prescribed medicine', 'drugs that doctors give to patients', 'the orchestra played a symphony'],
      'query',
    );
    expect(cosine(question, near)).toBeGreaterThan(cosine(question, far) + 0.1);
  });

  it('finds the words of names', async () => {
    const [joined, apart] = await embedder.embed(['maxOpenConnections', 'max open connections'], 'query');
    expect(cosine(joined, apart)).toBeCloseTo(1, 3);
  });

  it('says nothing of what it does not know: other languages, numbers, nothing at all', async () => {
    const german = 'Die Versicherung übernimmt die Kosten für den Schaden nicht, wenn er vorsätzlich herbeigeführt wurde.';
    expect(await embedder.embed(['東京都の人口', 'Сколько стоит билет?', german, '12 345,67', '', '𝕏'], 'query')).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('stops when it is told to', async () => {
    await expect(embedder.embed(['a text'], 'query', AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  it('refuses a damaged table', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cartrita-words-'));
    await writeFile(join(directory, 'table.bin'), Buffer.from([2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 97, 10, 98, 1, 2, 3]));
    await expect(readWordVectors(join(directory, 'table.bin'))).rejects.toThrow('damaged');
    await rm(directory, { recursive: true });
  });
});
