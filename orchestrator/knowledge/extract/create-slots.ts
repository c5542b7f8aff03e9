/** Lets so many in at once; the others wait in order. */
export function createSlots(most: number): { take(signal: AbortSignal): Promise<() => void> } {
  const waiting: (() => void)[] = [];
  let taken = 0;

  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }

  function wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(signal.reason);
      };
      waiting.push(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  return {
    /** Gives what lets the next one in. Abort: throws the reason. */
    async take(signal) {
      signal.throwIfAborted();
      if (taken < most) taken += 1;
      else await wait(signal);
      return release;
    },
  };
}
