import type { StoredMessage } from '../../lib/contract/conversations.ts';
import { type CheckedClaim, isBetter } from './check-claims.ts';
import type { NumberedSource } from './source-registry.ts';
import type { Verdict } from './support.ts';

export type Citation = StoredMessage['citations'][number];

const MAX_QUOTE_CHARS = 400;

function toCitation(source: NumberedSource, { support, quote }: Verdict, isChecked: boolean): Citation {
  const offset = source.charStart ?? 0;
  const end = quote ? Math.min(quote.end, quote.start + MAX_QUOTE_CHARS) : 0;
  return {
    index: source.index,
    ...(source.fileId === undefined ? {} : { file_id: source.fileId }),
    ...(source.url === undefined ? {} : { url: source.url }),
    title: source.title,
    ...(source.page === undefined ? {} : { page: source.page }),
    quote: quote ? source.text.slice(quote.start, end).toWellFormed() : '',
    ...(quote ? { char_start: offset + quote.start, char_end: offset + end } : {}),
    ...(isChecked ? { support } : {}),
  };
}

/**
 * A citation for every source that the answer names, in order of their numbers: the passage that supports one of the marked
 * sentences best. Numbers that name nothing cite nothing.
 */
export function toCitations(claims: readonly CheckedClaim[], sources: readonly NumberedSource[], isChecked = true): Citation[] {
  return sources.flatMap((source): Citation[] => {
    const verdicts = claims.flatMap(({ bySource }) => bySource.get(source.index) ?? []);
    const [first, ...others] = verdicts;
    if (!first) return [];
    const best = others.reduce((left, right) => (isBetter(right, left) ? right : left), first);
    return [toCitation(source, best, isChecked)];
  });
}
