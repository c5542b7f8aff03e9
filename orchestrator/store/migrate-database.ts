import pg from 'pg';
import { AppError } from '../../lib/contract/errors.ts';
import journal from './migrations/meta/_journal.json' with { type: 'json' };

/** Migrations are ordered by the time they were made at. */
const newestKnown = journal.entries.at(-1)?.when ?? 0;

/** Any number, the same for all versions: starters of this product queue up behind it. */
const MIGRATION_LOCK = 7_238_440_112;

/** Brings the schema up to date; several processes may do so at once. Refuses a schema that is newer than this program. */
export async function migrateDatabase(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  // A connection that breaks also fails the call that waits on it.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const newestApplied = await readNewestApplied(client);
    if (newestApplied > newestKnown) throw newerSchema();
    if (newestApplied < newestKnown) await apply(client);
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    await client.end();
  }
}

/** 0 for a new database. */
async function readNewestApplied(client: pg.Client): Promise<number> {
  const { rows: tables } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS found",
  );
  if (!tables[0]?.found) return 0;
  const { rows } = await client.query<{ newest: string | null }>(
    'SELECT max(created_at) AS newest FROM drizzle.__drizzle_migrations',
  );
  return Number(rows[0]?.newest ?? 0);
}

async function apply(client: pg.Client): Promise<void> {
  const { applyMigrations } = await import('./apply-migrations.ts');
  await applyMigrations(client).catch((error: unknown) => {
    throw isVectorMissing(error) ? vectorMissing(error) : error;
  });
}

function newerSchema(): AppError {
  return new AppError('NOT_READY', {
    message: 'The database was written by a newer version of Cartrita. Start that version, or restore an older backup.',
  });
}

function isVectorMissing(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && /extension "vector"/.test(error.cause.message);
}

function vectorMissing(cause: unknown): AppError {
  return new AppError('NOT_READY', {
    message:
      'PostgreSQL lacks the extension "vector" (pgvector), or this user may not create it. ' +
      'Install pgvector on the server and run CREATE EXTENSION vector, or use the image pgvector/pgvector.',
    cause,
  });
}
