import { createContext, runInContext } from 'node:vm';

const TIMED_OUT = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/**
 * What `work`, which awaits nothing, gives; `null` when it takes longer. It is broken off wherever it is then, so what it was
 * changing is not to be used any more. Throws what `work` throws.
 */
export function withinTime<T>(timeoutMs: number, work: () => T): { result: T } | null {
  const box: { work(): void; done?: { result: T } } = {
    work() {
      box.done = { result: work() };
    },
  };
  try {
    // The engine ends all that the script has called, not the script alone.
    runInContext('work()', createContext(box), { timeout: Math.max(1, Math.floor(timeoutMs)) });
  } catch (error) {
    // The error is one of another realm, no instance of our classes.
    if ((error as { code?: unknown } | null)?.code !== TIMED_OUT) throw error;
  }
  return box.done ?? null;
}
