import { AppError, toAppError } from '../../lib/contract/errors.ts';
import type { RunEventOf } from '../../lib/contract/events.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import { untilAborted } from '../../lib/shared/until-aborted.ts';
import type { EngineResult } from '../core/engine.ts';
import type { Lease, RunRow, Snapshot } from '../core/store.ts';
import type { RunOutcome } from './run-outcome.ts';
import { createRunRecorder, type RecorderDeps } from './run-recorder.ts';
import type { Slots } from './slots.ts';
import type { Transcript } from './transcript.ts';
import { withGrace } from './with-grace.ts';
import { startWorkTimer, type WorkTimer } from './work-timer.ts';

/** Of a spoken turn: it must be answered soon. Source: PRD FR-2. */
const VOICE_HISTORY_MESSAGES = 20;

/** An engine that does not stop within this time is left behind. */
const STOP_GRACE_MS = 5_000;

/** One for all runs: an abort without a reason makes an exception with a stack each time. */
const OVER = new Error('the run is over');

/** `abandoned`: another process owns the run now, or this one is going away; nothing more may be written. */
type StopReason = 'cancelled' | 'interrupted' | 'timeout' | 'abandoned';

export type RecoveryPlan = { kind: 'resume'; snapshot?: Snapshot } | { kind: 'end'; status: 'cancelled' | 'interrupted' };

export type JobTask = {
  run: RunRow;
  lease: Lease;
  /** Whether there can be earlier turns. */
  history: 'stored' | 'none';
  /** What an earlier process left, and how to go on with it. */
  recovery?: { transcript: Transcript; plan: RecoveryPlan };
};

/** A run that this process works on. */
export type RunJob = {
  readonly run: RunRow;
  agent(): AgentId | null;
  /** Stops the engine; the first reason counts, but for `abandoned`. */
  stop(reason: StopReason): void;
  /** It waits for a person and does nothing else. */
  isWaiting(): boolean;
  /** Gives the run to the next process, once everything that it said is stored. */
  handOver(): void;
  /** Never rejects. Resolves with the terminal event after it is committed and sent; `null` when the run was abandoned. */
  readonly ended: Promise<RunEventOf<'run.finished'> | null>;
};

export type JobDeps = RecorderDeps & {
  slots: Slots;
  /** It waits for a person from now on. */
  waits?(job: RunJob): void;
};

