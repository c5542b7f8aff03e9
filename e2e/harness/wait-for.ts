import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer is neither `undefined`, `null` nor `false`; throws after the time, with the last error as its cause. */
export async function waitFor<T>(what: string, ask: () => T | Promise<T>, timeoutMs = 60_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
    } catch (error) {
      cause = error;
    }
    await sleep(100);
  }
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause });
}
