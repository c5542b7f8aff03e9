import type pg from 'pg';
import type { Logger } from '../core/logger.ts';
import type { Store } from '../core/store.ts';
import { type BlobIndex, createBlobIndex } from './blobs/create-blob-index.ts';
import { createConversationStore } from './conversations/create-conversation-store.ts';
import { createApprovalStore } from './create-approval-store.ts';
import { createKeyStore } from './create-key-store.ts';
import { createDatabase, type Database } from './database.ts';
import { createDocumentStore } from './documents/create-document-store.ts';
import { createFileStore } from './files/create-file-store.ts';
import { migrateDatabase } from './migrate-database.ts';
import { openPglite } from './pglite/open-pglite.ts';
import { startMaintenance } from './pglite/start-maintenance.ts';
import { createRunStore } from './runs/create-run-store.ts';
import { createPassageStore } from './search/create-passage-store.ts';
import { createTaskStore } from './tasks/create-task-store.ts';
import { toStoreError } from './to-store-error.ts';

export type StoreOptions = {
  /** PostgreSQL with pgvector; absent: an embedded one under `dataDir`. */
  databaseUrl?: string;
  dataDir: string;
  /** Connections to PostgreSQL; the embedded one has a single session. */
  poolSize?: number;
  log: Logger;
};

/** `exclusive`: no other process can use this database, hence none can hold a claim on a run. */
export type OpenedStore = Store & { exclusive: boolean; blobIndex: BlobIndex };

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;

type Connection = { config: pg.PoolConfig; migrations: pg.ClientConfig; close(): Promise<void> };

/**
 * Opens the database, brings its schema up to date and gives the queries on it.
 * Throws `AppError`: `CONFLICT` when another process has the data directory, `NOT_READY` when PostgreSQL does not answer, lacks
 * pgvector or holds a newer schema; its message says what to do.
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const exclusive = options.databaseUrl === undefined;
  const connection = await (options.databaseUrl === undefined
    ? connectEmbedded(options.dataDir, options.log)
    : connectPostgres(options.databaseUrl, options.poolSize ?? 10));
  const database = createDatabase(connection.config, options.log);

  const stopMaintenance = exclusive ? startMaintenance(database.query, options.log) : () => {};

  async function close(): Promise<void> {
    stopMaintenance();
    await database.close();
    await connection.close();
  }

  try {
    await migrateDatabase(connection.migrations);
    await forgetInstances(database, exclusive);
  } catch (error) {
    await close();
    throw toStoreError(error);
  }
  return {
    exclusive,
    runs: guarded(createRunStore(database)),
    conversations: guarded(createConversationStore(database)),
    keys: guarded(createKeyStore(database)),
    approvals: guarded(createApprovalStore(database)),
    tasks: guarded(createTaskStore(database)),
    documents: guarded(createDocumentStore(database)),
    files: guarded(createFileStore(database)),
    passages: guarded(createPassageStore(database)),
    blobIndex: guarded(createBlobIndex(database)),
    state: () =>
      database.query('SELECT 1').then(
        () => (exclusive ? 'embedded' : 'healthy'),
        () => 'unhealthy',
      ),
    close,
  };
}

async function connectEmbedded(dataDir: string, log: Logger): Promise<Connection> {
  const server = await openPglite(dataDir, log);
  return { config: { ...server.connection, max: 1 }, migrations: server.connection, close: server.close };
}

async function connectPostgres(databaseUrl: string, poolSize: number): Promise<Connection> {
  const migrations: pg.ClientConfig = {
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
  const config: pg.PoolConfig = {
    ...migrations,
    max: poolSize,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    // For a server that has stopped answering altogether.
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
  };
  return { config, migrations, close: async () => {} };
}

/** Claims of dead processes: of all before this one in an embedded database, else those long expired. */
async function forgetInstances({ query }: Database, exclusive: boolean): Promise<void> {
  await query(exclusive ? 'DELETE FROM instances' : "DELETE FROM instances WHERE expires_at < now() - interval '1 day'");
}

type Calls = Record<string, (...values: never[]) => Promise<unknown>>;

/** The same calls, with database errors turned into those that the port names. */
function guarded<T extends Calls>(calls: T): T {
  const entries = Object.entries(calls).map(([name, call]) => [
    name,
    (...values: never[]) =>
      call(...values).catch((error: unknown) => {
        throw toStoreError(error);
      }),
  ]);
  return Object.fromEntries(entries) as T;
}
