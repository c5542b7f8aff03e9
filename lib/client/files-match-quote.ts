/** Part of one of the pieces: `from` and `to` in its UTF-16 code units. */
export type PieceRange = { piece: number; from: number; to: number };

type Squeezed = { text: string; piece: number[]; from: number[]; to: number[] };

/** A shorter common part could be anywhere. */
const LEAST_CHARS = 16;
/** Of the quotation: a page that shows less of it, in one go, shows something else between. */
const MOST_STRETCH = 1.6;

/**
 * Where a quotation stands in the pieces of a page. Spaces, hyphens, ligatures, case and kinds of quotation marks do not count, for
 * extraction joins lines and words that a page keeps apart. When the page shows its beginning or end alone, that is found.
 * `near`: where on the page it is expected, 0 to 1, for quotations that stand there twice. Empty when it is not there.
 */
export function matchQuote(pieces: readonly string[], quote: string, near = 0): PieceRange[] {
  const page = squeeze(pieces);
  const wanted = squeeze([quote]).text;
  if (wanted === '') return [];
  const at = findNearest(page.text, wanted, near * page.text.length);
  if (at !== null) return toRanges(page, at, at + wanted.length);
  const head = longestHead(page.text, wanted);
  const tail = longestTail(page.text, wanted);
  if (head && tail && tail.to > head.from && tail.to - head.from <= wanted.length * MOST_STRETCH) {
    return toRanges(page, Math.min(head.from, tail.from), tail.to);
  }
  const part = !head || (tail && tail.to - tail.from > head.to - head.from) ? tail : head;
  return part ? toRanges(page, part.from, part.to) : [];
}

const IGNORED = /[\s\p{Cc}\p{Cf}\p{Pd}]/u;
const QUOTES: Record<string, string> = { '“': '"', '”': '"', '„': '"', '«': '"', '»': '"', '‘': "'", '’': "'", '‚': "'" };

/** What counts of the text, with the place that each of its characters comes from. */
function squeeze(pieces: readonly string[]): Squeezed {
  const squeezed: Squeezed = { text: '', piece: [], from: [], to: [] };
  const parts: string[] = [];
  pieces.forEach((text, piece) => {
    let at = 0;
    for (const char of text) {
      const from = at;
      at += char.length;
      if (IGNORED.test(char)) continue;
      const kept = (QUOTES[char] ?? char).normalize('NFKD').toLowerCase();
      parts.push(kept);
      for (let unit = 0; unit < kept.length; unit += 1) {
        squeezed.piece.push(piece);
        squeezed.from.push(from);
        squeezed.to.push(at);
      }
    }
  });
  squeezed.text = parts.join('');
  return squeezed;
}

function findNearest(text: string, wanted: string, expected: number): number | null {
  let best: number | null = null;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (best === null || Math.abs(at - expected) < Math.abs(best - expected)) best = at;
  }
  return best;
}

type Part = { from: number; to: number };

/** The longest beginning of `wanted` that stands in the text. */
function longestHead(text: string, wanted: string): Part | null {
  const length = longest(wanted.length, (count) => text.includes(wanted.slice(0, count)));
  const from = text.indexOf(wanted.slice(0, length));
  return length < LEAST_CHARS ? null : { from, to: from + length };
}

function longestTail(text: string, wanted: string): Part | null {
  const length = longest(wanted.length, (count) => text.includes(wanted.slice(wanted.length - count)));
  const from = text.indexOf(wanted.slice(wanted.length - length));
  return length < LEAST_CHARS ? null : { from, to: from + length };
}

/** The largest count that fits, where every smaller one does too. */
function longest(most: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function toRanges(page: Squeezed, from: number, to: number): PieceRange[] {
  const ranges: PieceRange[] = [];
  for (let at = from; at < to; at += 1) {
    const last = ranges.at(-1);
    const piece = page.piece[at] as number;
    if (last?.piece === piece) last.to = page.to[at] as number;
    else ranges.push({ piece, from: page.from[at] as number, to: page.to[at] as number });
  }
  return ranges;
}
