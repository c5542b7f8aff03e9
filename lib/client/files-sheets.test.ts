import { describe, expect, it } from 'vitest';
import { isTable, toSheets } from './files-sheets.ts';
import { toSlides } from './files-slides.ts';

/** A text of pages. */
function toText(parts: string[]) {
  const text = parts.join('\n\n');
  let at = 0;
  const pages = parts.map((part, index) => {
    const page = { page: index + 1, char_start: at, char_end: at + part.length };
    at += part.length + 2;
    return page;
  });
  return { text, pages };
}

describe('sheets of a text', () => {
  it('have a name, rows of cells and the places of the rows', () => {
    const read = toText(['Costs\n\nItem | Price\nMill |  | 312\n\nA comment', 'Empty', 'One\n\nAlone | 1']);
    const sheets = toSheets(read);
    expect(sheets.map(({ page, name, rows }) => [page, name, rows.map(({ cells }) => cells)])).toEqual([
      [1, 'Costs', [['Item', 'Price'], ['Mill', '', '312'], ['A comment']]],
      [2, 'Empty', []],
      [3, 'One', [['Alone', '1']]],
    ]);
    expect(sheets[0]?.rows.map(({ isAside }) => isAside)).toEqual([false, false, true]);
    for (const { start, end, cells } of sheets.flatMap(({ rows }) => rows)) {
      expect(read.text.slice(start, end)).toBe(cells.join(' | '));
    }
  });

  it('are one without a name where there are no pages', () => {
    expect(toSheets({ text: 'a | b\n\n1 | 2', pages: [] })).toEqual([
      {
        page: null,
        name: '',
        rows: [
          { start: 0, end: 5, cells: ['a', 'b'], isAside: false },
          { start: 7, end: 12, cells: ['1', '2'], isAside: false },
        ],
      },
    ]);
  });
});

describe('slides of a text', () => {
  it('have a title where they begin with a short line, and the places of their paragraphs', () => {
    const read = toText(['The mill\n\nBuilt in 1687\nStill turning\n\nA note', `${'Long '.repeat(60)}\n\nEnd`]);
    const slides = toSlides(read);
    expect(slides.map(({ page, title, blocks }) => [page, title?.text, blocks.length])).toEqual([
      [1, 'The mill', 2],
      [2, undefined, 2],
    ]);
    for (const { start, text } of slides.flatMap(({ title, blocks }) => [...(title ? [title] : []), ...blocks])) {
      expect(read.text.slice(start, start + text.length)).toBe(text);
    }
  });

  it('know their tables', () => {
    expect(isTable('a | b\n1 | 2')).toBe(true);
    expect(isTable('a | b')).toBe(false);
    expect(isTable('a | b\nmore')).toBe(false);
  });
});
