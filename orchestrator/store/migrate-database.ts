import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { AppError } from '../../lib/contract/errors.ts';

const migrationsFolder = join(import.meta.dirname, 'migrations');

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
    await refuseNewerSchema(client);
    await migrate(drizzle(client), { migrationsFolder }).catch((error: unknown) => {
      throw isVectorMissing(error) ? vectorMissing(error) : error;
    });
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    await client.end();
  }
}

async function refuseNewerSchema(client: pg.Client): Promise<void> {
  const known = readMigrationFiles({ migrationsFolder }).at(-1)?.folderMillis ?? 0;
  const { rows: tables } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS found",
  );
  if (!tables[0]?.found) return;
  const { rows } = await client.query<{ newest: string | null }>(
    'SELECT max(created_at) AS newest FROM drizzle.__drizzle_migrations',
  );
  if (Number(rows[0]?.newest ?? 0) <= known) return;
  throw new AppError('NOT_READY', {
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
