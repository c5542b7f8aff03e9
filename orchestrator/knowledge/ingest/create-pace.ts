import { setTimeout as pause } from 'node:timers/promises';

const TARGET_MS = 20;
const MAX_GROWTH = 2;
/** Below this a batch is mostly overhead: a busy machine would get less done and be no less busy. */
const LEAST = 4;

export type Pace = {
  /** How many items the next batch should have. */
  size(): number;
  run<T>(batch: () => Promise<T>): Promise<T>;
};

/**
 * Writes that leave the database to others: batches of about 20 ms, and a pause as long after each. Under load a batch waits
 * longer for its turn, so the next ones get smaller.
 */
export function createPace(monotonic: () => number, most: number): Pace {
  let size = Math.min(8, most);
  return {
    size: () => size,
    async run(batch) {
      const since = monotonic();
      const result = await batch();
      const tookMs = Math.max(0.1, monotonic() - since);
      const factor = Math.min(MAX_GROWTH, Math.max(1 / MAX_GROWTH, TARGET_MS / tookMs));
      size = Math.min(most, Math.max(LEAST, Math.round(size * factor)));
      await pause(Math.min(tookMs, TARGET_MS));
      return result;
    },
  };
}
