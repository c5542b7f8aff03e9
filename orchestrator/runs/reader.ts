import { setTimeout as sleep } from 'node:timers/promises';
import type { Cursor, Frame, FrameSink, SinkEnd } from '../core/frame.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { RunStore } from '../core/store.ts';
import { type Channel, isAfter, type Listener } from './channel.ts';

const PAGE_FRAMES = 256;
/** A reader that replays may take its time, but not for ever. */
const STALLED_MS = 30_000;
const RETRY_MS = 250;

export type ReaderDeps = {
  store: RunStore;
  metrics: Metrics;
  log: Logger;
  maxBufferedBytes: number;
  /** The live source of a run, opened if need be; `over`: the log is complete; `gone`: the run does not exist any more. */
  source(runId: string): Promise<Channel | 'over' | 'gone'>;
  /** The live source, if there is one at this moment. */
  current(runId: string): Channel | undefined;
  left(reader: Reader): void;
};

export type Reader = Listener & { start(): void; detach(): void };

/**
 * Feeds one sink: first from the log in pages, each when the sink has room, then from the run's channel. It changes over
 * within one turn of the event loop at a point where the channel has all that the sink lacks: no gap, no double.
 */
export function createReader(deps: ReaderDeps, runId: string, after: Cursor, sink: FrameSink): Reader {
  const { store, metrics, maxBufferedBytes } = deps;
  const at: Cursor = { ...after };
  let over = false;

  const isFull = () => sink.bufferedBytes() > maxBufferedBytes / 2;

  function finish(reason: SinkEnd | 'detached'): void {
    if (over) return;
    over = true;
    deps.left(reader);
    metrics.readerEnded(reason);
    if (reason !== 'detached') sink.end(reason);
  }

  function write(frame: Frame): void {
    at.epoch = frame.epoch;
    at.seq = frame.seq;
    sink.write(frame);
    if (frame.type === 'run.finished') finish('done');
  }

  /** Waits for the sink to take what it has. */
  async function makeRoom(): Promise<void> {
    if (!isFull()) return;
    const stalled = new AbortController();
    const timeout = sleep(STALLED_MS, 'stalled', { signal: stalled.signal, ref: false }).catch(() => 'drained');
    const outcome = await Promise.race([sink.drained(), timeout]);
    stalled.abort();
    if (outcome === 'stalled') finish('slow');
  }

  async function replayPage(page: Frame[]): Promise<void> {
    for (const frame of page) {
      if (isFull()) await makeRoom();
      if (over) return;
      write(frame);
    }
  }

  async function step(): Promise<'live' | 'again'> {
    await makeRoom();
    if (over) return 'live';
    const channel = deps.current(runId);
    if (channel?.covers(at)) return channel.join(reader) ? 'live' : 'again';
    const page = await store.readFrames(runId, at, PAGE_FRAMES);
    if (page.length === 0 && !over) {
      const source = await deps.source(runId);
      if (source === 'gone') finish('gone');
      else if (source === 'over') await endOfLog();
      else if (!source.covers(at)) await sleep(RETRY_MS, undefined, { ref: false });
    } else await replayPage(page);
    return 'again';
  }

  /** The run may have ended between the look into the log and the look at its state. */
  async function endOfLog(): Promise<void> {
    const page = await store.readFrames(runId, at, PAGE_FRAMES);
    if (page.length === 0) finish('done');
    else await replayPage(page);
  }

  async function feed(): Promise<void> {
    while (!over) {
      try {
        if ((await step()) === 'live') return;
      } catch (error) {
        // Most likely the database is away; readers wait for its return.
        deps.log.debug({ run_id: runId, err: error }, 'reader could not read the log');
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  const reader: Reader = {
    position: () => at,
    deliver(frame) {
      if (over || !isAfter(frame, at)) {
        if (frame.type === 'run.finished') finish('done');
        return;
      }
      write(frame);
      if (!over && sink.bufferedBytes() > maxBufferedBytes) finish('slow');
    },
    replay(frame) {
      if (isFull()) return false;
      write(frame);
      return true;
    },
    isOver: () => over,
    end: finish,
    moved: () => void feed(),
    start() {
      metrics.readerAttached();
      void feed();
    },
    detach: () => finish('detached'),
  };
  return reader;
}
