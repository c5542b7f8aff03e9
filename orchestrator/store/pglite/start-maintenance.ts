import type { Logger } from '../../core/logger.ts';
import type { Query } from '../database.ts';

const INTERVAL_MS = 60_000;
const CHECKPOINT_BYTES = 64 * 1024 * 1024;

/** The thresholds of PostgreSQL's autovacuum; the neediest table first, one at a time. */
const NEEDIEST = `
  SELECT format('%I.%I', s.schemaname, s.relname) AS name, s.n_dead_tup > 50 + 0.2 * c.reltuples AS vacuum
  FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
  WHERE s.n_dead_tup > 50 + 0.2 * c.reltuples OR s.n_mod_since_analyze > 50 + 0.1 * c.reltuples
  ORDER BY s.n_dead_tup + s.n_mod_since_analyze DESC LIMIT 1`;

/**
 * Does what PostgreSQL's background processes do, of which the embedded one has none: without checkpoints its log would grow
 * for ever and a restart take ever longer; without vacuum deleted rows would keep their place.
 */
export function startMaintenance(query: Query, log: Logger): () => void {
  let checkpointAt = 0;

  async function maintain(): Promise<void> {
    const [position] = await query<{ bytes: number }>("SELECT (pg_current_wal_insert_lsn() - '0/0')::float8 AS bytes");
    const bytes = position?.bytes ?? 0;
    if (bytes - checkpointAt > CHECKPOINT_BYTES) {
      await query('CHECKPOINT');
      checkpointAt = bytes;
    }
    const [table] = await query<{ name: string; vacuum: boolean }>(NEEDIEST);
    if (table) await query(`${table.vacuum ? 'VACUUM (ANALYZE)' : 'ANALYZE'} ${table.name}`);
  }

  const timer = setInterval(() => {
    maintain().catch((error: unknown) => log.warn({ err: error }, 'maintenance of the embedded database failed'));
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
