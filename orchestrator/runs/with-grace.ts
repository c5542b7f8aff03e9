/** The promise's outcome, but at the latest `graceMs` after the abort, with what `late` throws. */
export function withGrace<T>(promise: Promise<T>, signal: AbortSignal, graceMs: number, late: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      timer = setTimeout(() => reject(late()), graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    promise.then(resolve, reject).finally(settle);
  });
}
