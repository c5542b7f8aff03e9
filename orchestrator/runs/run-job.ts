import { AppError, toAppError } from '../../lib/contract/errors.ts';
import type { RunEvent, RunEventOf } from '../../lib/contract/events.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { EngineEvent, EngineResult } from '../core/engine.ts';
import type { Frame } from '../core/frame.ts';
import type { Lease, RunRow, Snapshot } from '../core/store.ts';
import type { StopRecord } from './cancel-receipt.ts';
import type { Hub } from './hub.ts';
import type { RunDeps } from './run-deps.ts';
import { toRunEvent } from './run-events.ts';
import type { LogWriter } from './run-log.ts';
import { type RunOutcome, toRunEnd } from './run-outcome.ts';
import type { Slots } from './slots.ts';
import { EMPTY_TRANSCRIPT, extendTranscript, type Transcript } from './transcript.ts';

/** An engine that does not stop within this time is left behind. */
const STOP_GRACE_MS = 5_000;

/** `abandoned`: another process owns the run now, or this one is going away; nothing more may be written. */
type StopReason = 'cancelled' | 'interrupted' | 'timeout' | 'abandoned';

/** What an earlier process left: how far the answer got, and from where or how to go on. */
export type Recovery = {
  transcript: Transcript;
  plan: { kind: 'resume'; snapshot?: Snapshot } | { kind: 'end'; status: 'cancelled' | 'interrupted' };
};

export type JobTask = { run: RunRow; lease: Lease; history: 'stored' | 'none'; recovery?: Recovery };

/** A run that this process works on. */
export type RunJob = {
  readonly run: RunRow;
  agent(): AgentId | null;
  /** Stops the engine; the first reason counts. No effect once the engine has ended. */
  stop(reason: StopReason): void;
  /** Resolves after the terminal event is committed and sent, with that event; `null` when the run was abandoned. */
  readonly ended: Promise<RunEventOf<'run.finished'> | null>;
};

export type JobDeps = RunDeps & { hub: Hub; writer: LogWriter; slots: Slots };

