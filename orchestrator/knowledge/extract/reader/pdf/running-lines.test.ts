import { describe, expect, it } from 'vitest';
import type { Line } from './page-lines.ts';
import { runningLines } from './running-lines.ts';

const line = (text: string, y: number, size = 10): Line => ({ text, cells: [text], x: 50, endX: 300, y, size, indent: 50 });
const isHeading = ({ size }: Line) => size > 12;

/** Six pages of a chapter each, with five lines of text. */
const chapters = ['Tides', 'Lighthouses', 'Harbours', 'Breakwaters', 'Ferries', 'Pilots'].map((title) => ({
  title: line(`1 ${title} of Nordholm`, 700, 18),
  body: [640, 620, 600, 580, 560].map((y) => line(`What ${title.toLowerCase()} are is said here at length.`, y)),
}));
const textsOf = (lines: ReadonlySet<Line>) => [...lines].map(({ text }) => text);

describe('lines that run over many pages', () => {
  it('are headers that name the heading of their page', () => {
    const pages = chapters.map(({ title, body }, index) => [
      line(`CHAPTER ${index + 1}. ${title.text.slice(2).toUpperCase()}`, 780),
      title,
      ...body,
    ]);
    expect(textsOf(runningLines(pages, isHeading))).toEqual(pages.map(([header]) => header?.text));
  });

  it('are none when only one page begins with the words of a heading', () => {
    const pages = chapters.map(({ title, body }, index) => [
      line(index === 2 ? 'Harbours of Nordholm' : `Sentence ${'abcdef'[index]} goes on from before`, 780),
      title,
      ...body,
    ]);
    expect(textsOf(runningLines(pages, isHeading))).toEqual([]);
  });

  it('are never the headings themselves', () => {
    expect(
      textsOf(
        runningLines(
          chapters.map(({ title, body }) => [title, ...body]),
          isHeading,
        ),
      ),
    ).toEqual([]);
  });
});
