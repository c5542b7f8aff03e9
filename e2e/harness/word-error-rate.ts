const words = (text: string) => text.toLowerCase().match(/[a-z']+/g) ?? [];

/** Words to insert, delete or replace, by the words that were said. */
export function wordErrorRate(said: string, heard: string): number {
  const [from, to] = [words(said), words(heard)];
  let row = [0, ...to.map((_, index) => index + 1)];
  for (const [at, word] of from.entries()) {
    const next = [at + 1];
    for (const [index, other] of to.entries()) {
      const kept = (row[index] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(kept, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return (row.at(-1) ?? 0) / Math.max(1, from.length);
}
