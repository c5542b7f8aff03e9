import { AppError } from '../../lib/contract/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { HttpMetrics, ReaderKind } from '../core/metrics.ts';

/** An open event stream or socket. Neither call throws. */
type OpenReader = {
  /** Called every `heartbeatMs`. */
  beat(): void;
  /** Its key is no longer valid. */
  revoke(): void;
};

type Options = {
  maxOpen: number;
  maxOpenPerKey: number;
  /** Half of it must stay below the 15 s of the contract: a reader may be up to two beats silent. */
  heartbeatMs: number;
  recheckMs: number;
  /** Rejects while the database is away. */
  isStillValid(keyId: string): Promise<boolean>;
  metrics: HttpMetrics;
  log: Logger;
};

export type OpenReaders = {
  /** Reserves a place; the result gives it back and may be called again. Throws `RATE_LIMITED`. */
  open(keyId: string, kind: ReaderKind, reader: OpenReader): () => void;
  /** Ends all readers of a key. */
  revoke(keyId: string): void;
  close(): void;
};

/** All long-lived connections of this process: their limits, their heartbeats (one timer for all), and the end of revoked ones. */
export function createOpenReaders(options: Options): OpenReaders {
  const { maxOpen, maxOpenPerKey, heartbeatMs, recheckMs, isStillValid, metrics, log } = options;
  const byKey = new Map<string, Set<OpenReader>>();
  let total = 0;
  let rechecking = false;

  function revoke(keyId: string): void {
    for (const reader of [...(byKey.get(keyId) ?? [])]) reader.revoke();
  }

  async function recheck(): Promise<void> {
    if (rechecking) return;
    rechecking = true;
    try {
      for (const keyId of [...byKey.keys()]) if (!(await isStillValid(keyId))) revoke(keyId);
    } catch (error) {
      // Streams outlive a database that is away; nobody can revoke a key meanwhile either.
      log.debug({ err: error }, 'keys of open streams could not be checked');
    } finally {
      rechecking = false;
    }
  }

  const heartbeat = setInterval(() => {
    for (const readers of byKey.values()) for (const reader of readers) reader.beat();
  }, heartbeatMs).unref();
  const recheckTimer = setInterval(() => void recheck(), recheckMs).unref();

  return {
    open(keyId, kind, reader) {
      const readers = byKey.get(keyId) ?? new Set();
      if (total >= maxOpen || readers.size >= maxOpenPerKey) {
        throw new AppError('RATE_LIMITED', { message: 'Too many open streams.', retryAfterSeconds: 5 });
      }
      readers.add(reader);
      byKey.set(keyId, readers);
      total += 1;
      metrics.readerOpened(kind);
      return () => {
        if (!readers.delete(reader)) return;
        if (readers.size === 0) byKey.delete(keyId);
        total -= 1;
        metrics.readerClosed(kind);
      };
    },
    revoke,
    close() {
      clearInterval(heartbeat);
      clearInterval(recheckTimer);
    },
  };
}
