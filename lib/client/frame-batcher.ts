/** Calls `run` before the next paint, or soon in a page that is not painted (background tabs get no animation frames). */
export type Schedule = (run: () => void) => () => void;

const HIDDEN_DELAY_MS = 200;

export const beforePaint: Schedule = (run) => {
  if (globalThis.document?.visibilityState !== 'visible') {
    const timer = setTimeout(run, HIDDEN_DELAY_MS);
    return () => clearTimeout(timer);
  }
  // A page that is hidden between the request and the paint would never run it, hence the timer beside it.
  const timer = setTimeout(once, HIDDEN_DELAY_MS);
  const frame = requestAnimationFrame(once);
  function once() {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    run();
  }
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  };
};

export type Batcher<T> = { add(item: T): void; flush(): void; clear(): void };

/** Collects items and hands them on together, once per scheduled moment and in order. */
export function createBatcher<T>(onBatch: (items: T[]) => void, schedule: Schedule = beforePaint): Batcher<T> {
  let items: T[] = [];
  let cancel: (() => void) | null = null;
  const flush = () => {
    cancel?.();
    cancel = null;
    if (items.length === 0) return;
    const batch = items;
    items = [];
    onBatch(batch);
  };
  return {
    add(item) {
      items.push(item);
      cancel ??= schedule(flush);
    },
    flush,
    clear() {
      cancel?.();
      cancel = null;
      items = [];
    },
  };
}
