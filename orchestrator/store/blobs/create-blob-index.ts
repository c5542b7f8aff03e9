import { createCoalescer } from '../../core/coalescer.ts';
import type { Database } from '../database.ts';
import { databaseErrorCode, toStoreError } from '../to-store-error.ts';

type Announced = { key: string; sha256: string; sizeBytes: number };
type Published = 'live' | 'superseded' | 'expired';

/** Which object holds the bytes of a content (ADR 0011). Throws `AppError('NOT_READY')`. */
export type BlobIndex = {
  /** `null`: there is no blob of this content. */
  find(sha256: string): Promise<{ key: string; sizeBytes: number } | null>;
  /** Before an object is written, so that it can be found again should this process die. */
  announce(object: Announced): Promise<void>;
  /** Makes a written object the blob, unless there is one: `superseded`. `expired`: it took too long and is being removed. */
  publish(key: string): Promise<Published>;
  /** The object to remove, once no file refers to this content; else `null`. */
  release(sha256: string): Promise<string | null>;
  /** The object must not be used from here on. */
  doom(key: string): Promise<void>;
  /** Objects to remove: doomed ones, and after an hour those that were never published or that no file refers to. */
  expired(): Promise<string[]>;
  /** The object is gone. */
  forget(key: string): Promise<void>;
};

const UNIQUE_VIOLATION = '23505';
/** Of one statement: small files come by the thousand, and others wait for the embedded database meanwhile. */
const MAX_BATCH = 64;
const ANNOUNCE = `
  INSERT INTO blobs (key, sha256, size_bytes, state)
  SELECT key, sha256, size_bytes, 'pending' FROM unnest($1::text[], $2::text[], $3::bigint[]) AS n(key, sha256, size_bytes)`;
const PUBLISH = `
  UPDATE blobs b SET changed_at = now(),
    state = CASE WHEN n.rank > 1 OR EXISTS (SELECT FROM blobs o WHERE o.sha256 = b.sha256 AND o.state = 'live') THEN 'doomed' ELSE 'live' END
  FROM (SELECT key, row_number() OVER (PARTITION BY sha256 ORDER BY key) AS rank FROM blobs WHERE key = ANY ($1) AND state = 'pending') n
  WHERE b.key = n.key AND b.state = 'pending' RETURNING b.key, b.state`;

export function createBlobIndex(database: Database): BlobIndex {
  const { query } = database;

  async function announceAll(objects: Announced[]): Promise<undefined[]> {
    const values = [
      objects.map(({ key }) => key),
      objects.map(({ sha256 }) => sha256),
      objects.map(({ sizeBytes }) => sizeBytes),
    ];
    await query(ANNOUNCE, values).catch(asStoreError);
    return objects.map(() => undefined);
  }

  async function publishAll(keys: string[]): Promise<Published[]> {
    try {
      const rows = await query<{ key: string; state: 'live' | 'doomed' }>(PUBLISH, [keys]);
      const states = new Map(rows.map(({ key, state }) => [key, state]));
      return keys.map((key) => (states.has(key) ? (states.get(key) === 'live' ? 'live' : 'superseded') : 'expired'));
    } catch (error) {
      // Another one became the blob of the same content at the same moment, and is seen now.
      if (databaseErrorCode(error) === UNIQUE_VIOLATION) return publishAll(keys);
      return asStoreError(error);
    }
  }

  function release(sha256: string): Promise<string | null> {
    return database.transaction(async (run) => {
      const [row] = await run<{ key: string }>(`SELECT key FROM blobs WHERE sha256 = $1 AND state = 'live' FOR UPDATE`, [sha256]);
      if (!row) return null;
      // A statement of its own: it sees the files of all who held the lock before.
      const doomed = await run(
        `UPDATE blobs SET state = 'doomed', changed_at = now()
        WHERE key = $1 AND NOT EXISTS (SELECT FROM files WHERE sha256 = $2) RETURNING key`,
        [row.key, sha256],
      );
      return doomed.length > 0 ? row.key : null;
    });
  }

  return {
    announce: createCoalescer(announceAll, MAX_BATCH),
    publish: createCoalescer(publishAll, MAX_BATCH),
    release,
    async find(sha256) {
      const [row] = await query<{ key: string; sizeBytes: number }>(
        `SELECT key, size_bytes AS "sizeBytes" FROM blobs WHERE sha256 = $1 AND state = 'live'`,
        [sha256],
      );
      return row ?? null;
    },
    async doom(key) {
      await query(`UPDATE blobs SET state = 'doomed', changed_at = now() WHERE key = $1`, [key]);
    },
    async expired() {
      const old = `changed_at < now() - interval '1 hour'`;
      await query(`UPDATE blobs SET state = 'doomed', changed_at = now() WHERE state = 'pending' AND ${old}`);
      const unused = await query<{ sha256: string }>(
        `SELECT sha256 FROM blobs b WHERE state = 'live' AND ${old} AND NOT EXISTS (SELECT FROM files f WHERE f.sha256 = b.sha256)`,
      );
      for (const { sha256 } of unused) await release(sha256);
      return (await query<{ key: string }>(`SELECT key FROM blobs WHERE state = 'doomed'`)).map(({ key }) => key);
    },
    async forget(key) {
      await query(`DELETE FROM blobs WHERE key = $1 AND state = 'doomed'`, [key]);
    },
  };
}

/** So that an outage is told from the fault of a single one. */
function asStoreError(error: unknown): never {
  throw toStoreError(error);
}
