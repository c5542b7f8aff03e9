import { describe, expect, it } from 'vitest';
import { keepRelated } from './keep-related.ts';

describe('what is related to a query', () => {
  it.each<['builtin' | 'model', [words: number, similarity: number | null][], number[]]>([
    ['builtin', [], []],
    // "honey" in a small library: the passage about the hive, none about tomatoes or tides.
    [
      'builtin',
      [
        [0, 0.76],
        [0, 0.47],
        [0, 0.42],
        [0, 0.15],
      ],
      [0],
    ],
    // "insurance contract": nothing is about it.
    [
      'builtin',
      [
        [0, 0.39],
        [0, 0.18],
        [0, -0.15],
      ],
      [],
    ],
    // "medicine against bacteria": no word of the passage about antibiotics.
    [
      'builtin',
      [
        [0, 0.31],
        [0, 0.68],
        [0, 0.21],
      ],
      [1],
    ],
    // Words count, however far the vectors are, and also where there are none.
    [
      'builtin',
      [
        [2.1, -0.2],
        [0, 0.9],
        [0.1, null],
        [0, null],
      ],
      [0, 1, 2],
    ],
    [
      'model',
      [
        [0, 0.5],
        [0, 0.4],
        [0, 0.3],
        [0, 0.1],
      ],
      [0, 1],
    ],
    [
      'model',
      [
        [0, 0.15],
        [0, 0.14],
      ],
      [],
    ],
    [
      'model',
      [
        [0, 0.84],
        [0, 0.7],
        [0, 0.6],
      ],
      [0, 1],
    ],
  ])('by %s vectors: of %j it is %j', (kind, given, kept) => {
    const chunks = given.map(([words, similarity], chunkId) => ({ chunkId, words, similarity }));
    expect(keepRelated(chunks, kind, new Set()).map(({ chunkId }) => chunkId)).toEqual(kept);
  });

  it('is what stands in a file that the query names', () => {
    const chunks = [0.1, 0.2].map((similarity, chunkId) => ({ chunkId, words: 0, similarity }));
    expect(keepRelated(chunks, 'builtin', new Set([1]))).toEqual([chunks[1]]);
  });
});
