import { AppError } from '../../lib/contract/errors.ts';
import type { FileStore } from '../core/files.ts';

const STEP_BYTES = 2 ** 20;

export type Reservation = {
  /** Passes bytes on as long as there is room for them. Throws `AppError('STORAGE_FULL')`, and gives back what it had. */
  pass(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** The bytes are counted elsewhere from here on, or gone. May be repeated. */
  release(): void;
};

type Options = {
  maxStorageBytes: number;
  /** What each owner may have under way in any case: one file, since it may turn out to be content that the owner has. */
  maxFileBytes: number;
};

/**
 * Counts bytes that arrive and have no row yet, so that many uploads of one owner at once do not fill the disk beyond its limit. What
 * counts in the end is the check when the row is written. Counted in this process: replicas do not know of each other's.
 */
export function createReservations(
  files: Pick<FileStore, 'usage'>,
  { maxStorageBytes, maxFileBytes }: Options,
): (ownerId: string) => Reservation {
  const arriving = new Map<string, number>();

  function change(ownerId: string, bytes: number): void {
    const sum = (arriving.get(ownerId) ?? 0) + bytes;
    if (sum > 0) arriving.set(ownerId, sum);
    else arriving.delete(ownerId);
  }

  return (ownerId) => {
    let reserved = 0;
    let checkedTo = 0;

    function release(): void {
      change(ownerId, -reserved);
      reserved = 0;
    }

    async function check(): Promise<void> {
      if ((arriving.get(ownerId) ?? 0) <= maxFileBytes || reserved <= checkedTo) return;
      const { sizeBytes } = await files.usage(ownerId);
      const others = sizeBytes + (arriving.get(ownerId) ?? 0) - reserved;
      if (others + reserved > maxStorageBytes) {
        release();
        throw new AppError('STORAGE_FULL', { details: { used_bytes: others, max_bytes: maxStorageBytes } });
      }
      checkedTo = reserved + STEP_BYTES;
    }

    return {
      async *pass(bytes) {
        for await (const piece of bytes) {
          reserved += piece.length;
          change(ownerId, piece.length);
          await check();
          yield piece;
        }
      },
      release,
    };
  };
}
