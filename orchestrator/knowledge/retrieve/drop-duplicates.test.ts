import { describe, expect, it } from 'vitest';
import { dropDuplicates } from './drop-duplicates.ts';

const words = (count: number, first = 0) => Array.from({ length: count }, (_, index) => `word${first + index}`).join(' ');
const kept = (...contents: string[]) =>
  dropDuplicates(
    contents.map((content) => ({ content })),
    3,
  ).map(({ content }) => content);

describe('texts that say the same', () => {
  it('are given once, the first of them', () => {
    expect(kept(words(20), words(20).toUpperCase(), words(20))).toEqual([words(20)]);
    expect(kept('', '')).toEqual(['']);
  });

  it('share nine of ten words of both together', () => {
    const text = words(19);
    const near = `${words(18)} other`;
    expect(kept(text, near), '18 of 20').toEqual([text]);
    const far = `${words(17)} other another`;
    expect(kept(text, far), '17 of 21').toEqual([text, far]);
    expect(kept(text, words(17)), '17 of 19').toEqual([text, words(17)]);
    expect(kept(words(20), words(18)), '18 of 20').toEqual([words(20)]);
  });

  it('are looked for only until there are enough', () => {
    expect(kept(words(5), words(5, 5), words(5), words(5, 10), words(5, 15))).toEqual([words(5), words(5, 5), words(5, 10)]);
  });

  it('are told from those that only begin alike', () => {
    const texts = [words(40), words(40, 20), words(80)];
    expect(kept(...texts)).toEqual(texts);
  });
});
