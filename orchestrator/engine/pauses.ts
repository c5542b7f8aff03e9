import { setImmediate as nextTurn } from 'node:timers/promises';

const LONGEST_TURN_MS = 10;

export type Pause = () => Promise<void>;

/** Lets others work after each 10 ms: streams of other runs share this thread. */
export function createPauses(): Pause {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < LONGEST_TURN_MS) return;
    await nextTurn();
    since = performance.now();
  };
}
