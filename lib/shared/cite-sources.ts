import type { StoredMessage } from '../contract/conversations.ts';
import { renumberMarks, toShownNumbers } from './citation-numbers.ts';

type Citation = StoredMessage['citations'][number];

/** A source with the number that it is shown under. */
export type ShownCitation = Citation & { shown: number };

/** `numbers`: what each mark of the answer shows. */
export type NumberedSources = { numbers: ReadonlyMap<number, number>; sources: readonly ShownCitation[] };

/**
 * Numbers of an answer's sources, which are in that order; a source without a mark comes last. `readCount`: marks up to this number
 * name sources too, because the answer is being written and its citations come at the end.
 */
export function numberSources(text: string, citations: readonly Citation[], readCount = 0): NumberedSources {
  const known = new Set(citations.map(({ index }) => index));
  if (known.size === 0 && readCount === 0) return { numbers: new Map(), sources: [] };
  const numbers = toShownNumbers(text, (index) => known.has(index) || index <= readCount);
  for (const index of known) if (!numbers.has(index)) numbers.set(index, numbers.size + 1);
  const sources = citations
    .map((citation) => ({ ...citation, shown: numbers.get(citation.index) as number }))
    .sort((left, right) => left.shown - right.shown);
  return { numbers, sources };
}

/** An answer for other programs: its text and its sources as Markdown, numbered as they are where it is shown. */
export function citeSources(text: string, citations: readonly Citation[]): { text: string; sources: string[] } {
  const { numbers, sources } = numberSources(text, citations);
  const lines = sources.map(({ shown, title, url, page, quote }) => {
    const place = url ?? (page === undefined ? '' : `page ${page}`);
    return `[${shown}] ${title}${place === '' ? '' : `, ${place}`}${quote === '' ? '' : `: “${quote}”`}`;
  });
  return { text: renumberMarks(text, numbers), sources: lines };
}
