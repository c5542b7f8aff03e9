/** Calls back after `ms` of work; pauses do not count. */
export type WorkTimer = { pause(): void; resume(): void; stop(): void };

export function startWorkTimer(ms: number, monotonic: () => number, onEnd: () => void): WorkTimer {
  let left = ms;
  let since = monotonic();
  let timer: NodeJS.Timeout | null = setTimeout(onEnd, left);

  function stop(): void {
    if (timer) clearTimeout(timer);
    timer = null;
  }

  return {
    pause() {
      if (!timer) return;
      stop();
      left -= monotonic() - since;
    },
    resume() {
      if (timer) return;
      since = monotonic();
      timer = setTimeout(onEnd, Math.max(0, left));
    },
    stop,
  };
}
