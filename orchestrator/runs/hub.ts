import type { Cursor, FrameSink } from '../core/frame.ts';
import { isTerminal } from './cancel-receipt.ts';
import { type Channel, createChannel } from './channel.ts';
import { followRun } from './follow-run.ts';
import { createReader, type Reader } from './reader.ts';
import type { RunDeps } from './run-deps.ts';

/** Connects readers with runs: one channel a run, fed by its job here or, for a run of another process, from the log. */
export type Hub = {
  /** Opens the channel of a run that this process works on; readers that followed it from afar come over. */
  open(run: { runId: string; ownerId: string }, start: Cursor): Channel;
  get(runId: string): Channel | undefined;
  /** Ends what still listens and forgets the channel. */
  drop(channel: Channel, reason: 'done' | 'gone' | 'handover'): void;
  attach(runId: string, after: Cursor, sink: FrameSink): Reader;
  close(): void;
};

export function createHub(deps: Pick<RunDeps, 'store' | 'bus' | 'metrics' | 'log'> & { maxBufferedBytes: number }): Hub {
  const { store, bus, metrics, log, maxBufferedBytes } = deps;
  const channels = new Map<string, Channel>();
  const readers = new Set<Reader>();

  function forget(channel: Channel): void {
    if (channels.get(channel.runId) === channel) channels.delete(channel.runId);
  }

  async function source(runId: string): Promise<Channel | 'over' | 'gone'> {
    const known = channels.get(runId);
    const run = await store.get(runId);
    if (!run) return 'gone';
    const opened = known ?? channels.get(runId);
    if (opened) return opened;
    if (isTerminal(run.status)) return 'over';
    const channel = createChannel(run, { epoch: run.epoch, seq: run.lastSeq }, false);
    channels.set(runId, channel);
    void followRun({ store, bus, channel, isCurrent: () => channels.get(runId) === channel }).finally(() => forget(channel));
    return channel;
  }

  function attach(runId: string, after: Cursor, sink: FrameSink): Reader {
    const reader = createReader(
      {
        store,
        metrics,
        log,
        maxBufferedBytes,
        source,
        current: (id) => channels.get(id),
        left(ended) {
          readers.delete(ended);
          channels.get(runId)?.leave(ended);
        },
      },
      runId,
      after,
      sink,
    );
    readers.add(reader);
    reader.start();
    return reader;
  }

  return {
    open(run, start) {
      const before = channels.get(run.runId);
      const channel = createChannel(run, start, true);
      channels.set(run.runId, channel);
      before?.close('moved');
      return channel;
    },
    get: (runId) => channels.get(runId),
    drop(channel, reason) {
      forget(channel);
      channel.close(reason);
    },
    attach,
    close() {
      channels.clear();
      for (const reader of [...readers]) reader.end('handover');
    },
  };
}
