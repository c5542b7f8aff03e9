import type { Emphasis, Nodes, Parents, PhrasingContent, Root, Text } from 'mdast';
import type { UnsupportedClaim } from '../../lib/contract/chat.ts';
import { toSourceOffsets } from './to-source-offsets.ts';

/** The last stretch of each claim says why: once, where it ends. */
type Marking = { source: string; claims: readonly UnsupportedClaim[]; last: Map<UnsupportedClaim, Emphasis> };

/**
 * Wraps the text of claims that nothing supports or a source denies; `start` and `end` count in `source`, the text that the tree
 * was parsed from. Changes the tree.
 */
export function markClaims(tree: Root, claims: readonly UnsupportedClaim[], source: string): void {
  if (claims.length === 0) return;
  const marking: Marking = { source, claims, last: new Map() };
  markWithin(tree, marking);
  for (const { data } of marking.last.values()) if (data?.hProperties) data.hProperties.dataLast = 'true';
}

function markWithin(parent: Parents, marking: Marking): void {
  parent.children = (parent.children as Nodes[]).flatMap((child): Nodes[] => {
    if (child.type === 'text') return toPieces(child, marking);
    if (child.type === 'inlineCode') return [wrapWhole(child, marking)];
    if ('children' in child) markWithin(child, marking);
    return [child];
  }) as typeof parent.children;
}

function toPieces(node: Text, marking: Marking): PhrasingContent[] {
  const from = node.position?.start.offset;
  const to = node.position?.end.offset;
  if (from === undefined || to === undefined) return [node];
  const offsets = toSourceOffsets(node.value, marking.source.slice(from, to));
  if (!offsets) return [wrapWhole(node, marking)];
  const pieces: PhrasingContent[] = [];
  let at = 0;
  // Claims are in order, so that the text is walked once.
  const placeOf = (offset: number) => {
    let place = at;
    while (place < offsets.length && from + (offsets[place] as number) < offset) place += 1;
    return place;
  };
  const add = (until: number, claim: UnsupportedClaim | null) => {
    if (until <= at) return;
    const text: Text = { type: 'text', value: node.value.slice(at, until) };
    pieces.push(claim ? wrap(text, claim, marking) : text);
    at = until;
  };
  for (const claim of marking.claims) {
    if (claim.start >= to || claim.end <= from) continue;
    add(placeOf(claim.start), null);
    add(placeOf(claim.end), claim);
  }
  add(node.value.length, null);
  return pieces;
}

function wrapWhole<T extends PhrasingContent>(node: T, marking: Marking): T | Emphasis {
  const { start, end } = node.position ?? {};
  const claim = marking.claims.find(
    (item) => item.start <= (start?.offset ?? -1) && item.end >= (end?.offset ?? Number.POSITIVE_INFINITY),
  );
  return claim ? wrap(node, claim, marking) : node;
}

function wrap(node: PhrasingContent, claim: UnsupportedClaim, { last }: Marking): Emphasis {
  const { reason, contradicted_by: against } = claim;
  const hProperties = { dataReason: reason, ...(against ? { dataAgainst: against.quote } : {}) };
  const wrapped: Emphasis = { type: 'emphasis', data: { hName: 'u', hProperties }, children: [node] };
  last.set(claim, wrapped);
  return wrapped;
}
