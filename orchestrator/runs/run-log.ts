import type { RunEventType } from '../../lib/contract/events.ts';
import type { Frame } from '../core/frame.ts';
import type { AppendCommand, FinishCommand, Lease, WriteOutcome } from '../core/store.ts';
import type { FlushScheduler } from './flush-scheduler.ts';
import type { LogWriter } from './log-writer.ts';

/** While the database is away, a run may go on until this much waits to be stored. */
const MAX_WAITING_CHARS = 1024 * 1024;

export type RunNotes = Pick<AppendCommand, 'snapshot' | 'startedAt' | 'firstTokenAt'>;

export type RunEnd = Omit<FinishCommand, keyof AppendCommand>;

/** The durable side of one run. Frames come in order; `push` never waits. */
export type RunLog = {
  /** Text and beginnings are stored with the next batch, everything else at once. */
  push(frame: Frame): void;
  /** Stored with the next write; a snapshot at once. */
  note(notes: RunNotes): void;
  hasRoom(): boolean;
  /** Resolves when there is room again, or the log is closed. */
  room(): Promise<void>;
  /** Resolves when everything so far is in the log; `false`: it is not, another process owns the run now. */
  stored(): Promise<boolean>;
  /** Stores all that is left, the terminal frame and the end of the run in one transaction. */
  finish(end: RunEnd, terminal: Frame): Promise<WriteOutcome>;
  /** Nothing more is to be written. */
  close(): void;
};

export type RunLogDeps = {
  writer: LogWriter;
  scheduler: FlushScheduler;
  flushBytes: number;
  durable(seq: number): void;
  fenced(): void;
};

/** Text comes by the piece. What only says that something begins is nothing to go on from after a crash. */
const CAN_WAIT: ReadonlySet<RunEventType> = new Set(['text.delta', 'reasoning.delta', 'run.started', 'agent.started']);

export function createRunLog(deps: RunLogDeps, runId: string, lease: Lease): RunLog {
  const { writer, scheduler } = deps;
  let waiting: Frame[] = [];
  let waitingChars = 0;
  let notes: RunNotes = {};
  let urgent = false;
  let closed = false;
  let ending = false;
  let writing: Promise<void> | null = null;
  let roomWaiters: (() => void)[] = [];

  const isClosed = () => closed;
  const hasRoom = () => closed || waitingChars <= MAX_WAITING_CHARS;

  function admit(): void {
    if (!hasRoom()) return;
    for (const resolve of roomWaiters) resolve();
    roomWaiters = [];
  }

  function close(): void {
    closed = true;
    scheduler.cancel(flush);
    admit();
  }

  function take(): AppendCommand {
    const command = { runId, lease, frames: waiting, ...notes };
    waiting = [];
    waitingChars = 0;
    notes = {};
    urgent = false;
    return command;
  }

  async function writeWaiting(): Promise<void> {
    let lastSeq = 0;
    const takeNow = () => {
      const command = take();
      lastSeq = command.frames.at(-1)?.seq ?? 0;
      return command;
    };
    const outcome = await writer.append(runId, takeNow, isClosed);
    writing = null;
    if (closed) return;
    if (outcome.kind === 'fenced') {
      close();
      deps.fenced();
      return;
    }
    deps.durable(lastSeq);
    admit();
    if (waiting.length > 0 || urgent) wake(false);
  }

  function flush(): void {
    if (!writing && !ending && !closed) writing = writeWaiting();
  }

  function wake(isUrgent: boolean): void {
    urgent ||= isUrgent;
    if (!writing && !ending && !closed) scheduler.schedule(flush, urgent);
  }

  return {
    push(frame) {
      waiting.push(frame);
      waitingChars += frame.data.length;
      wake(!CAN_WAIT.has(frame.type) || waitingChars >= deps.flushBytes);
    },
    note(added) {
      notes = { ...notes, ...added };
      wake(added.snapshot !== undefined);
    },
    hasRoom,
    room: () => (hasRoom() ? Promise.resolve() : new Promise((resolve) => roomWaiters.push(resolve))),
    async stored() {
      await writing;
      // A write that has begun meanwhile takes along what waits.
      flush();
      await writing;
      return !closed;
    },
    async finish(end, terminal) {
      ending = true;
      scheduler.cancel(flush);
      await writing;
      if (closed) return { kind: 'fenced' };
      const rest = take();
      const outcome = await writer.finish({ ...end, ...rest, frames: [...rest.frames, terminal] }, isClosed);
      close();
      return outcome;
    },
    close,
  };
}
