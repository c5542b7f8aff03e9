import { useEffect, useState } from 'react';

const TICK_MS = 1_000;

/** Milliseconds since `since`, growing by the second; `null` while there is nothing to count. */
export function useElapsed(since: number | null): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    if (since === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [since]);
  return since === null || now === null ? null : Math.max(0, now - since);
}
