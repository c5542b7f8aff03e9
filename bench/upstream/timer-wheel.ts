const SLOT_MS = 2;
const SLOTS = 1024;

type Entry = { dueMs: number; run: () => void };

/** One timer for thousands of paced streams: a callback costs an array push instead of a timer of its own. */
export type TimerWheel = { schedule(delayMs: number, run: () => void): void };

export function createTimerWheel(): TimerWheel {
  const slots: Entry[][] = Array.from({ length: SLOTS }, () => []);
  let turned = Math.floor(performance.now() / SLOT_MS);
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;

  function turn(): void {
    const now = performance.now();
    const target = Math.floor(now / SLOT_MS);
    const from = Math.max(turned + 1, target - SLOTS + 1);
    turned = target;
    for (let slot = from; slot <= target; slot += 1) runSlot(slot % SLOTS, now);
    if (waiting === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  function runSlot(index: number, now: number): void {
    const entries = slots[index];
    if (!entries || entries.length === 0) return;
    slots[index] = [];
    for (const entry of entries) {
      if (entry.dueMs > now + SLOT_MS) {
        slots[index].push(entry);
        continue;
      }
      waiting -= 1;
      entry.run();
    }
  }

  return {
    schedule(delayMs, run) {
      const now = performance.now();
      if (!timer) {
        turned = Math.floor(now / SLOT_MS);
        timer = setInterval(turn, SLOT_MS);
      }
      const dueMs = now + delayMs;
      const slot = Math.max(Math.ceil(dueMs / SLOT_MS), turned + 1);
      slots[slot % SLOTS]?.push({ dueMs, run });
      waiting += 1;
    },
  };
}
