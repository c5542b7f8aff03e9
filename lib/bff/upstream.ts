import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { AppError } from '../contract/errors.ts';

/**
 * Idle connections are given up before any server's own limit (Node's default is 5 s), or a request would race with its
 * closing them.
 */
const POOL_IDLE_MS = 4_000;

export type Upstream = {
  url: URL;
  agent: http.Agent;
  /** What a refused connection means right now. */
  whenRefused: () => AppError;
  /** Longest silence before the answer and within it. */
  idleTimeoutMs: number;
};

export function createUpstream(url: URL, options: { idleTimeoutMs: number; whenRefused: () => AppError }): Upstream {
  const { Agent } = url.protocol === 'https:' ? https : http;
  return { url, agent: new Agent({ keepAlive: true, maxSockets: Infinity, timeout: POOL_IDLE_MS }), ...options };
}

export type UpstreamRequest = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer | null };

/** Marks a request that was given up because the backend was silent for too long. */
export class IdleTimeout extends Error {}

export type Call = {
  request: ClientRequest;
  /** Rejects with `AppError`. */
  answer: Promise<IncomingMessage>;
};

/** Sends a request whose body is at hand. `idleTimeoutMs` may be shortened for the time until the answer. */
export function callUpstream(upstream: Upstream, outgoing: UpstreamRequest, idleTimeoutMs = upstream.idleTimeoutMs): Call {
  const { request: open } = upstream.url.protocol === 'https:' ? https : http;
  const request = open(upstream.url, {
    agent: upstream.agent,
    method: outgoing.method,
    path: outgoing.path,
    headers: { ...outgoing.headers, host: upstream.url.host },
    timeout: idleTimeoutMs,
  });
  let opened: IncomingMessage | undefined;
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', (response) => {
      opened = response;
      resolve(response);
    });
    // Stays on: once the answer has begun, the answer itself reports the same failure.
    request.on('error', (error) => reject(toUpstreamError(error, upstream)));
  });
  request.once('timeout', () => (opened ?? request).destroy(new IdleTimeout('the backend was silent for too long')));
  request.end(outgoing.body ?? undefined);
  return { request, answer };
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);

export function toUpstreamError(error: Error, upstream: Upstream): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof IdleTimeout)
    return new AppError('PROXY_ERROR', { status: 504, message: 'The backend took too long.', cause: error });
  const code = 'code' in error ? String(error.code) : '';
  return UNREACHABLE.has(code) ? upstream.whenRefused() : new AppError('PROXY_ERROR', { cause: error });
}
