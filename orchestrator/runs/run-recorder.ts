import type { RunEvent, RunEventOf } from '../../lib/contract/events.ts';
import { failureCause } from '../../lib/contract/provider-failure.ts';
import type { EngineEvent } from '../core/engine.ts';
import type { Frame } from '../core/frame.ts';
import type { Lease, RunRow } from '../core/store.ts';
import { createCutGate } from './cut-gate.ts';
import type { FlushScheduler } from './flush-scheduler.ts';
import type { Hub } from './hub.ts';
import type { LogWriter } from './log-writer.ts';
import type { RunDeps } from './run-deps.ts';
import { toRunEvent } from './run-events.ts';
import { createRunLog } from './run-log.ts';
import { type RunOutcome, toRunEnd } from './run-outcome.ts';
import { EMPTY_TRANSCRIPT, extendTranscript, type Transcript } from './transcript.ts';

export type RecorderDeps = RunDeps & { hub: Hub; writer: LogWriter; scheduler: FlushScheduler };

/** Gives a run's events to its readers and to its log; the one place where they get their order. */
export type RunRecorder = {
  transcript(): Transcript;
  /** The first events; `keepChars` of the text stay when the run was recovered. */
  begin(recovery: { keepChars: number } | null): void;
  record(event: EngineEvent): void;
  /** `false`: too much waits to be stored; wait for `room`. */
  hasRoom(): boolean;
  room(): Promise<void>;
  /** Resolves when everything so far is in the log; `false`: it is not, and nothing more is written. */
  stored(): Promise<boolean>;
  /** The terminal event; resolves after it is committed and sent. `null`: another process owns the run now. */
  finish(outcome: RunOutcome, processingMs: number): Promise<RunEventOf<'run.finished'> | null>;
  /** Writes nothing more and sends the readers elsewhere. */
  abandon(): void;
};

export function createRunRecorder(
  deps: RecorderDeps,
  task: { run: RunRow; lease: Lease; transcript?: Transcript },
  fenced: () => void,
): RunRecorder {
  const { hub, bus, clock, metrics } = deps;
  const { run } = task;

  /** Whom the agent at work asks first. */
  function planned(): { provider: string; model: string } {
    const agent = transcript.agent ?? 'supervisor';
    return { provider: deps.agentProvider(agent), model: run.request.model ?? deps.agentModel(agent) };
  }

  const channel = hub.open(run, { epoch: run.epoch, seq: run.lastSeq });
  const gate = createCutGate(channel.publish);
  const { writer, scheduler } = deps;
  const log = createRunLog({ writer, scheduler, flushBytes: deps.options.flushBytes, durable, fenced }, run.runId, task.lease);
  let transcript = task.transcript ?? EMPTY_TRANSCRIPT;
  let seq = run.lastSeq;

  function durable(upTo: number): void {
    gate.stored(upTo);
    channel.settle(upTo);
    if (bus.state() !== 'embedded') bus.publish(`run.${run.runId}`, String(upTo));
  }

  function toFrame(event: RunEvent): Frame {
    seq += 1;
    return { epoch: run.epoch, seq, type: event.type, data: JSON.stringify(event) };
  }

  function emit(event: RunEvent): void {
    const frame = toFrame(event);
    const length = transcript.text.length;
    transcript = extendTranscript(transcript, event, seq);
    gate.push(frame, event.type === 'run.resumed' || transcript.text.length < length);
    log.push(frame);
  }

  /** What waits for a process that has lost its run must never go on: it would repeat what the new owner does. */
  async function confirm(onStored: () => void): Promise<void> {
    if (await log.stored()) onStored();
  }

  function noteFirstToken(ts: number): void {
    log.note({ firstTokenAt: ts });
    metrics.runFirstToken(transcript.agent ?? 'supervisor', ts - run.createdAt);
  }

  return {
    transcript: () => transcript,
    begin(recovery) {
      const ts = clock.now();
      const base = { run_id: run.runId, ts };
      if (recovery) emit({ type: 'run.resumed', ...base, epoch: run.epoch, text_offset: recovery.keepChars });
      if (transcript.started) return;
      const agent = deps.engine.firstAgent(run.request);
      log.note({ startedAt: ts });
      metrics.runStarted(agent);
      emit({ type: 'run.started', ...base, conversation_id: run.conversationId, message_id: run.messageId, agent });
    },
    record(event) {
      if (event.type === 'checkpoint') {
        log.note({ snapshot: { ...event.snapshot, seq } });
        if (event.onStored) void confirm(event.onStored);
        return;
      }
      if (event.type === 'text.delta' && event.delta === '') return;
      const ts = clock.now();
      if (event.type === 'text.delta' && transcript.firstTokenAt === null) noteFirstToken(ts);
      emit(toRunEvent(event, run.runId, ts, transcript.text.length));
    },
    hasRoom: log.hasRoom,
    room: log.room,
    stored: log.stored,
    async finish(outcome, processingMs) {
      const { event, end } = toRunEnd(run, transcript, outcome, { ts: clock.now(), processingMs, planned: planned() });
      const frame = toFrame(event);
      const written = await log.finish(end, frame);
      if (written.kind === 'fenced') {
        hub.drop(channel, 'handover');
        return null;
      }
      gate.stored(seq);
      channel.publish(frame);
      hub.drop(channel, 'done');
      durable(seq);
      const { fallback_used: fallbackUsed, ended_by: endedBy = 'stop' } = end.metadata;
      const cause = failureCause.safeParse(end.error?.details?.cause).data ?? end.error?.code;
      const ending = { endedBy, ...(cause === undefined ? {} : { cause }) };
      metrics.runFinished({ agent: end.agent, status: end.status, durationMs: processingMs, fallbackUsed, ...ending });
      return event;
    },
    abandon() {
      log.close();
      hub.drop(channel, 'handover');
    },
  };
}
