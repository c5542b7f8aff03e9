import { describe, expect, it } from 'vitest';
import type { Query } from '../database.ts';
import { createTermStatistics } from './term-statistics.ts';

/** Answers the two statements for an owner with so many chunks; keeps how many are passed over for each that is counted. */
function owning(total: number) {
  const steps: unknown[] = [];
  const query = (async (_statement: string, values: unknown[]) => {
    if (values.length === 1) return [{ total }];
    steps.push(values[1]);
    return [{ size: 2, counts: '7:2' }];
  }) as Query;
  return { statisticsOf: createTermStatistics(query, () => 0), steps };
}

describe('the rarity of words', () => {
  it.each([
    [0, 1],
    [2_000, 1],
    [2_001, 2],
    [3_999, 2],
    [20_000, 10],
  ])('of %i chunks is counted in every %ith, old and new ones alike', async (total, step) => {
    const { statisticsOf, steps } = owning(total);
    await statisticsOf('own_1');
    expect(steps).toEqual([step]);
  });

  it('grows with the part of the sample that has the word', async () => {
    const { total, count } = await owning(100).statisticsOf('own_1');
    expect([total, count(7)]).toEqual([100, 100]);
    expect(count(8)).toBeLessThan(count(7));
  });

  it('is not counted again within half a minute', async () => {
    const { statisticsOf, steps } = owning(100);
    await Promise.all([statisticsOf('own_1'), statisticsOf('own_1')]);
    await statisticsOf('own_1');
    expect(steps).toHaveLength(1);
  });
});
