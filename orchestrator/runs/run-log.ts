import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from '../core/frame.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { AppendCommand, FinishCommand, Lease, RunStore, WriteOutcome } from '../core/store.ts';
import { createCoalescer } from './coalescer.ts';

const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 500;
/** While the database is away, a run may go on until this much waits to be stored. */
const MAX_WAITING_CHARS = 1024 * 1024;

export type RunNotes = Pick<AppendCommand, 'snapshot' | 'startedAt' | 'firstTokenAt'>;

export type RunEnd = Omit<FinishCommand, keyof AppendCommand>;

/** The durable side of one run. Frames come in order; `push` never waits. */
export type RunLog = {
  push(frame: Frame): void;
  /** Stored with the next write; a snapshot at once. */
  note(notes: RunNotes): void;
  hasRoom(): boolean;
  /** Resolves when there is room again, or the log is closed. */
  room(): Promise<void>;
  /** Stores all that is left, the terminal frame and the end of the run in one transaction; repeats it while the database is away. */
  finish(end: RunEnd, terminal: Frame): Promise<WriteOutcome>;
  /** Nothing more is to be written. */
  close(): void;
};

type LogEvents = { durable(seq: number): void; fenced(): void };

export type LogWriter = { open(runId: string, lease: Lease, events: LogEvents): RunLog };

type WriterDeps = {
  store: Pick<RunStore, 'append' | 'finish'>;
  metrics: Pick<Metrics, 'logFlushed'>;
  log: Logger;
  monotonic: () => number;
  flushMs: number;
  flushBytes: number;
};

/** A write that settles what it holds only when its batch starts. */
type LateCommand = () => AppendCommand;

const isText = (frame: Frame) => frame.type === 'text.delta' || frame.type === 'reasoning.delta';

/** Frames of all runs go into the database in shared transactions: text within `flushMs` or `flushBytes`, the rest at once. */
export function createLogWriter(deps: WriterDeps): LogWriter {
  const { store, metrics, monotonic } = deps;

  async function timed<O>(commands: AppendCommand[], write: () => Promise<O>): Promise<O> {
    const since = monotonic();
    const outcome = await write();
    const frames = commands.reduce((sum, command) => sum + command.frames.length, 0);
    metrics.logFlushed(frames, monotonic() - since);
    return outcome;
  }

  const append = createCoalescer<LateCommand, WriteOutcome>((logs) => {
    const commands = logs.map((take) => take());
    return timed(commands, () => store.append(commands));
  });
  const finish = createCoalescer<FinishCommand, WriteOutcome>((commands) => timed(commands, () => store.finish(commands)));
  const scheduler = createFlushScheduler(deps.flushMs);

  /**
   * Repeats exactly the same write, so that one whose answer was lost is recognised; until it is stored or fenced. Only
   * the database can say who owns the run.
   */
  async function persist(runId: string, write: () => Promise<WriteOutcome>, isClosed: () => boolean): Promise<WriteOutcome> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS)) {
      try {
        return await write();
      } catch (error) {
        deps.log.warn({ run_id: runId, err: error }, 'the run log could not be written');
        await sleep(pauseMs);
        if (isClosed()) return { kind: 'fenced' };
      }
    }
  }

  function open(runId: string, lease: Lease, events: LogEvents): RunLog {
    let waiting: Frame[] = [];
    let waitingChars = 0;
    let notes: RunNotes = {};
    let urgent = false;
    let closed = false;
    let ending = false;
    let writing: Promise<void> | null = null;
    let roomWaiters: (() => void)[] = [];

    const hasRoom = () => closed || waitingChars <= MAX_WAITING_CHARS;
    const admit = () => {
      if (!hasRoom()) return;
      for (const resolve of roomWaiters) resolve();
      roomWaiters = [];
    };
    const close = () => {
      closed = true;
      scheduler.cancel(flush);
      admit();
    };

    const fence = () => {
      if (closed) return;
      close();
      events.fenced();
    };

    function take(): AppendCommand {
      const command = { runId, lease, frames: waiting, ...notes };
      waiting = [];
      waitingChars = 0;
      notes = {};
      urgent = false;
      return command;
    }

    async function writeAll(): Promise<void> {
      do {
        let command: AppendCommand | undefined;
        const outcome = await persist(
          runId,
          () =>
            append(() => {
              command ??= take();
              return command;
            }),
          () => closed,
        );
        if (outcome.kind === 'fenced') return fence();
        events.durable(command?.frames.at(-1)?.seq ?? 0);
        admit();
      } while (urgent && !ending && !closed);
    }

    function flush(): void {
      if (writing || ending || closed) return;
      writing = writeAll().finally(() => {
        writing = null;
        if (!ending && !closed && waiting.length > 0) scheduler.schedule(flush, urgent);
      });
    }

    function wake(isUrgent: boolean): void {
      urgent ||= isUrgent;
      if (!writing) scheduler.schedule(flush, urgent);
    }

    return {
      push(frame) {
        waiting.push(frame);
        waitingChars += frame.data.length;
        wake(!isText(frame) || waitingChars >= deps.flushBytes);
      },
      note(added) {
        notes = { ...notes, ...added };
        wake(added.snapshot !== undefined);
      },
      hasRoom,
      room: () => (hasRoom() ? Promise.resolve() : new Promise((resolve) => roomWaiters.push(resolve))),
      async finish(end, terminal) {
        ending = true;
        scheduler.cancel(flush);
        await writing;
        if (closed) return { kind: 'fenced' };
        const rest = take();
        const command: FinishCommand = { ...end, ...rest, frames: [...rest.frames, terminal] };
        const outcome = await persist(
          runId,
          () => finish(command),
          () => closed,
        );
        close();
        return outcome;
      },
      close,
    };
  }

  return { open };
}

type FlushScheduler = { schedule(flush: () => void, urgent: boolean): void; cancel(flush: () => void): void };

/** One timer for all runs instead of one per run or token. */
function createFlushScheduler(flushMs: number): FlushScheduler {
  const soon = new Set<() => void>();
  const later = new Set<() => void>();

  function run(set: Set<() => void>): void {
    const due = [...set];
    set.clear();
    for (const flush of due) flush();
  }

  return {
    schedule(flush, urgent) {
      if (urgent) {
        later.delete(flush);
        if (soon.size === 0) setImmediate(run, soon);
        soon.add(flush);
      } else if (!soon.has(flush)) {
        if (later.size === 0) setTimeout(run, flushMs, later);
        later.add(flush);
      }
    },
    cancel(flush) {
      soon.delete(flush);
      later.delete(flush);
    },
  };
}
