import type { Line } from './page-lines.ts';

/** So many lines at the top and at the bottom of a page may be running ones. */
const EDGE_LINES = 2;
const LEAST_PAGES = 3;
/** Of all pages; left and right pages may differ. */
const LEAST_SHARE = 0.4;
const NO_LINES: ReadonlySet<Line> = new Set();

function keyOf({ text, y }: Line): string {
  return `${Math.round(y / 4)} ${text.replace(/\p{N}+/gu, '#')}`;
}

function edgesOf(lines: readonly Line[]): Line[] {
  const byHeight = [...lines].sort((one, other) => other.y - one.y);
  return byHeight.length <= EDGE_LINES * 2 ? byHeight : [...byHeight.slice(0, EDGE_LINES), ...byHeight.slice(-EDGE_LINES)];
}

/** Lines at the edges that come again on many pages, but for their figures: headers, footers, page numbers. */
export function runningLines(pages: readonly (readonly Line[])[]): ReadonlySet<Line> {
  if (pages.length < LEAST_PAGES) return NO_LINES;
  const byKey = new Map<string, Set<readonly Line[]>>();
  for (const lines of pages) {
    for (const line of edgesOf(lines)) {
      const key = keyOf(line);
      byKey.set(key, (byKey.get(key) ?? new Set()).add(lines));
    }
  }
  const least = Math.max(LEAST_PAGES, pages.length * LEAST_SHARE);
  const repeated = new Set<Line>();
  for (const lines of pages) {
    for (const line of edgesOf(lines)) if ((byKey.get(keyOf(line))?.size ?? 0) >= least) repeated.add(line);
  }
  return repeated;
}
