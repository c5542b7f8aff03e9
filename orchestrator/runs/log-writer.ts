import { setTimeout as sleep } from 'node:timers/promises';
import { createCoalescer } from '../core/coalescer.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { AppendCommand, FinishCommand, RunStore, WriteOutcome } from '../core/store.ts';

const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 500;

/**
 * Writes to the logs of all runs in shared transactions. Neither call rejects: while the database is away, exactly the
 * same write is repeated, so that one whose answer was lost is recognised; until it is stored or fenced, or `isClosed`.
 */
export type LogWriter = {
  /** `take` is called when the batch starts, so that it carries what has come until then. */
  append(runId: string, take: () => AppendCommand, isClosed: () => boolean): Promise<WriteOutcome>;
  finish(command: FinishCommand, isClosed: () => boolean): Promise<WriteOutcome>;
};

export function createLogWriter(deps: {
  store: Pick<RunStore, 'append' | 'finish'>;
  metrics: Pick<Metrics, 'logFlushed'>;
  log: Logger;
  monotonic: () => number;
}): LogWriter {
  const { store, metrics, log, monotonic } = deps;

  async function timed(commands: AppendCommand[], write: () => Promise<WriteOutcome[]>): Promise<WriteOutcome[]> {
    const since = monotonic();
    const outcomes = await write();
    const frames = commands.reduce((sum, command) => sum + command.frames.length, 0);
    metrics.logFlushed(frames, monotonic() - since);
    return outcomes;
  }

  const append = createCoalescer<() => AppendCommand, WriteOutcome>((takes) => {
    const commands = takes.map((take) => take());
    return timed(commands, () => store.append(commands));
  });
  const finish = createCoalescer<FinishCommand, WriteOutcome>((commands) => timed(commands, () => store.finish(commands)));

  async function persist(runId: string, write: () => Promise<WriteOutcome>, isClosed: () => boolean): Promise<WriteOutcome> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS)) {
      try {
        return await write();
      } catch (error) {
        log.warn({ run_id: runId, err: error }, 'the run log could not be written');
        await sleep(pauseMs);
        if (isClosed()) return { kind: 'fenced' };
      }
    }
  }

  return {
    append(runId, take, isClosed) {
      let command: AppendCommand | undefined;
      const takeOnce = () => {
        command ??= take();
        return command;
      };
      return persist(runId, () => append(takeOnce), isClosed);
    },
    finish: (command, isClosed) => persist(command.runId, () => finish(command), isClosed),
  };
}
