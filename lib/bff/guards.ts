import type { IncomingMessage } from 'node:http';
import { AppError } from '../contract/errors.ts';
import { matchOperation } from '../contract/match-operation.ts';
import type { OperationId } from '../contract/operations.ts';
import type { FrontConfig } from './config.ts';
import { hostName, type Inbound } from './inbound.ts';
import { isLoopbackHost } from './loopback.ts';

const HOST = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/;

/** Defends against DNS rebinding: only names that we know are served. Throws `INVALID_HOST`. */
export function assertHost(inbound: Inbound, config: FrontConfig): void {
  if (HOST.test(inbound.host) && isServedHost(inbound.host, config)) return;
  throw new AppError('INVALID_HOST');
}

function isServedHost(host: string, config: FrontConfig): boolean {
  const name = hostName(host);
  if (isLoopbackHost(name) || name === config.host || name === `[${config.host}]`) return true;
  return config.allowedHosts.some((allowed) => {
    const candidate = /:\d+$/.test(allowed) ? host : name;
    return allowed.startsWith('*.') ? candidate.endsWith(allowed.slice(1)) : candidate === allowed;
  });
}

/** The caller brings an API key; such a call is never mixed with a session. */
export function hasOwnKey(inbound: Inbound): boolean {
  return inbound.headers['x-api-key'] !== undefined || inbound.headers.authorization !== undefined;
}

/** A foreign page that is listed and whose call carries an API key: the one case for which CORS answers exist. */
export function isAllowedForeignCall(inbound: Inbound, config: FrontConfig): boolean {
  return isAllowedForeignOrigin(inbound, config) && hasOwnKey(inbound);
}

export function isAllowedForeignOrigin(inbound: Inbound, config: FrontConfig): boolean {
  return inbound.origin !== undefined && inbound.origin !== inbound.ownOrigin && config.allowedOrigins.includes(inbound.origin);
}

/** Throws `CROSS_ORIGIN` when a browser says that another site makes this call. */
export function assertSameOrigin(inbound: Inbound): void {
  const { origin, fetchSite } = inbound;
  const siteFits = fetchSite === undefined || fetchSite === 'same-origin' || (fetchSite === 'none' && inbound.method === 'GET');
  if (siteFits && (origin === undefined || origin === inbound.ownOrigin)) return;
  throw new AppError('CROSS_ORIGIN');
}

/** Throws `NOT_FOUND`, or `METHOD_NOT_ALLOWED` whose details name what is allowed. */
export function requireOperation(method: string, path: string): OperationId {
  const match = matchOperation(method, path);
  if (match.kind === 'match') return match.id;
  if (match.kind === 'none') throw new AppError('NOT_FOUND');
  throw new AppError('METHOD_NOT_ALLOWED', { details: { allow: match.allow } });
}

/** A body where none belongs would be framed anew on the way to the backend, or not at all. */
export function assertBodyFits(request: IncomingMessage, maxBodyBytes: number): void {
  const declaredBytes = Number(request.headers['content-length'] ?? 0);
  const hasBody = declaredBytes > 0 || request.headers['transfer-encoding'] !== undefined;
  if (!hasBody) return;
  if (request.method !== 'POST' && request.method !== 'PATCH') {
    throw new AppError('BAD_REQUEST', { message: `A ${request.method} request has no body.` });
  }
  if (declaredBytes > maxBodyBytes) throw new AppError('TOO_LARGE', { details: { max_bytes: maxBodyBytes } });
}

/** Paths that Next or a file system could read as another path. Throws `BAD_REQUEST`. */
export function assertPlainPagePath(path: string): void {
  const decoded = path.replaceAll(/%2e/gi, '.').replaceAll(/%2f|%5c/gi, '/');
  if (/\/\.{1,2}(\/|$)|\/\/|%00/.test(decoded)) throw new AppError('BAD_REQUEST');
}
