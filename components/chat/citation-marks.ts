import type { Element, ElementContent, Root, RootContent, Text } from 'hast';
import { CITATION_MARK } from '../../lib/shared/citation-numbers.ts';

/** Numbers in brackets are something else there. */
const NOT_PROSE = new Set(['a', 'code', 'pre']);

/** Turns every `[n, m]` of the prose into a `cite` element with `data-indexes`; whether they name sources is seen when it is shown. */
export function citationMarks() {
  return (tree: Root): void => markWithin(tree);
}

function markWithin(parent: Root | Element): void {
  if (parent.type === 'element' && NOT_PROSE.has(parent.tagName)) return;
  const children: RootContent[] = [];
  for (const child of parent.children) {
    if (child.type === 'element') markWithin(child);
    if (child.type === 'text') children.push(...toPieces(child));
    else children.push(child);
  }
  parent.children = children as ElementContent[];
}

function toPieces({ value }: Text): (Text | Element)[] {
  const pieces: (Text | Element)[] = [];
  let from = 0;
  for (const match of value.matchAll(CITATION_MARK)) {
    if (match.index > from) pieces.push({ type: 'text', value: value.slice(from, match.index) });
    const children: Text[] = [{ type: 'text', value: match[0] }];
    pieces.push({ type: 'element', tagName: 'cite', properties: { dataIndexes: match[1] ?? '' }, children });
    from = match.index + match[0].length;
  }
  if (from < value.length) pieces.push({ type: 'text', value: value.slice(from) });
  return pieces;
}
