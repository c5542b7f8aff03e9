import { type ChildProcess, fork } from 'node:child_process';

export type ProcessPool = {
  /** Waits for one that is free. Abort: throws the reason. */
  take(signal: AbortSignal): Promise<ChildProcess>;
  /** Gives it back; one that is not fit for further work is killed. */
  give(child: ChildProcess, isFit: boolean): void;
};

/** A process without work ends after this; it would hold some 80 MB. */
const IDLE_MS = 30_000;

/** Its environment is empty, so that there is no secret to be had in it, and it can neither write files nor start programs. */
function start(module: URL, memoryMb: number): ChildProcess {
  const child = fork(module, {
    execArgv: [`--max-old-space-size=${memoryMb}`, '--permission', '--allow-fs-read=*'],
    env: { NODE_ENV: 'production' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.on('error', () => {});
  return child;
}

/** Keeps the parent alive while there is work, and only then. */
function hold(child: ChildProcess, isHeld: boolean): void {
  for (const handle of [child, child.channel]) isHeld ? handle?.ref() : handle?.unref();
}

/** At most so many processes of one module, used again while they are fit. */
export function createProcessPool(module: URL, most: number, memoryMb: number): ProcessPool {
  const idle = new Map<ChildProcess, NodeJS.Timeout>();
  const waiting = new Set<() => void>();
  let busy = 0;

  async function place(signal: AbortSignal): Promise<void> {
    while (busy >= most) {
      await new Promise<void>((resolve) => {
        const go = () => {
          waiting.delete(go);
          signal.removeEventListener('abort', go);
          resolve();
        };
        waiting.add(go);
        signal.addEventListener('abort', go, { once: true });
      });
      signal.throwIfAborted();
    }
    busy += 1;
  }

  function fromIdle(): ChildProcess | undefined {
    for (const [child, timer] of idle) {
      idle.delete(child);
      clearTimeout(timer);
      if (child.connected) return child;
    }
    return undefined;
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      await place(signal);
      const child = fromIdle() ?? start(module, memoryMb);
      hold(child, true);
      return child;
    },
    give(child, isFit) {
      busy -= 1;
      hold(child, false);
      if (isFit && child.connected) idle.set(child, setTimeout(() => child.kill('SIGKILL'), IDLE_MS).unref());
      else child.kill('SIGKILL');
      const [next] = waiting;
      next?.();
    },
  };
}
