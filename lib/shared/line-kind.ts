const LONGEST_HEAD = 120;

export type LineKind = 'blank' | 'fence' | 'table' | 'rule' | 'own' | 'text';

/** What a line is, by its beginning; undefined: not to be told yet. `own`: a heading or an item, which is a sentence by itself. */
export function toLineKind(head: string, isComplete: boolean): LineKind | undefined {
  const text = head.trimStart();
  if (head.length > LONGEST_HEAD) return 'text';
  if (text === '') return isComplete ? 'blank' : undefined;
  if (text.startsWith('```') || text.startsWith('~~~')) return 'fence';
  if (text.startsWith('|')) return 'table';
  if (/^([-*_=])(\s*\1)*\s*$/.test(text)) return isComplete ? (/^[-*+]$/.test(text) ? 'own' : 'rule') : undefined;
  if (!isComplete && /^(`{1,2}|~{1,2}|#{1,6}|\+|•|\d{1,3}[.)]?|(>\s?)+)$/.test(text)) return undefined;
  return /^(#{1,6}\s|[-*+•]\s|\d{1,3}[.)]\s)/.test(text) ? 'own' : 'text';
}
