import pg from 'pg';
import type { Logger } from '../core/logger.ts';
import { databaseErrorCode, isConnectionLost } from './to-store-error.ts';

/** A row as pg gives it: column names as in the schema, `bigint` as a number. */
export type Row = Record<string, unknown>;

/** One statement on one connection. */
export type Query = <R extends Row>(text: string, values?: unknown[]) => Promise<R[]>;

export type Database = {
  query: Query;
  /** `run` must use the query it is given: another one would wait for a connection that may be the only one. */
  transaction<T>(run: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

const BIGINT_OID = 20;

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === BIGINT_OID ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

/** A pool of connections. A connection that broke is thrown away; the next call opens another. */
export function createDatabase(config: pg.PoolConfig, log: Logger): Database {
  const pool = new pg.Pool({ ...config, types });
  // An idle connection that breaks must not take the process with it.
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));

  async function withClient<T>(use: (query: Query) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let lost = false;
    const query: Query = async <R extends Row>(text: string, values?: unknown[]) => {
      try {
        return (await client.query<R>(text, values)).rows;
      } catch (error) {
        lost ||= isConnectionLost(error);
        throw error;
      }
    };
    const onError = () => {
      lost = true;
    };
    client.on('error', onError);
    try {
      return await use(query);
    } finally {
      client.off('error', onError);
      client.release(lost);
    }
  }

  return {
    query: (text, values) => retryDeadlock(() => withClient((query) => query(text, values))),
    transaction: (run) => retryDeadlock(() => withClient((query) => inTransaction(query, run))),
    close: () => pool.end(),
  };
}

async function inTransaction<T>(query: Query, run: (query: Query) => Promise<T>): Promise<T> {
  await query('BEGIN');
  try {
    const result = await run(query);
    await query('COMMIT');
    return result;
  } catch (error) {
    await query('ROLLBACK').catch(() => {});
    throw error;
  }
}

const DEADLOCK = '40P01';
const ATTEMPTS = 3;

/** Batches lock rows in no common order; the loser of a deadlock has changed nothing and can start again. */
async function retryDeadlock<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (databaseErrorCode(error) !== DEADLOCK || attempt === ATTEMPTS) throw error;
    }
  }
}
