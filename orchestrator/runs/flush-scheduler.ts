export type FlushScheduler = {
  /** Urgent ones are flushed in the next turn of the event loop, others within the flush time. */
  schedule(flush: () => void, urgent: boolean): void;
  cancel(flush: () => void): void;
};

/** One timer for all runs instead of one per run or token. */
export function createFlushScheduler(flushMs: number): FlushScheduler {
  const soon = new Set<() => void>();
  const later = new Set<() => void>();

  function run(set: Set<() => void>): void {
    const due = [...set];
    set.clear();
    for (const flush of due) flush();
  }

  return {
    schedule(flush, urgent) {
      if (urgent) {
        later.delete(flush);
        if (soon.size === 0) setImmediate(run, soon);
        soon.add(flush);
      } else if (!soon.has(flush)) {
        if (later.size === 0) setTimeout(run, flushMs, later);
        later.add(flush);
      }
    },
    cancel(flush) {
      soon.delete(flush);
      later.delete(flush);
    },
  };
}
