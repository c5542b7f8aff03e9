import { untilAborted } from '../../../../lib/shared/until-aborted.ts';
import type { Logger } from '../../../core/logger.ts';
import type { GuestResult } from './create-transcript.ts';
import type { Guest, GuestJob } from './start-guest.ts';

type PoolOptions = {
  start(): Promise<Guest>;
  /** Processes that wait for a program. */
  warm: number;
  /** Programs at once; more wait for their turn. */
  maxConcurrent: number;
  log: Logger;
};

export type GuestPool = {
  /** Starts the processes that wait; else the first program does. */
  warm(): void;
  /** Runs one program in a process of its own. Throws when none can be started. Abort: rejects with the reason once the process is gone. */
  run(job: GuestJob): Promise<GuestResult>;
  /** Kills all processes; resolves when they are gone. */
  close(): Promise<void>;
};

const isLost = (guest: Promise<Guest>): Promise<boolean> =>
  guest
    .then(({ ready }) => ready)
    .then(
      () => false,
      () => true,
    );

/** Each process serves one program, so that nothing of one can be met by the next; a fresh one is always being made ready. */
export function createGuestPool({ start, warm, maxConcurrent, log }: PoolOptions): GuestPool {
  const idle: Promise<Guest>[] = [];
  const alive = new Set<Promise<Guest>>();
  const waiting: (() => void)[] = [];
  let active = 0;
  let closed = false;

  function startOne(): Promise<Guest> {
    const guest = start();
    alive.add(guest);
    guest.catch(() => alive.delete(guest));
    return guest;
  }

  function fill(): void {
    while (!closed && idle.length < warm) {
      const guest = startOne();
      idle.push(guest);
      void guest
        .then(({ ended }) => ended)
        .catch((error: unknown) => log.warn({ err: error }, 'a sandbox process cannot be started'))
        .then(() => {
          const index = idle.indexOf(guest);
          if (index === -1) return;
          idle.splice(index, 1);
          alive.delete(guest);
          if (!closed) log.warn({}, 'a waiting sandbox process was lost');
        });
    }
  }

  async function stop(guest: Promise<Guest>): Promise<void> {
    await (await guest.catch(() => null))?.stop();
    alive.delete(guest);
  }

  /** Resolves when it is this one's turn. */
  async function enter(signal: AbortSignal): Promise<void> {
    if (active < maxConcurrent) {
      active += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enterNow = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(enterNow), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(enterNow);
    });
  }

  /** Hands the place over to the next in line. */
  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else active -= 1;
  }

  async function runIn(guest: Promise<Guest>, job: GuestJob): Promise<GuestResult> {
    const kill = (): void => void stop(guest);
    job.signal.addEventListener('abort', kill, { once: true });
    try {
      const { ready, run } = await guest;
      await ready;
      return await run(job);
    } catch (error) {
      job.signal.throwIfAborted();
      throw error;
    } finally {
      job.signal.removeEventListener('abort', kill);
    }
  }

  return {
    warm: fill,
    async run(job) {
      job.signal.throwIfAborted();
      if (closed) throw new Error('the sandbox is closed');
      await enter(job.signal);
      const waited = idle.shift();
      let guest = waited ?? startOne();
      try {
        // It may have been lost a moment ago; no program was given to it yet.
        if (waited && (await untilAborted(isLost(waited), job.signal))) guest = startOne();
        return await runIn(guest, job);
      } finally {
        void stop(guest).then(() => {
          leave();
          fill();
        });
      }
    },
    async close() {
      closed = true;
      await Promise.all([...alive].map(stop));
    },
  };
}
