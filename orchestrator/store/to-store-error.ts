import { AppError } from '../../lib/contract/errors.ts';

const STORAGE_FULL = new Set(['53100', 'ENOSPC', 'EDQUOT']);

/** SQLSTATE classes and codes, Node and pg codes of a database that cannot be reached or refuses to work right now. */
const UNREACHABLE =
  /^(08...|57P0[1-5]|57014|53[234]00|25006|40001|40P01|55P03|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/** What pg and its pool say without any code. */
const LOST_CONNECTION =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Query read timeout|Cannot use a pool after calling end|Client was closed)/;

/** Error code of a failed database call: SQLSTATE, or Node's. */
export function databaseErrorCode(thrown: unknown): string | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ('code' in error && typeof error.code === 'string') return error.code;
  }
  return undefined;
}

/** Whether the connection itself is unusable, so that it must not go back into the pool. */
export function isConnectionLost(thrown: unknown): boolean {
  const code = databaseErrorCode(thrown);
  if (code !== undefined) return !/^[0-9A-Z]{5}$/.test(code) || /^(08...|57P0.)$/.test(code);
  return true;
}

/** Turns what a database call threw into the error that callers of the store know; bugs pass through unchanged. */
export function toStoreError(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown;
  const code = databaseErrorCode(thrown);
  if (code !== undefined) {
    if (STORAGE_FULL.has(code)) return new AppError('STORAGE_FULL', { cause: thrown });
    return UNREACHABLE.test(code) ? new AppError('NOT_READY', { cause: thrown, retryAfterSeconds: 1 }) : thrown;
  }
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (LOST_CONNECTION.test(error.message)) return new AppError('NOT_READY', { cause: thrown, retryAfterSeconds: 1 });
  }
  return thrown;
}
