import { describe, expect, test } from 'vitest';
import { markWords, toExcerpt } from './files-mark-words.ts';

const hits = (text: string, query: string) =>
  markWords(text, query)
    .filter(({ isHit }) => isHit)
    .map((part) => part.text);

describe('markWords', () => {
  test.each([
    ['The mill was restored.', 'mill restoration', ['mill', 'restored']],
    ['Crème brûlée', 'creme', ['Crème']],
    ['Paragraph 7 of 12', '7?', ['7']],
    ['of the in', 'of the in', ['the']],
    ['The cost of the mill', 'how much did the mill cost', ['cost', 'mill']],
    ['nothing here', 'mill', []],
    ['', 'mill', []],
  ])('%j by %j', (text, query, expected) => {
    expect(hits(text, query)).toEqual(expected);
  });

  test('joined, the parts are the text', () => {
    const text = 'Mill, mill — MILLS\nand more';
    expect(
      markWords(text, 'mill more')
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});

describe('toExcerpt', () => {
  test('shows the first hit of a long text', () => {
    const text = `${'filler words '.repeat(100)}the tidal mill ${'and more '.repeat(100)}`;
    const excerpt = toExcerpt(text, 'mill', 200);
    expect(excerpt).toContain('mill');
    expect(excerpt.length).toBeLessThanOrEqual(202);
    expect(excerpt.startsWith('…') && excerpt.endsWith('…')).toBe(true);
  });

  test('leaves a short one as it is', () => {
    expect(toExcerpt('A  short\ntext', 'mill', 200)).toBe('A short text');
  });
});
