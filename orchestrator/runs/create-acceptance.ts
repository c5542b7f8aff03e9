import { createCoalescer } from '../core/coalescer.ts';
import type { AcceptCommand, AcceptOutcome, Lease } from '../core/store.ts';
import type { RunDeps } from './run-deps.ts';
import type { RunJobs } from './run-jobs.ts';

/** How long an acceptance whose answer was lost may still turn out to be stored. */
const UNCERTAIN_MS = 30_000;

/** Stores new runs, those of a moment together. */
export function createAcceptance({ store, clock, jobs }: Pick<RunDeps, 'store' | 'clock'> & { jobs: RunJobs }) {
  const accept = createCoalescer<AcceptCommand, AcceptOutcome>((commands) => store.accept(commands));
  const uncertain = new Map<string, { lease: Lease; until: number }>();
  return {
    async accept(command: AcceptCommand): Promise<AcceptOutcome> {
      try {
        return await accept(command);
      } catch (error) {
        uncertain.set(command.runId, { lease: command.lease, until: clock.monotonic() + UNCERTAIN_MS });
        throw error;
      }
    },

    /** An acceptance may have been stored although its answer was lost: such a run is ours, and must not stay queued for ever. */
    async adoptUncertain(): Promise<void> {
      for (const [runId, { lease, until }] of uncertain) {
        const run = await store.get(runId);
        if (run || clock.monotonic() > until) uncertain.delete(runId);
        if (run?.status === 'queued' && !jobs.get(runId)) jobs.launch({ run, lease, history: 'stored' });
      }
    },
  };
}
