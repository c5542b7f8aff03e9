export type Slots = {
  /** Waits for a turn, first come first served; the result gives it back. Abort: `null`, nothing is held. */
  acquire(signal: AbortSignal): Promise<(() => void) | null>;
};

/** At most `size` holders at once. */
export function createSlots(size: number): Slots {
  let free = size;
  const queue = new Set<() => void>();

  function release(): void {
    const [next] = queue;
    if (next) next();
    else free += 1;
  }

  return {
    acquire(signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (free > 0) {
        free -= 1;
        return Promise.resolve(release);
      }
      return new Promise((resolve) => {
        const leave = () => {
          queue.delete(enter);
          resolve(null);
        };
        const enter = () => {
          queue.delete(enter);
          signal.removeEventListener('abort', leave);
          resolve(release);
        };
        queue.add(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
