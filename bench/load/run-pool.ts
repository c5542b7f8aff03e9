/** Does `work` for every item, at most `concurrency` at a time and `perSecond` a second (0: no limit); results in order. */
export async function runPool<T, R>(
  items: readonly T[],
  options: { concurrency: number; perSecond: number },
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const startedAt = performance.now();
  let next = 0;
  async function worker(): Promise<void> {
    for (let index = next++; index < items.length; index = next++) {
      if (options.perSecond > 0) {
        const waitMs = startedAt + (index * 1000) / options.perSecond - performance.now();
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
      results[index] = await work(items[index] as T);
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.concurrency, items.length) }, worker));
  return results;
}
