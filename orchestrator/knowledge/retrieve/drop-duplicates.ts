/** From this part of common words on two texts say the same. */
const SAME = 0.9;
/** Of any script; runs of letters without spaces are cut so that they can be compared too. */
const WORDS = /[\p{L}\p{M}\p{N}]{1,12}/gu;

function isSame(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  const [small, large] = left.size < right.size ? [left, right] : [right, left];
  if (small.size < SAME * large.size) return false;
  // `common >= SAME * (left + right - common)`, in whole words. Most pairs differ after a few.
  let spare = small.size - Math.ceil((SAME * (left.size + right.size)) / (1 + SAME) - 1e-9);
  for (const word of small) {
    if (large.has(word)) continue;
    spare -= 1;
    if (spare < 0) return false;
  }
  return true;
}

/** The first `most` without what says the same as something before it, e.g. the same page in two versions of a file. */
export function dropDuplicates<T extends { content: string }>(chunks: readonly T[], most: number): T[] {
  const kept: { chunk: T; words: Set<string> }[] = [];
  for (const chunk of chunks) {
    if (kept.length >= most) break;
    const words = new Set(chunk.content.toLowerCase().match(WORDS));
    if (!kept.some((other) => other.chunk.content === chunk.content || isSame(other.words, words))) kept.push({ chunk, words });
  }
  return kept.map(({ chunk }) => chunk);
}
