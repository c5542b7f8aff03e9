import type { FastifyReply, FastifyRequest } from 'fastify';
import { OPERATIONS } from '../../lib/contract/operations.ts';
import type { Logger } from '../core/logger.ts';

/** Polled every few seconds by machines. */
const POLLED = new Set(['health', 'apiHealth', 'healthLive', 'healthReady', 'metrics', 'apiMetrics', 'metricsSummary']);
const MAX_PATH = 200;

/** One line a request: the template of the path, never the query. */
export function logRequest(
  fallback: Logger,
  { admitted, id, method, raw }: FastifyRequest,
  { raw: response }: FastifyReply,
  durationMs: number,
): void {
  const status = response.statusCode;
  const log = admitted?.log ?? fallback.child({ request_id: id });
  const fields = {
    method,
    ...(admitted
      ? { operation: admitted.id, path: OPERATIONS[admitted.id].path, ...admitted.params }
      : { path: (raw.url ?? '').split('?', 1)[0]?.slice(0, MAX_PATH) }),
    status,
    duration_ms: Math.round(durationMs * 10) / 10,
    ...(admitted?.principal ? { key_id: admitted.principal.keyId } : {}),
    ...(response.writableFinished ? {} : { aborted: true }),
  };
  if (status >= 500) log.warn(fields, 'request');
  else if (admitted && POLLED.has(admitted.id)) log.debug(fields, 'request');
  else log.info(fields, 'request');
}
