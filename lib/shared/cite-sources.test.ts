import { describe, expect, it } from 'vitest';
import { toShownNumbers } from './citation-numbers.ts';
import { citeSources, numberSources } from './cite-sources.ts';

const source = (index: number, title: string) => ({ index, title, quote: `${title} says so`, page: index });

describe('numbers of sources', () => {
  it('begin at 1 in order of the first mark, whatever they were found under', () => {
    const text = 'Mills grind [7]. Bees fly [2, 7]. See also [4].';
    expect(
      numberSources(text, [source(2, 'B'), source(4, 'C'), source(7, 'A')]).sources.map(({ title, shown }) => [title, shown]),
    ).toEqual([
      ['A', 1],
      ['B', 2],
      ['C', 3],
    ]);
  });

  it('do not change when the answer goes on, wherever it is cut', () => {
    const text = 'A [9]. B [3], C [12] and [3, 9]. `x[5]` [5](https://example.org) [5]';
    const whole = toShownNumbers(text, () => true);
    for (let end = 0; end <= text.length; end += 1) {
      const part = [...toShownNumbers(text.slice(0, end).replace(/`[^`]*$/, ''), () => true)];
      expect([...whole].slice(0, part.length)).toEqual(part);
    }
    expect([...whole.keys()]).toEqual([9, 3, 12, 5]);
  });

  it('are the same before and after the citations have come', () => {
    const text = 'A [9]. B [3]. In [2024].';
    const after = numberSources(text, [source(3, 'B'), source(9, 'A')]).numbers;
    expect([...numberSources(text, [], 12).numbers]).toEqual([...after]);
    expect([...after]).toEqual([
      [9, 1],
      [3, 2],
    ]);
  });

  it('are the same in a copy; code, links and numbers that name no source stay', () => {
    const text = 'A [9] in [2024], `list [9]` and [9](https://example.org).\n\n```\n[9]\n```\nB [3, 9].';
    expect(citeSources(text, [source(3, 'B'), source(9, 'A')])).toEqual({
      text: 'A [1] in [2024], `list [9]` and [9](https://example.org).\n\n```\n[9]\n```\nB [2, 1].',
      sources: ['[1] A, page 9: “A says so”', '[2] B, page 3: “B says so”'],
    });
  });

  it('go on behind the marked ones for a source without a mark', () => {
    expect(numberSources('B [3].', [source(1, 'A'), source(3, 'B')]).sources.map(({ index, shown }) => [index, shown])).toEqual([
      [3, 1],
      [1, 2],
    ]);
  });

  it('leave an answer without sources as it is', () => {
    expect(citeSources('The list [3, 1, 2].', [])).toEqual({ text: 'The list [3, 1, 2].', sources: [] });
  });
});
