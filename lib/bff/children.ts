import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

export type ChildSpec = {
  name: 'orchestrator' | 'next';
  /** Arguments of Node. */
  args: readonly string[];
  cwd: string;
  environment: NodeJS.ProcessEnv;
  /** Resolves once it serves; `ipc`: it says `{type: 'ready'}` itself. */
  readiness: 'ipc' | ((signal: AbortSignal) => Promise<void>);
  /** Only its errors are shown. */
  quiet?: boolean;
};

/** `starting` until it served for the first time; `down` between a death and the next readiness. */
export type ChildState = 'starting' | 'ready' | 'down' | 'stopped';

export type Child = {
  readonly state: ChildState;
  /** Of the process that runs now. */
  readonly pid: number | undefined;
  /** Resolves when it serves. Throws `ChildStartError` when it dies before: then something is wrong that a restart cannot mend. */
  start(): Promise<void>;
  /** SIGTERM, then SIGKILL after the time; resolves when nothing of it is left. Repeating it is harmless. */
  stop(timeoutMs: number): Promise<void>;
  /** SIGKILL now, without waiting. */
  kill(): void;
};

export class ChildStartError extends Error {}

type Options = {
  logger: Logger;
  firstBackoffMs?: number;
  longestBackoffMs?: number;
  /** A child that served for so long is restarted at once when it dies. */
  healthyAfterMs?: number;
};

/**
 * Runs one child and restarts it when it dies: at once, then after growing pauses. Each has a process group of its own, so
 * that Ctrl-C reaches the front alone, and so that what a child leaves behind (`next dev` does) can be ended with it.
 */
export function createChild(spec: ChildSpec, options: Options): Child {
  const { logger, firstBackoffMs = 250, longestBackoffMs = 10_000, healthyAfterMs = 30_000 } = options;
  let state: ChildState = 'starting';
  let current: ChildProcess | undefined;
  let exited: Promise<string> = Promise.resolve('');
  const stopping = new AbortController();

  async function launch(): Promise<void> {
    const child = spawn(process.execPath, [...spec.args], {
      cwd: spec.cwd,
      env: spec.environment,
      stdio: ['ignore', spec.quiet ? 'ignore' : 'inherit', 'inherit', 'ipc'],
      detached: true,
    });
    current = child;
    exited = exitOf(child).finally(() => killGroup(child));
    const settled = new AbortController();
    const ready = spec.readiness === 'ipc' ? readyMessage(child, settled.signal) : spec.readiness(settled.signal);
    try {
      const death = exited.then((reason) => {
        throw new ChildStartError(`${spec.name} ended before it was ready (${reason})`);
      });
      await Promise.race([ready, death]);
    } finally {
      settled.abort();
      ready.catch(() => {});
    }
  }

  async function supervise(): Promise<void> {
    for (let backoffMs = 0; ; ) {
      const readyAt = performance.now();
      const reason = await exited;
      if (stopping.signal.aborted) return;
      state = 'down';
      if (performance.now() - readyAt >= healthyAfterMs) backoffMs = 0;
      logger.error({ child: spec.name, reason, restart_in_ms: backoffMs }, 'child died');
      for (;;) {
        await delay(backoffMs, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) return;
        backoffMs = Math.min(Math.max(firstBackoffMs, backoffMs * 2), longestBackoffMs);
        const failure = await launch().then(
          () => null,
          (error: Error) => error,
        );
        if (stopping.signal.aborted) return;
        if (!failure) break;
        logger.error({ child: spec.name, reason: failure.message, restart_in_ms: backoffMs }, 'child died');
      }
      state = 'ready';
      logger.info({ child: spec.name, pid: current?.pid }, 'child is back');
    }
  }

  return {
    get state() {
      return state;
    },
    get pid() {
      return current?.pid;
    },
    async start() {
      await launch();
      if (stopping.signal.aborted) return;
      state = 'ready';
      void supervise();
    },
    async stop(timeoutMs) {
      stopping.abort();
      state = 'stopped';
      const last = current;
      if (!last) return;
      last.kill('SIGTERM');
      const deadline = setTimeout(() => killGroup(last), timeoutMs);
      await exited;
      clearTimeout(deadline);
    },
    kill() {
      stopping.abort();
      state = 'stopped';
      if (current) killGroup(current);
    },
  };
}

/** Resolves, never rejects, with how it ended. */
async function exitOf(child: ChildProcess): Promise<string> {
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

async function readyMessage(child: ChildProcess, signal: AbortSignal): Promise<void> {
  for (;;) {
    const [message] = (await once(child, 'message', { signal })) as [unknown];
    if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready') return;
  }
}

/** Also ends what a dead leader has left in its group. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}
