import { matchQuote } from '../../lib/client/files-match-quote.ts';
import type { DrawnText } from './draw-page.ts';

/** Marks a quotation in the text of a page; gives its first mark, or `null` when the page does not show it. */
export function markText({ spans, pieces }: DrawnText, quote: string, near: number): HTMLElement | null {
  const marks = matchQuote(pieces, quote, near).map(({ piece, from, to }) => {
    const text = pieces[piece] ?? '';
    const mark = document.createElement('mark');
    mark.className = 'pdf-mark';
    mark.append(text.slice(from, to));
    spans[piece]?.replaceChildren(text.slice(0, from), mark, text.slice(to));
    return mark;
  });
  return marks[0] ?? null;
}

export function unmarkText({ spans, pieces }: DrawnText): void {
  spans.forEach((span, index) => {
    if (span.querySelector('mark')) span.textContent = pieces[index] ?? '';
  });
}
