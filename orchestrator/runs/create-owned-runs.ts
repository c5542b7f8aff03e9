import { AppError } from '../../lib/contract/errors.ts';
import type { Principal } from '../core/principal.ts';
import type { RunRow, RunStore } from '../core/store.ts';
import type { RunJob } from './run-job.ts';
import type { RunJobs } from './run-jobs.ts';

/** Runs as their owner may see them: those of others do not exist. Both throw `NOT_FOUND`. */
export type OwnedRuns = {
  row(principal: Principal, runId: string): Promise<RunRow>;
  /** Nothing when another process works on the run, or none. */
  job(principal: Principal, runId: string): RunJob | undefined;
};

export function createOwnedRuns(store: Pick<RunStore, 'get'>, jobs: Pick<RunJobs, 'get'>): OwnedRuns {
  return {
    async row(principal, runId) {
      const run = await store.get(runId, principal.ownerId);
      if (!run) throw new AppError('NOT_FOUND');
      return run;
    },
    job(principal, runId) {
      const job = jobs.get(runId);
      if (job && job.run.ownerId !== principal.ownerId) throw new AppError('NOT_FOUND');
      return job;
    },
  };
}
