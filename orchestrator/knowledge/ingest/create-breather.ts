import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE_MS = 10;

/** Gives the event loop to others when 10 ms have passed since it was theirs. */
export function createBreather(monotonic: () => number): () => Promise<void> | undefined {
  let since = monotonic();
  return () => {
    if (monotonic() - since < SLICE_MS) return undefined;
    return nextTurn().then(() => {
      since = monotonic();
    });
  };
}
