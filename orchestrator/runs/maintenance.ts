import type { Logger } from '../core/logger.ts';
import type { Lease, RunRow, RunStore } from '../core/store.ts';

/** Runs taken over in one pass. */
const TAKE_OVER_LIMIT = 100;

export type MaintenanceDeps = {
  store: RunStore;
  log: Logger;
  instanceId: string;
  heartbeatMs: number;
  leaseTtlMs: number;
  monotonic(): number;
  newToken(): string;
  /** Someone asked for the end of a run of this process. */
  cancelRequested(runId: string): void;
  /** Called after each heartbeat, while the database is known to be there. */
  afterHeartbeat(): Promise<void>;
  takesOver(): boolean;
  tookOver(taken: { run: RunRow; lease: Lease }, cancelRequested: boolean): void;
};

export type Maintenance = {
  /** The first pass is made at once and awaited. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether there was a first heartbeat: without it other processes would take every new run over at once. */
  hasClaim(): boolean;
};

/** Keeps this process's claim on its runs alive and takes over those of processes that are gone. */
export function createMaintenance(deps: MaintenanceDeps): Maintenance {
  const { store, log, instanceId, leaseTtlMs } = deps;
  let claimed = false;
  let timer: NodeJS.Timeout | null = null;
  let passing: Promise<void> = Promise.resolve();
  let stopped = false;

  async function beat(): Promise<ReadonlySet<string>> {
    const { cancelRequested } = await store.heartbeat(instanceId, leaseTtlMs);
    claimed = true;
    for (const runId of cancelRequested) deps.cancelRequested(runId);
    return new Set(cancelRequested);
  }

  /** Whether a process that lives can keep its claim: if not, silence proves nothing, and runs would be taken to and fro. */
  function isProof(beatMs: number): boolean {
    if (beatMs <= leaseTtlMs / 2) return true;
    log.warn({ beat_ms: Math.round(beatMs) }, 'heartbeats take too long to tell which processes are gone');
    return false;
  }

  async function pass(): Promise<void> {
    const since = deps.monotonic();
    await beat();
    const beatMs = deps.monotonic() - since;
    await deps.afterHeartbeat();
    if (stopped || !deps.takesOver() || !isProof(beatMs)) return;
    const taken = await store.takeOver(instanceId, deps.newToken, TAKE_OVER_LIMIT);
    if (taken.length === 0) return;
    log.warn({ runs: taken.length }, 'runs of a process that is gone were taken over');
    const cancelRequested = await beat();
    for (const entry of taken) deps.tookOver(entry, cancelRequested.has(entry.run.runId));
  }

  async function loop(): Promise<void> {
    try {
      await pass();
    } catch (error) {
      log.warn({ err: error }, 'the heartbeat of the runs failed');
    }
    if (!stopped) timer = setTimeout(() => void next(), deps.heartbeatMs);
  }

  function next(): Promise<void> {
    passing = loop();
    return passing;
  }

  return {
    start: next,
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await passing;
    },
    hasClaim: () => claimed,
  };
}
