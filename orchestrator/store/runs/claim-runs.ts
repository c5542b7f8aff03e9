import type { RunRow, RunStore } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { RUN_COLUMNS } from './run-columns.ts';

type Claims = Pick<RunStore, 'heartbeat' | 'release' | 'takeOver' | 'requestCancel'>;

/** A run is claimed as long as its process has a row in `instances` that has not expired; the database's clock decides. */
export function createRunClaims({ query }: Pick<Database, 'query'>): Claims {
  return {
    async heartbeat(instanceId, ttlMs) {
      const requested = await query<{ id: string }>(
        `WITH beat AS (
          INSERT INTO instances (id, expires_at) VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond')
          ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
        )
        SELECT id FROM runs WHERE instance_id = $1 AND cancel_requested AND status IN ('queued', 'running')`,
        [instanceId, ttlMs],
      );
      return { cancelRequested: requested.map((run) => run.id) };
    },

    async release(instanceId) {
      await query('DELETE FROM instances WHERE id = $1', [instanceId]);
    },

    // Its own runs are left alone even when the claim has lapsed: this process still executes them.
    async takeOver(instanceId, newToken, limit) {
      const tokens = Array.from({ length: limit }, newToken);
      const taken = await query<RunRow & { token: string }>(
        `WITH orphans AS (
          SELECT id FROM runs o
          WHERE status IN ('queued', 'running') AND instance_id <> $1
            AND NOT EXISTS (SELECT FROM instances i WHERE i.id = o.instance_id AND i.expires_at > clock_timestamp())
          ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ),
        numbered AS (SELECT id, row_number() OVER () AS number FROM orphans)
        UPDATE runs r SET instance_id = $1, lease_token = ($3::text[])[n.number], epoch = r.epoch + 1
        FROM numbered n WHERE r.id = n.id
        RETURNING ${RUN_COLUMNS}, r.lease_token AS token`,
        [instanceId, limit, tokens],
      );
      return taken.map(({ token, ...run }) => ({ run, lease: { instanceId, token } }));
    },

    async requestCancel(runId) {
      const noted = await query(
        `UPDATE runs SET cancel_requested = true WHERE id = $1 AND status IN ('queued', 'running') RETURNING id`,
        [runId],
      );
      return noted.length > 0;
    },
  };
}
