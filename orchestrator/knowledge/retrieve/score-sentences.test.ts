import { describe, expect, it } from 'vitest';
import { scoreSentences } from './score-sentences.ts';

const WEIGHTS = new Map([
  ['tenant', 2],
  ['deposit', 3],
  ['东京', 4],
]);

describe('the best sentence of a text', () => {
  it('says in one place what others say here and there', () => {
    const together = 'Flats are many. The tenant pays a deposit first. Keys come later.';
    const apart = 'The tenant pays first. Flats are many. Keys need a deposit.';
    const [best, other] = scoreSentences([together, apart], WEIGHTS) as [number, number];
    expect(best).toBe(1);
    expect(other).toBeGreaterThan(0);
    expect(other).toBeLessThan(0.8);
  });

  it.each([
    ['- the tenant\n- a deposit', 'items of a list'],
    ['| tenant | 1 |\n| deposit | 2 |', 'rows of a table'],
    ['the tenant\n\na deposit', 'paragraphs'],
    ['the tenant。a deposit', 'sentences without spaces'],
  ])('is not put together of two: %j (%s)', (apart) => {
    const [wrapped, other] = scoreSentences(['the tenant\na deposit', apart], WEIGHTS) as [number, number];
    expect(wrapped).toBe(1);
    expect(other).toBeLessThan(1);
  });

  it('counts a word once, however often it stands there', () => {
    const [once, often] = scoreSentences(['the deposit', 'deposit deposit'], WEIGHTS) as [number, number];
    expect(once).toBeGreaterThanOrEqual(often);
  });

  it('is worth nothing where nothing of the query is said, also when that is everywhere', () => {
    expect(scoreSentences(['nothing', '', '...'], WEIGHTS)).toEqual([0, 0, 0]);
    expect(scoreSentences(['the tenant'], new Map())).toEqual([0]);
    expect(scoreSentences([], WEIGHTS)).toEqual([]);
  });

  it('is found in scripts without spaces', () => {
    expect(scoreSentences(['大阪。东京很大。', '大阪很大。'], WEIGHTS)).toEqual([1, 0]);
  });
});
