/** Marks of sources in prose, `[2]` or `[2, 5]`; `items[1]` and `[1](address)` are none. Its first group holds the numbers. */
export const CITATION_MARK = /(?<![\p{L}\p{N}_])\[(\d{1,4}(?:\s*,\s*\d{1,4}){0,9})\](?!\()/gu;
/** Numbers in brackets are something else there. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;

export function toMarkedNumbers(marked: string): number[] {
  return marked.split(',').map(Number);
}

/**
 * What sources are called where an answer is shown: 1..n in order of their first mark. In the answer itself they have the numbers
 * under which they were found, with gaps. Text that follows changes no number that was given.
 */
export function toShownNumbers(text: string, isSource: (index: number) => boolean): Map<number, number> {
  const shown = new Map<number, number>();
  for (const [, numbers = ''] of text.replaceAll(CODE, ' ').matchAll(CITATION_MARK)) {
    for (const index of toMarkedNumbers(numbers)) {
      if (!shown.has(index) && index > 0 && isSource(index)) shown.set(index, shown.size + 1);
    }
  }
  return shown;
}

/** The text with the numbers that are shown; marks that name no source stay as they are. */
export function renumberMarks(text: string, shown: ReadonlyMap<number, number>): string {
  let from = 0;
  let renumbered = '';
  for (const code of text.matchAll(CODE)) {
    renumbered += renumberProse(text.slice(from, code.index), shown) + code[0];
    from = code.index + code[0].length;
  }
  return renumbered + renumberProse(text.slice(from), shown);
}

function renumberProse(prose: string, shown: ReadonlyMap<number, number>): string {
  return prose.replaceAll(CITATION_MARK, (mark: string) =>
    mark.replaceAll(/\d+/g, (index) => String(shown.get(Number(index)) ?? index)),
  );
}