/** Works on one run until its single terminal event, whatever happens on the way. */
export function startJob(deps: JobDeps, task: JobTask): RunJob {
  const { engine, clock, options, store, slots } = deps;
  const { run, recovery } = task;
  const log = deps.log.child({ run_id: run.runId });
  const since = clock.monotonic();
  const controller = new AbortController();
  const { signal } = controller;
  const recorder = createRunRecorder(deps, { ...task, ...(recovery ? { transcript: recovery.transcript } : {}) }, () =>
    stop('abandoned'),
  );
  let stopReason: StopReason | null = null;
  let stoppedAt = 0;
  let isEngineOver = false;
  let release: (() => void) | null = null;
  let isWaiting = false;

  function stop(reason: StopReason): void {
    if (reason === 'abandoned') recorder.abandon();
    else if (stopReason !== null || isEngineOver) return;
    stopReason = reason;
    stoppedAt = clock.monotonic();
    controller.abort(new AppError('INTERNAL', { message: `The run was stopped: ${reason}.` }));
  }

  async function loadHistory() {
    const { voice } = run.request;
    const limit = voice ? Math.min(VOICE_HISTORY_MESSAGES, options.historyMessages) : options.historyMessages;
    const stored = task.history === 'none' ? [] : await store.history(run.userMessageId, limit);
    if (stored.length > 0 || !voice || limit === 0) return stored;
    return voice.history.slice(-limit);
  }

  /** While a run waits for people, it takes neither a turn from others nor from its own time. */
  async function followWaiting(timer: WorkTimer): Promise<void> {
    const wasWaiting = isWaiting;
    isWaiting = recorder.transcript().waitingFor.length > 0;
    if (isWaiting === wasWaiting) return;
    if (isWaiting) {
      timer.pause();
      release?.();
      release = null;
      deps.waits?.(job);
    } else {
      release = await slots.acquire(signal);
      timer.resume();
    }
  }

  async function execute(snapshot: Snapshot | undefined, timer: WorkTimer): Promise<EngineResult> {
    const history = await loadHistory();
    const { runId, ownerId, conversationId, request } = run;
    const text = recorder.transcript().text;
    const input = { runId, ownerId, conversationId, request, history, ...(snapshot ? { snapshot, text } : {}) };
    const events = engine.execute(input, signal);
    for (;;) {
      const step = await events.next();
      if (step.done) return step.value;
      // What arrives after the stop is not part of the answer; the engine is closing its sockets.
      if (signal.aborted) continue;
      recorder.record(step.value);
      await followWaiting(timer);
      // Not by throwing: after the stop the engine must still be led to its end.
      if (!recorder.hasRoom()) await untilAborted(recorder.room(), signal).catch(() => {});
    }
  }

  async function runEngine(snapshot: Snapshot | undefined): Promise<RunOutcome> {
    const timer = startWorkTimer(
      options.runTimeoutMs,
      () => clock.monotonic(),
      () => stop('timeout'),
    );
    const late = () => {
      log.error({}, 'the engine did not stop in time');
      return new AppError('INTERNAL');
    };
    try {
      return { kind: 'completed', result: await withGrace(execute(snapshot, timer), signal, STOP_GRACE_MS, late) };
    } catch (error) {
      return { kind: 'failed', error: toAppError(error) };
    } finally {
      timer.stop();
      controller.abort(OVER);
    }
  }

  function toStopped(reason: StopReason): RunOutcome {
    if (reason === 'timeout') {
      const message = 'The answer took too long and was stopped.';
      return {
        kind: 'failed',
        error: new AppError('PROVIDER_UNAVAILABLE', { message, details: { timeout_ms: options.runTimeoutMs } }),
      };
    }
    if (reason !== 'cancelled') return { kind: 'stopped', status: 'interrupted' };
    const stoppedInMs = Math.round((clock.monotonic() - stoppedAt) * 10) / 10;
    const tokensAfterStop = engine.tokensAfterAbort(run.runId);
    deps.metrics.runStopped(stoppedInMs, tokensAfterStop);
    return { kind: 'stopped', status: 'cancelled', stop: { stopped_in_ms: stoppedInMs, tokens_after_stop: tokensAfterStop } };
  }

  /** How much of an earlier process's text stays: what a snapshot covers, or all of it when the run ends here. */
  function begin(plan: RecoveryPlan): void {
    const kept = recovery?.transcript.text.length ?? 0;
    const keepChars = plan.kind === 'end' ? kept : Math.min(plan.snapshot?.textLength ?? 0, kept);
    recorder.begin(recovery ? { keepChars } : null);
  }

  async function work(): Promise<RunOutcome> {
    const plan: RecoveryPlan = recovery?.plan ?? { kind: 'resume' };
    release = plan.kind === 'resume' ? await slots.acquire(signal) : null;
    try {
      if (stopReason === 'abandoned') return toStopped(stopReason);
      begin(plan);
      if (plan.kind === 'end') return { kind: 'stopped', status: plan.status };
      const outcome = release ? await runEngine(plan.snapshot) : null;
      return stopReason === null && outcome ? outcome : toStopped(stopReason ?? 'interrupted');
    } catch (error) {
      return { kind: 'failed', error: toAppError(error) };
    } finally {
      isEngineOver = true;
      release?.();
    }
  }

  /** What nobody waits for any more must not be offered. */
  async function cancelApprovals(): Promise<void> {
    await deps.approvals.cancelOfRun(run.runId, clock.now()).catch((error: unknown) => {
      log.warn({ err: error }, 'the approvals of a run that is over could not be cancelled');
    });
  }

  async function workAndFinish(): Promise<RunEventOf<'run.finished'> | null> {
    const outcome = await work();
    if (outcome.kind === 'failed') log.warn({ code: outcome.error.code, err: outcome.error.cause }, 'the run failed');
    if (stopReason === 'abandoned') return null;
    const event = await recorder.finish(outcome, clock.monotonic() - since);
    if (event && recorder.transcript().approvals > 0) await cancelApprovals();
    return event;
  }

  const ended = workAndFinish().catch((error: unknown) => {
    log.error({ err: error }, 'a run broke');
    recorder.abandon();
    return null;
  });
  const job: RunJob = {
    run,
    agent: () => recorder.transcript().agent,
    stop,
    isWaiting: () => isWaiting,
    handOver: () => void recorder.stored().then(() => stop('abandoned')),
    ended,
  };
  return job;
}
