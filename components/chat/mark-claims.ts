import type { Emphasis, Nodes, Parents, PhrasingContent, Root, Text } from 'mdast';
import type { UnsupportedClaim } from '../../lib/contract/chat.ts';

/** Wraps the text of claims that nothing supports; `start` and `end` count in the text that the tree was parsed from. Changes the tree. */
export function markClaims(tree: Root, claims: readonly UnsupportedClaim[]): void {
  if (claims.length > 0) markWithin(tree, claims);
}

function markWithin(parent: Parents, claims: readonly UnsupportedClaim[]): void {
  parent.children = (parent.children as Nodes[]).flatMap((child): Nodes[] => {
    if (child.type === 'text') return toPieces(child, claims);
    if (child.type === 'inlineCode') return [wrapWhole(child, claims)];
    if ('children' in child) markWithin(child, claims);
    return [child];
  }) as typeof parent.children;
}

function toPieces(node: Text, claims: readonly UnsupportedClaim[]): PhrasingContent[] {
  const from = node.position?.start.offset;
  const to = node.position?.end.offset;
  // With an escape or entity in it the places inside are not those of the source.
  if (from === undefined || to === undefined || to - from !== node.value.length) return [wrapWhole(node, claims)];
  const pieces: PhrasingContent[] = [];
  let at = from;
  const add = (until: number, claim: UnsupportedClaim | null) => {
    if (until <= at) return;
    const text: Text = { type: 'text', value: node.value.slice(at - from, until - from) };
    pieces.push(claim ? wrap(text, claim, until >= claim.end) : text);
    at = until;
  };
  for (const claim of claims) {
    if (claim.start >= to || claim.end <= at) continue;
    add(claim.start, null);
    add(Math.min(claim.end, to), claim);
  }
  add(to, null);
  return pieces;
}

function wrapWhole<T extends PhrasingContent>(node: T, claims: readonly UnsupportedClaim[]): T | Emphasis {
  const { start, end } = node.position ?? {};
  const claim = claims.find(
    (item) => item.start <= (start?.offset ?? -1) && item.end >= (end?.offset ?? Number.POSITIVE_INFINITY),
  );
  return claim ? wrap(node, claim, end?.offset === claim.end) : node;
}

function wrap(node: PhrasingContent, { reason }: UnsupportedClaim, isLast: boolean): Emphasis {
  const hProperties = { dataReason: reason, ...(isLast ? { dataLast: 'true' } : {}) };
  return { type: 'emphasis', data: { hName: 'u', hProperties }, children: [node] };
}
