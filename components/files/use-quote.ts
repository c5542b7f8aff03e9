import { useMemo } from 'react';
import { useExtractedText } from '../../lib/client/files.ts';
import type { FilePlace } from '../../lib/client/files-place.ts';

export type Quote = {
  text: string;
  start: number;
  end: number;
  /** Pages that it stands on, with where on each it is expected, 0 to 1. */
  pages: readonly { page: number; near: number }[];
};

const MOST_CHARS = 20_000;

/** The cited characters of a file; `null` while they are not known, or when none are cited. */
export function useQuote({ fileId, start, end }: FilePlace): Quote | null {
  const isCited = start !== null && end !== null && end > start;
  const { data } = useExtractedText(isCited ? fileId : null, start ?? 0, isCited ? Math.min(end - start, MOST_CHARS) : 1);
  return useMemo(() => {
    if (!data || !isCited) return null;
    const pages = data.pages.map(({ page, char_start: from, char_end: to }) => ({
      page,
      near: Math.max(0, start - from) / Math.max(1, to - from),
    }));
    return { text: data.text, start, end: start + data.text.length, pages };
  }, [data, isCited, start]);
}
