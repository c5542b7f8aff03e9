import type { FoundChunk, PassageStore } from '../../core/search.ts';

export type ScoredPassage = FoundChunk & { score: number };

/** Longer passages say too little about where in them the answer is. */
const MAX_CHARS = 3_600;
/** More than white space of this length lies between no two neighbours. */
const MAX_GAP = 200;

type Group = { chunks: ScoredPassage[]; chars: number };

function groupNeighbours(chunks: readonly ScoredPassage[]): Group[] {
  const groups: Group[] = [];
  const ordered = chunks.toSorted((left, right) =>
    left.documentId === right.documentId ? left.position - right.position : left.documentId < right.documentId ? -1 : 1,
  );
  for (const chunk of ordered) {
    const group = groups.at(-1);
    const before = group?.chunks.at(-1);
    const joins =
      group !== undefined &&
      before?.documentId === chunk.documentId &&
      before.position + 1 === chunk.position &&
      chunk.charStart - before.charEnd <= MAX_GAP &&
      group.chars + chunk.content.length <= MAX_CHARS;
    if (joins) {
      group.chunks.push(chunk);
      group.chars += chunk.content.length;
    } else {
      groups.push({ chunks: [chunk], chars: chunk.content.length });
    }
  }
  return groups;
}

/** The exact text from the first chunk to the end of the last, `null` where it cannot be had. */
async function textOf(chunks: readonly ScoredPassage[], slice: PassageStore['slice']): Promise<string | null> {
  const [first, last] = [chunks[0] as ScoredPassage, chunks.at(-1) as ScoredPassage];
  const isSeamless = chunks.every((chunk, index) => index === 0 || chunks[index - 1]?.charEnd === chunk.charStart);
  if (isSeamless) return chunks.map(({ content }) => content).join('');
  const text = await slice(first.documentId, first.charStart, last.charEnd);
  // In older texts with characters of two units the slice is another one.
  const isRight = chunks.every(({ content, charStart }) => text?.startsWith(content, charStart - first.charStart));
  return isRight && text?.length === last.charEnd - first.charStart ? text : null;
}

async function join(group: Group, slice: PassageStore['slice']): Promise<ScoredPassage[]> {
  const [first, last] = [group.chunks[0], group.chunks.at(-1)];
  if (!first || !last || group.chunks.length === 1) return group.chunks;
  const content = await textOf(group.chunks, slice);
  if (content === null) return group.chunks;
  const best = group.chunks.reduce((left, right) => (right.score > left.score ? right : left));
  return [{ ...first, charEnd: last.charEnd, headingPath: best.headingPath, content, score: best.score }];
}

/** Makes one passage of chunks that follow each other in a document, and puts the best first. */
export async function mergeNeighbours(chunks: readonly ScoredPassage[], slice: PassageStore['slice']): Promise<ScoredPassage[]> {
  const joined = await Promise.all(groupNeighbours(chunks).map((group) => join(group, slice)));
  return joined.flat().sort((left, right) => right.score - left.score || left.chunkId - right.chunkId);
}
