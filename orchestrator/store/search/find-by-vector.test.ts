import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillStore } from '../../../bench/retrieval/fill-store.ts';
import { openRetrieval, type Retrieval } from '../../../bench/retrieval/open-retrieval.ts';
import type { Embedder } from '../../core/documents.ts';
import type { Query } from '../database.ts';
import { databaseKinds, type TestDatabase } from '../fixtures/test-databases.ts';
import { findByVector } from './find-by-vector.ts';

/** So long that a few hundred are too many to compare one by one. */
const DIMENSIONS = 1_600;

/** Turns with the number at the end of a text: neighbours are near. */
const toVector = (angle: number) =>
  Array.from({ length: DIMENSIONS }, (_, at) => (at === 0 ? Math.cos(angle) : at === 1 ? Math.sin(angle) : 0));
const toAngle = (text: string) => Number(/(\d+)\D*$/.exec(text)?.[1] ?? 0) / 1_000;
const embedder: Embedder = {
  model: "it's/angles@1600",
  dimensions: DIMENSIONS,
  embed: async (texts) => texts.map((text) => toVector(toAngle(text))),
};

const numbered = (first: number, length: number) => {
  const contents = Array.from({ length }, (_, index) => `Number ${first + index}`);
  const chunks = contents.map((content, position) => {
    const charStart = contents.slice(0, position).reduce((sum, { length }) => sum + length + 1, 0);
    return { position, page: null, headingPath: [], context: '', content, charStart, charEnd: charStart + content.length };
  });
  return { text: contents.join('\n'), chunks };
};

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('vectors on $name', ({ create }) => {
  let database: TestDatabase;
  let retrieval: Retrieval;

  beforeAll(async () => {
    database = await create();
    retrieval = await openRetrieval(database.options);
    await retrieval.store.passages.prepareVectors(embedder.model, DIMENSIONS);
    await retrieval.store.passages.prepareVectors(embedder.model, DIMENSIONS);
    for (const [owner, first, count] of [
      ['own_near', 0, 150],
      ['own_far', 1_000, 500],
    ] as const) {
      const { text, chunks } = numbered(first, count);
      await fillStore({ ...retrieval, embedder }, owner, { name: `${owner}.txt`, text, outline: { blocks: [] } }, chunks);
    }
  });
  afterAll(async () => {
    await retrieval.close();
    await database.remove();
  });

  const nearest = async (ownerId: string, limit: number, angle = 0.05) => {
    const vector = { model: embedder.model, vector: toVector(angle) };
    const found = await retrieval.store.passages.find({ ownerId }, { words: [['nothing']], phrases: [], vector }, limit);
    const read = await retrieval.store.passages.read(
      ownerId,
      found.map(({ chunkId }) => chunkId),
    );
    return { found, numbers: read.map(({ content }) => toAngle(content) * 1_000).sort((left, right) => left - right) };
  };

  it('are found through their index, the nearest first', async () => {
    const { found, numbers } = await nearest('own_far', 5, 1.3);
    expect(numbers).toEqual([1298, 1299, 1300, 1301, 1302]);
    expect(Math.max(...found.map(({ similarity }) => similarity ?? 0))).toBeCloseTo(1, 4);
  });

  it('are found one by one where others have most of them', async () => {
    const { numbers } = await nearest('own_near', 11);
    expect(numbers).toEqual([45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55]);
  });

  it('are found behind all the nearer ones of another owner', async () => {
    const { numbers } = await nearest('own_far', 5);
    expect(numbers).toHaveLength(5);
    expect(Math.min(...numbers)).toBe(1_000);
    expect(Math.max(...numbers)).toBeLessThan(1_060);
  });

  it('are none of an owner who has none, and none of another model', async () => {
    expect((await nearest('own_3', 5)).found).toEqual([]);
    const vector = { model: 'other', vector: toVector(0) };
    expect(await retrieval.store.passages.find({ ownerId: 'own_near' }, { words: [], phrases: [], vector }, 5)).toEqual([]);
  });
});

describe('the index of vectors', () => {
  const ONE = 100;
  it.each([
    ['small collections', 4_000, 4_000, false],
    ['a large collection', 20_000, 20_000, true],
    ['one of three alike', 20_000, 60_000, true],
    ['one of twelve alike', 20_000, 240_000, false],
    ['the fifth of what there is', 60_000, 300_000, true],
  ])('for %s: %i of %i is asked: %s', async (_what, total, everyone, expected) => {
    const statements: string[] = [];
    const query = (async (statement: string) => {
      statements.push(statement);
      return [];
    }) as Query;
    const vector = { model: 'm', vector: Array.from({ length: ONE }, () => 0.1) };
    const wanted = { scope: { ownerId: 'own_1' }, vector, weights: '{}/1', limit: 50 };
    await findByVector(query, wanted, { total, storedNumbers: everyone * ONE });
    expect(statements.map((statement) => statement.includes('hnsw'))).toEqual([expected]);
  });
});
