import type { IncomingMessage } from 'node:http';
import { AppError } from '../contract/errors.ts';
import type { FrontConfig } from './config.ts';
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts';

/** What the front needs to know of a request, read once. */
export type Inbound = {
  requestId: string;
  method: string;
  /** Raw, without the query. */
  path: string;
  /** Raw, with its question mark; empty when there is none. */
  search: string;
  /** As the browser sees it, with the port if it has one; lower case. */
  host: string;
  /** Scheme and host as a browser would write them into `Origin`. */
  ownOrigin: string;
  secure: boolean;
  /** Address of the caller: the peer, or what the trusted proxies say. */
  client: string;
  /** The product is bound to loopback, the peer is on this machine, it named a loopback host, and no proxy is in between. */
  direct: boolean;
  origin: string | undefined;
  fetchSite: string | undefined;
  headers: IncomingMessage['headers'];
};

const SINGLE_HEADERS = new Set([
  'host',
  'origin',
  'authorization',
  'x-api-key',
  'content-length',
  'content-type',
  'transfer-encoding',
  'cookie',
  'idempotency-key',
  'last-event-id',
  'x-request-id',
  'upgrade',
]);

const FORWARDING_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'] as const;

/** Throws `BAD_REQUEST` for what two parsers could read in two ways. */
export function readInbound(request: IncomingMessage, requestId: string, config: FrontConfig): Inbound {
  assertUnambiguous(request);
  const target = request.url ?? '';
  const queryAt = target.indexOf('?');
  const path = queryAt === -1 ? target : target.slice(0, queryAt);
  const { headers } = request;
  const peer = request.socket.remoteAddress ?? '';
  const forwarded = config.trustedHops > 0 ? readForwarded(headers, config.trustedHops) : {};
  const host = (forwarded.host ?? headers.host ?? '').toLowerCase();
  const secure = forwarded.proto === 'https';
  return {
    requestId,
    method: request.method ?? '',
    path,
    search: queryAt === -1 ? '' : target.slice(queryAt),
    host,
    ownOrigin: `${secure ? 'https' : 'http'}://${host}`,
    secure,
    client: forwarded.client ?? peer,
    direct:
      config.loopbackOnly &&
      isLoopbackAddress(peer) &&
      isLoopbackHost(hostName(host)) &&
      !FORWARDING_HEADERS.some((name) => headers[name] !== undefined),
    origin: headers.origin,
    fetchSite: single(headers['sec-fetch-site']),
    headers,
  };
}

/** Without the port. */
export function hostName(host: string): string {
  return host.replace(/:\d*$/, '');
}

/** Origin-form targets only; a repeated header of those that decide something, or a body without clear length, is refused. */
function assertUnambiguous(request: IncomingMessage): void {
  const target = request.url ?? '';
  if (!target.startsWith('/') || target.includes('#') || target.includes('\\')) throw new AppError('BAD_REQUEST');
  const seen = new Set<string>();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] as string).toLowerCase();
    if (!SINGLE_HEADERS.has(name)) continue;
    if (seen.has(name)) throw new AppError('BAD_REQUEST', { message: `The header ${name} may be sent only once.` });
    seen.add(name);
  }
  const encoding = request.headers['transfer-encoding'];
  if (encoding !== undefined && (encoding.toLowerCase() !== 'chunked' || seen.has('content-length')))
    throw new AppError('BAD_REQUEST');
}

/** The entry that the outermost trusted proxy wrote: as many from the right as there are trusted proxies. */
function readForwarded(headers: IncomingMessage['headers'], hops: number): { client?: string; proto?: string; host?: string } {
  const entry = (name: string) => single(headers[name])?.split(',').at(-hops)?.trim();
  const client = entry('x-forwarded-for');
  const proto = entry('x-forwarded-proto') ?? single(headers['x-forwarded-proto']);
  const host = entry('x-forwarded-host') ?? single(headers['x-forwarded-host']);
  return { ...(client && { client }), ...(proto && { proto: proto.toLowerCase() }), ...(host && { host }) };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}
