import type { Source } from '../core/tool.ts';

export type NumberedSource = Source & { index: number };

/** What a run has read, numbered from 1; the same source keeps its number. */
export type SourceRegistry = {
  add(source: Source): number;
  all(): readonly NumberedSource[];
};

function identity({ url, fileId, page, charStart, title, text }: Source): string {
  return JSON.stringify([url ?? fileId ?? [title, text], page, charStart]);
}

/** Two readings of one page may bring different parts of it: what a citation may quote is all of them. */
function withText(known: NumberedSource, text: string): NumberedSource {
  return known.text.includes(text) ? known : { ...known, text: `${known.text}\n\n${text}` };
}

export function createSourceRegistry(start: readonly Source[] = []): SourceRegistry {
  const sources: NumberedSource[] = [];
  const numbers = new Map<string, number>();

  function add(source: Source): number {
    const key = identity(source);
    const index = numbers.get(key) ?? sources.length + 1;
    const known = sources[index - 1];
    numbers.set(key, index);
    sources[index - 1] = known ? withText(known, source.text) : { ...source, index };
    return index;
  }

  for (const source of start) add(source);
  return { add, all: () => sources };
}
