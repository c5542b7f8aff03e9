import { useEffect, useState } from 'react';

const TICK_MS = 15_000;

/** The time, a few times a minute and at the moment that matters; `null` before the first paint. */
export function useNow(moment: number): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, TICK_MS);
    const left = moment - Date.now();
    const last = left > 0 && left < TICK_MS ? setTimeout(tick, left) : undefined;
    return () => {
      clearInterval(timer);
      clearTimeout(last);
    };
  }, [moment]);
  return now;
}
