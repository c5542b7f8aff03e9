import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease, RunRow } from '../core/store.ts';
import { planRecovery, readTranscript } from './recovery-plan.ts';
import { type JobDeps, type JobTask, type RunJob, startJob } from './run-job.ts';
import type { Transcript } from './transcript.ts';

const RETRY_MS = 250;

/** The runs that this process works on. */
export type RunJobs = {
  get(runId: string): RunJob | undefined;
  all(): RunJob[];
  launch(task: JobTask): void;
  /** Goes on with a run that another process left, or ends it. */
  recover(taken: { run: RunRow; lease: Lease }, cancelRequested: boolean): void;
  /** Resolves when no run is left, or after `timeoutMs`. */
  settled(timeoutMs: number): Promise<void>;
  /** Leaves the runs that wait for a person, now and later, to the next process. */
  handOverWaiting(): void;
  /** Ends the runs that go on and those that still come as `interrupted`. */
  interruptAll(): void;
  /** Stops all work without a trace in the log: other processes may take the runs over. */
  abandonAll(): void;
};

export function createRunJobs(deps: JobDeps): RunJobs {
  const { store, log, metrics } = deps;
  const jobs = new Map<string, RunJob>();
  let isHandingOver = false;
  let lateReason: 'interrupted' | 'abandoned' | null = null;

  function launch(task: JobTask): void {
    const job = startJob({ ...deps, waits: (waiting) => isHandingOver && waiting.handOver() }, task);
    jobs.set(task.run.runId, job);
    metrics.runsActive(jobs.size);
    if (lateReason) job.stop(lateReason);
    void job.ended.then(() => {
      if (jobs.get(task.run.runId) === job) jobs.delete(task.run.runId);
      metrics.runsActive(jobs.size);
    });
  }

  /** This process owns the run now, so it must not give up while the database is away. */
  async function readPatiently(runId: string): Promise<Transcript | null> {
    while (lateReason !== 'abandoned') {
      try {
        return await readTranscript(store, runId);
      } catch (error) {
        log.warn({ run_id: runId, err: error }, 'the log of a run to be recovered could not be read');
        await sleep(RETRY_MS);
      }
    }
    return null;
  }

  async function recover({ run, lease }: { run: RunRow; lease: Lease }, cancelRequested: boolean): Promise<void> {
    const former = jobs.get(run.runId);
    former?.stop('abandoned');
    await former?.ended;
    const transcript = await readPatiently(run.runId);
    if (!transcript) return;
    // While the log was read, the run may have been lost and taken over again.
    const other = jobs.get(run.runId);
    if (other && other.run.epoch > run.epoch) return;
    other?.stop('abandoned');
    const plan = planRecovery(deps, run, transcript, cancelRequested);
    metrics.runRecovered(plan.kind === 'resume' ? 'resumed' : 'interrupted');
    launch({ run, lease, history: 'stored', recovery: { transcript, plan } });
  }

  function stopAll(reason: 'interrupted' | 'abandoned'): void {
    lateReason = reason;
    for (const job of jobs.values()) job.stop(reason);
  }

  async function allEnded(timeout: AbortSignal): Promise<void> {
    while (jobs.size > 0 && !timeout.aborted) await Promise.allSettled([...jobs.values()].map((job) => job.ended));
  }

  return {
    get: (runId) => jobs.get(runId),
    all: () => [...jobs.values()],
    launch,
    recover(taken, cancelRequested) {
      recover(taken, cancelRequested).catch((error: unknown) => {
        log.error({ run_id: taken.run.runId, err: error }, 'a run could not be recovered');
      });
    },
    async settled(timeoutMs) {
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(), timeoutMs);
      const timedOut = new Promise<void>((resolve) => timeout.signal.addEventListener('abort', () => resolve(), { once: true }));
      await Promise.race([allEnded(timeout.signal), timedOut]);
      clearTimeout(timer);
    },
    handOverWaiting() {
      isHandingOver = true;
      for (const job of jobs.values()) if (job.isWaiting()) job.handOver();
    },
    interruptAll: () => stopAll('interrupted'),
    abandonAll: () => stopAll('abandoned'),
  };
}
