'use client';
import { useEffect, useState } from 'react';
import { formatDuration } from '../../lib/client/format.ts';

const TICK_MS = 1_000;

/** How long to wait, second by second. Nobody is kept from trying at once. */
export function RetryCountdown({ at }: { at: number }) {
  const [now, setNow] = useState(Date.now);
  const left = Math.ceil((at - now) / 1_000) * 1_000;
  const isOver = left <= 0;
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isOver]);
  return (
    <p role="timer" className="text-muted tabular-nums">
      {isOver ? 'You can retry now.' : `Try again in ${left < 60_000 ? `${left / 1_000} s` : formatDuration(left)}.`}
    </p>
  );
}
