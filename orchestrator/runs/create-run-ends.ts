import { AppError } from '../../lib/contract/errors.ts';
import type { RunEventOf } from '../../lib/contract/events.ts';
import type { CancelReceipt } from '../../lib/contract/runs.ts';
import { untilAborted } from '../../lib/shared/until-aborted.ts';
import type { Frame } from '../core/frame.ts';
import type { Principal } from '../core/principal.ts';
import { isTerminal, toCancelReceipt } from './cancel-receipt.ts';
import type { OwnedRuns } from './create-owned-runs.ts';
import type { Hub } from './hub.ts';
import type { RunDeps } from './run-deps.ts';
import { waitForEnd } from './wait-for-end.ts';

/** A cancel of a run that another process owns: longer than a take-over needs. */
const REMOTE_CANCEL_MS = 15_000;

type Deps = Pick<RunDeps, 'store' | 'bus'> & { hub: Hub; owned: OwnedRuns; isClosed(): boolean };

type Finished = RunEventOf<'run.finished'>;

const toTerminal = (frame: Frame) => JSON.parse(frame.data) as Finished;

/** Waits for the end of runs, and brings it about, whichever process works on them. */
export function createRunEnds({ store, bus, hub, owned, isClosed }: Deps) {
  /** From afar: the run is over, or another process works on it. */
  async function terminalFromLog(principal: Principal, runId: string, signal: AbortSignal): Promise<Finished> {
    for (;;) {
      const run = await owned.row(principal, runId);
      if (isTerminal(run.status)) {
        const [last] = await store.readFrames(runId, { epoch: run.epoch, seq: run.lastSeq - 1 }, 1);
        if (last) return toTerminal(last);
      }
      const end = await waitForEnd(
        (after, sink) => hub.attach(runId, after, sink),
        { epoch: run.epoch, seq: run.lastSeq },
        signal,
      );
      if (typeof end !== 'string') return toTerminal(end);
      if (isClosed()) throw new AppError('NOT_READY');
    }
  }

  async function finished(principal: Principal, runId: string, signal: AbortSignal): Promise<Finished> {
    const job = owned.job(principal, runId);
    const event = job ? await untilAborted(job.ended, signal) : null;
    return event ?? terminalFromLog(principal, runId, signal);
  }

  async function cancel(principal: Principal, runId: string): Promise<CancelReceipt> {
    const job = owned.job(principal, runId);
    job?.stop('cancelled');
    const event = await job?.ended;
    if (event) return toCancelReceipt(runId, event.status, event.metadata ?? null);
    const run = await owned.row(principal, runId);
    if (isTerminal(run.status)) return toCancelReceipt(runId, run.status, run.metadata);
    if (await store.requestCancel(runId)) bus.publish('cancel', runId);
    try {
      const remote = await finished(principal, runId, AbortSignal.timeout(REMOTE_CANCEL_MS));
      return toCancelReceipt(runId, remote.status, remote.metadata ?? null);
    } catch (error) {
      throw error instanceof AppError ? error : new AppError('NOT_READY', { cause: error });
    }
  }

  return { finished, cancel };
}
