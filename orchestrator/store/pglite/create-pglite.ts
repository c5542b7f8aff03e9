import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { DurableFs } from './durable-fs.ts';

/** PGlite's own start parameters, but with fsync. */
const START_PARAMETERS = [
  '--single',
  '-O',
  '-j',
  ...[
    'search_path=public',
    'exit_on_error=false',
    'log_checkpoints=false',
    'max_worker_processes=0',
    'max_parallel_workers=0',
    'max_parallel_workers_per_gather=0',
    'max_parallel_maintenance_workers=0',
    'io_method=sync',
    'wal_sync_method=fsync',
  ].flatMap((setting) => ['-c', setting]),
];

/**
 * Opens the embedded PostgreSQL in a directory; makes a new database in an empty one. `onPanic` is called when PostgreSQL
 * gives up (the disk is full in the middle of a commit): this instance is unusable then, and its calls never return.
 */
export function createPglite(directory: string, onPanic: (reason: string) => void): Promise<PGlite> {
  return PGlite.create({
    fs: new DurableFs(directory),
    extensions: { vector },
    startParams: START_PARAMETERS,
    onStderr: (line) => {
      if (line.includes('PANIC:')) onPanic(line);
      return false;
    },
  });
}
