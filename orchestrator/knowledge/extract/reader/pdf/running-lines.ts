import type { Line } from './page-lines.ts';

/** So many lines at the top and at the bottom of a page may be running ones. */
const EDGE_LINES = 2;
const LEAST_PAGES = 3;
/** Of all pages; left and right pages may differ. */
const LEAST_SHARE = 0.4;
/** A shorter heading may be part of a sentence by chance. */
const LEAST_LETTERS = 4;
const SENTENCE = /[.,;]$/;
const NO_LINES: ReadonlySet<Line> = new Set();

type Pages = readonly (readonly Line[])[];

const heightOf = ({ y }: Line) => `${Math.round(y / 4)}`;
const keyOf = (line: Line) => `${heightOf(line)} ${line.text.replace(/\p{N}+/gu, '#')}`;
const lettersOf = (text: string) => text.toLowerCase().replace(/[^\p{L}]+/gu, '');

function edgesOf(lines: readonly Line[]): Line[] {
  const byHeight = [...lines].sort((one, other) => other.y - one.y);
  return byHeight.length <= EDGE_LINES * 2 ? byHeight : [...byHeight.slice(0, EDGE_LINES), ...byHeight.slice(-EDGE_LINES)];
}

/** On how many pages there is a line of the same key at an edge. */
function countPages(pages: Pages, key: (line: Line) => string | null): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const lines of pages) {
    for (const found of new Set(edgesOf(lines).map(key))) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return counts;
}

/** Whether a line is mostly headings of the document, as in `Chapter 2: Handling of structures`. */
function createHeadingTest(headingLines: readonly Line[]): (line: Line) => boolean {
  const headings = [...new Set(headingLines.map(({ text }) => lettersOf(text)))]
    .filter((letters) => letters.length >= LEAST_LETTERS)
    .sort((one, other) => other.length - one.length);
  return ({ text }) => {
    const letters = lettersOf(text);
    if (letters.length < LEAST_LETTERS || SENTENCE.test(text)) return false;
    const rest = headings.reduce((left, heading) => left.replace(heading, ''), letters);
    return rest.length * 2 <= letters.length;
  };
}

/** Lines at the edges that come again on many pages, but for their figures or with the heading that they name: headers, footers, page numbers. */
export function runningLines(pages: Pages, isHeading: (line: Line) => boolean): ReadonlySet<Line> {
  if (pages.length < LEAST_PAGES) return NO_LINES;
  const least = Math.max(LEAST_PAGES, pages.length * LEAST_SHARE);
  const namesHeading = createHeadingTest(pages.flat().filter(isHeading));
  const headingKeyOf = (line: Line) => (!isHeading(line) && namesHeading(line) ? heightOf(line) : null);
  const keys = countPages(pages, keyOf);
  const headingKeys = countPages(pages, headingKeyOf);
  const isRunning = (line: Line) => {
    const headingKey = headingKeyOf(line);
    return (keys.get(keyOf(line)) ?? 0) >= least || (headingKey !== null && (headingKeys.get(headingKey) ?? 0) >= least);
  };
  return new Set(pages.flatMap((lines) => edgesOf(lines).filter(isRunning)));
}
