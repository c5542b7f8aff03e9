import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../lib/contract/errors.ts';

const MAX_KEY_CHARACTERS = 512;

/** Headers whose repetition could make two parts of a system read two different requests. */
const SINGLE_HEADERS = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  'idempotency-key',
  'last-event-id',
  'origin',
  'traceparent',
  'x-api-key',
  'x-request-id',
]);

/** Throws `BAD_REQUEST` when a sensitive header is given twice. */
export function assertSingleHeaders(rawHeaders: readonly string[]): void {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    if (!SINGLE_HEADERS.has(name)) continue;
    if (seen.has(name))
      throw new AppError('BAD_REQUEST', { details: { issues: [{ path: name, reason: 'must be given once' }] } });
    seen.add(name);
  }
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * The key of `X-API-Key` and `Authorization: Bearer`; `undefined` when there is none. PRD FR-7.
 * Throws `UNAUTHENTICATED` when both are given and differ, or when the scheme is another one.
 */
export function readCredentials({ headers }: IncomingMessage): string | undefined {
  const apiKey = headers['x-api-key'];
  const bearer = headers.authorization === undefined ? undefined : /^Bearer +(\S+)$/i.exec(headers.authorization.trim())?.[1];
  if (headers.authorization !== undefined && bearer === undefined) throw new AppError('UNAUTHENTICATED');
  const key = typeof apiKey === 'string' ? apiKey.trim() : undefined;
  if (key !== undefined && bearer !== undefined && !isSame(key, bearer)) throw new AppError('UNAUTHENTICATED');
  const given = key ?? bearer;
  if (given !== undefined && (given === '' || given.length > MAX_KEY_CHARACTERS)) throw new AppError('UNAUTHENTICATED');
  return given;
}
