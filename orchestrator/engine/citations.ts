import type { StoredMessage } from '../../lib/contract/conversations.ts';
import type { CheckedClaim } from './check-claims.ts';
import { detectLanguage } from './quantities/language.ts';
import { toWordKeys } from './quantities/to-tokens.ts';
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

type Options = {
  /** What is answered: of sentences that are supported alike, the one that says most of it is quoted. */
  question?: string;
  isChecked?: boolean;
};

const ORDER = { supported: 2, weak: 1, unsupported: 0 } as const;

/** How many words of the question a sentence has. */
function createRelevance(question: string): (text: string) => number {
  const language = detectLanguage(question) ?? 'en';
  const asked = new Set(toWordKeys(question, language));
  return (text) => new Set(toWordKeys(text, language).filter((key) => asked.has(key))).size;
}

/**
 * A citation for every source that the answer names, in order of their numbers: the passage that supports one of the marked
 * sentences best. Numbers that name nothing cite nothing.
 */
export function toCitations(
  claims: readonly CheckedClaim[],
  sources: readonly NumberedSource[],
  { question = '', isChecked = true }: Options = {},
): Citation[] {
  const relevanceOf = createRelevance(question);
  return sources.flatMap((source): Citation[] => {
    const ranked = claims
      .flatMap(({ bySource, text }) => {
        const verdict = bySource.get(source.index);
        return verdict ? [{ verdict, relevance: relevanceOf(text) }] : [];
      })
      .sort(
        (left, right) =>
          ORDER[right.verdict.support] - ORDER[left.verdict.support] ||
          right.relevance - left.relevance ||
          right.verdict.coverage - left.verdict.coverage,
      );
    const [best] = ranked;
    return best ? [toCitation(source, best.verdict, isChecked)] : [];
  });
}