/** Works on one run until its single terminal event, whatever happens on the way. */
export function startJob(deps: JobDeps, task: JobTask): RunJob {
  const { engine, clock, hub, writer, metrics, bus, options, store } = deps;
  const { run, lease, recovery } = task;
  const log = deps.log.child({ run_id: run.runId });
  const startedAt = clock.monotonic();
  const controller = new AbortController();
  const { signal } = controller;
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const channel = hub.open(run, { epoch: run.epoch, seq: run.lastSeq });
  const runLog = writer.open(run.runId, lease, { durable, fenced: () => stop('abandoned') });
  let transcript = recovery?.transcript ?? EMPTY_TRANSCRIPT;
  let seq = run.lastSeq;
  let stopReason: StopReason | null = null;
  let stoppedAt = 0;
  let engineOver = false;

  function durable(upTo: number): void {
    channel.settle(upTo);
    if (bus.state() !== 'embedded') bus.publish(`run.${run.runId}`, String(upTo));
  }

  function stop(reason: StopReason): void {
    if (reason === 'abandoned') runLog.close();
    if (stopReason !== null || engineOver) {
      if (reason === 'abandoned') stopReason = reason;
      return;
    }
    stopReason = reason;
    stoppedAt = clock.monotonic();
    controller.abort(new AppError('INTERNAL', { message: `The run was stopped: ${reason}.` }));
  }

  function toFrame(event: RunEvent): Frame {
    seq += 1;
    return { epoch: run.epoch, seq, type: event.type, data: JSON.stringify(event) };
  }

  function emit(event: RunEvent): void {
    const frame = toFrame(event);
    transcript = extendTranscript(transcript, event, seq);
    channel.publish(frame);
    runLog.push(frame);
  }

  function take(event: EngineEvent): void {
    if (event.type === 'checkpoint') {
      runLog.note({ snapshot: { ...event.snapshot, seq } });
      return;
    }
    if (event.type === 'text.delta' && event.delta === '') return;
    const runEvent = toRunEvent(event, run.runId, clock.now(), transcript.text.length);
    if (event.type === 'text.delta' && transcript.firstTokenAt === null) noteFirstToken(runEvent.ts);
    emit(runEvent);
  }

  function noteFirstToken(ts: number): void {
    runLog.note({ firstTokenAt: ts });
    metrics.runFirstToken(transcript.agent ?? 'supervisor', ts - run.createdAt);
  }

  function begin(): void {
    const ts = clock.now();
    const base = { run_id: run.runId, ts };
    if (recovery) {
      const kept = transcript.text.length;
      const textOffset = recovery.plan.kind === 'resume' ? Math.min(recovery.plan.snapshot?.textLength ?? 0, kept) : kept;
      emit({ type: 'run.resumed', ...base, epoch: run.epoch, text_offset: textOffset });
    }
    if (transcript.started) return;
    const agent = engine.firstAgent(run.request);
    runLog.note({ startedAt: ts });
    metrics.runStarted(agent);
    emit({ type: 'run.started', ...base, conversation_id: run.conversationId, message_id: run.messageId, agent });
  }

  async function loadHistory() {
    const stored = task.history === 'none' ? [] : await store.history(run.userMessageId, options.historyMessages);
    return stored.length > 0 ? stored : (run.request.voice?.history.slice(-options.historyMessages) ?? []);
  }

  async function execute(snapshot: Snapshot | undefined): Promise<EngineResult> {
    const history = await loadHistory();
    const { runId, ownerId, conversationId, request } = run;
    const input = { runId, ownerId, conversationId, request, history, ...(snapshot ? { snapshot } : {}) };
    const events = engine.execute(input, signal);
    for (;;) {
      const step = await events.next();
      if (step.done) return step.value;
      // What arrives after the stop is not part of the answer; the engine is closing its sockets.
      if (signal.aborted) continue;
      take(step.value);
      if (!runLog.hasRoom()) await Promise.race([runLog.room(), aborted]);
    }
  }

  /** Rejects some time after the stop, so that a hanging engine cannot keep the run open. */
  async function graceOver(done: AbortSignal): Promise<never> {
    await aborted;
    await new Promise<void>((resolve) => {
      if (done.aborted) return resolve();
      const timer = setTimeout(resolve, STOP_GRACE_MS);
      done.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    if (!done.aborted) log.error({}, 'the engine did not stop in time');
    throw new AppError('INTERNAL');
  }

  async function runEngine(snapshot: Snapshot | undefined): Promise<RunOutcome> {
    const timeout = setTimeout(() => stop('timeout'), options.runTimeoutMs);
    const done = new AbortController();
    const grace = graceOver(done.signal);
    grace.catch(() => {});
    try {
      const result = await Promise.race([execute(snapshot), grace]);
      return { kind: 'completed', result };
    } catch (error) {
      return { kind: 'failed', error: toAppError(error) };
    } finally {
      clearTimeout(timeout);
      done.abort();
    }
  }

  function afterStop(reason: StopReason): RunOutcome {
    if (reason === 'timeout') {
      const message = 'The answer took too long and was stopped.';
      return {
        kind: 'failed',
        error: new AppError('PROVIDER_UNAVAILABLE', { message, details: { timeout_ms: options.runTimeoutMs } }),
      };
    }
    if (reason !== 'cancelled') return { kind: 'stopped', status: 'interrupted' };
    const stopRecord: StopRecord = {
      stopped_in_ms: Math.round((clock.monotonic() - stoppedAt) * 10) / 10,
      tokens_after_stop: engine.tokensAfterAbort(run.runId),
    };
    metrics.runStopped(stopRecord.stopped_in_ms, stopRecord.tokens_after_stop);
    return { kind: 'stopped', status: 'cancelled', stop: stopRecord };
  }

  async function work(): Promise<RunOutcome> {
    const plan = recovery?.plan ?? { kind: 'resume' };
    const release = plan.kind === 'resume' ? await deps.slots.acquire(signal) : null;
    try {
      begin();
      if (plan.kind === 'end') return { kind: 'stopped', status: plan.status };
      const outcome = stopReason === null ? await runEngine(plan.snapshot) : null;
      return stopReason === null && outcome !== null ? outcome : afterStop(stopReason ?? 'interrupted');
    } catch (error) {
      return { kind: 'failed', error: toAppError(error) };
    } finally {
      engineOver = true;
      release?.();
    }
  }

  async function conclude(outcome: RunOutcome): Promise<RunEventOf<'run.finished'> | null> {
    const processingMs = clock.monotonic() - startedAt;
    const { event, end } = toRunEnd(run, transcript, outcome, { ts: clock.now(), processingMs });
    const frame = toFrame(event);
    const written = stopReason === 'abandoned' ? { kind: 'fenced' } : await runLog.finish(end, frame);
    if (written.kind === 'fenced') {
      hub.drop(channel, 'handover');
      return null;
    }
    channel.publish(frame);
    hub.drop(channel, 'done');
    durable(seq);
    const fallbackUsed = end.metadata.fallback_used;
    metrics.runFinished({ agent: end.agent, status: end.status, durationMs: processingMs, fallbackUsed });
    return event;
  }

  async function workAndConclude(): Promise<RunEventOf<'run.finished'> | null> {
    const outcome = await work();
    if (outcome.kind === 'failed') logFailure(outcome.error);
    return conclude(outcome);
  }

  function logFailure(error: AppError): void {
    log.warn({ code: error.code, err: error.cause ?? error }, 'the run failed');
  }

  return { run, agent: () => transcript.agent, stop, ended: workAndConclude() };
}
