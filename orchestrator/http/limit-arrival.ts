import type { FastifyRequest } from 'fastify';
import type { Operation } from '../../lib/contract/operations/operation.ts';
import { OPERATIONS } from '../../lib/contract/operations.ts';
import { endWithError } from './client-error.ts';

/**
 * A body must arrive within the time, from the headers on. Uploads may take as long as they go on: they watch for silence themselves,
 * which is why the server's own limit, that knows no exception, is off.
 */
export function limitArrival({ raw, id, admitted }: FastifyRequest, timeoutMs: number): void {
  const operation: Operation | undefined = admitted ? OPERATIONS[admitted.id] : undefined;
  if (raw.complete || operation?.upload) return;
  const timer = setTimeout(() => {
    if (!raw.complete && raw.socket.writable) endWithError(raw.socket, 'REQUEST_TIMEOUT', id);
  }, timeoutMs);
  const settle = () => clearTimeout(timer);
  raw.once('end', settle).once('close', settle);
}
