/** Before each node: those that come first. */
export type Before = ReadonlyMap<string, readonly string[]>;

/** A way from one of these nodes back to itself, as its nodes in order with the first repeated at the end; `null`: there is none. */
export function findCycle(starts: readonly string[], before: Before): string[] | null {
  const cleared = new Set<string>();
  for (const start of starts) {
    const way = [start];
    const open = [[...(before.get(start) ?? [])]];
    while (open.length > 0) {
      const next = open.at(-1)?.pop();
      if (next === undefined) {
        open.pop();
        cleared.add(way.pop() as string);
      } else if (way.includes(next)) {
        return [...way.slice(way.indexOf(next)), next].reverse();
      } else if (!cleared.has(next)) {
        way.push(next);
        open.push([...(before.get(next) ?? [])]);
      }
    }
  }
  return null;
}
