import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { AppError, toAppError } from '../contract/errors.ts';
import { OPERATIONS, SOCKET_PATH } from '../contract/operations.ts';
import { sendError, writeRawError } from './answers.ts';
import { createApi } from './api.ts';
import { lingerOverBody } from './body-linger.ts';
import type { FrontConfig } from './config.ts';
import { assertHost, assertSameOrigin } from './guards.ts';
import { setBaseHeaders, setTransportSecurity } from './headers.ts';
import { type Inbound, readInbound } from './inbound.ts';
import { createPages } from './pages.ts';
import { toRequestId } from './request-id.ts';
import { createSessions } from './session.ts';
import { createSignIn, SIGN_IN_PATH } from './sign-in.ts';
import { createSocketProxy } from './socket-proxy.ts';
import { createUpgrades } from './upgrades.ts';
import { createUpstream } from './upstream.ts';

/** A 32,000-character message may come percent-encoded in a query: nine bytes a character. */
const MAX_HEAD_BYTES = 327_680;
/** Above the 60 s that load balancers keep idle connections for. */
const KEEP_ALIVE_MS = 65_000;

export type FrontDeps = {
  config: FrontConfig;
  logger: Logger;
  sessionSecret: string;
  nextUrl: URL;
  /** Whether a part that we start ourselves has yet to come up for the first time. */
  isStarting: (part: 'orchestrator' | 'next') => boolean;
};

export type Front = {
  server: http.Server;
  /** Readiness is 503 from here on, so that a load balancer looks elsewhere; calls still go through. */
  drain(): void;
  /** Takes no new connection, lets open answers end within the time, then breaks what is left. */
  stop(drainTimeoutMs: number): Promise<void>;
};

/** The public HTTP server: guards, sessions, and the way to the orchestrator and to Next. */
export function createFront({ config, logger, sessionSecret, nextUrl, isStarting }: FrontDeps): Front {
  let stopping = false;
  const sessions = createSessions({ secret: sessionSecret, port: config.port });
  const idleTimeoutMs = config.idleTimeoutMs;
  const whenRefused = (part: 'orchestrator' | 'next') => () =>
    new AppError(isStarting(part) ? 'NOT_READY' : 'BACKEND_DOWN', { retryAfterSeconds: 1 });
  const orchestrator = createUpstream(config.orchestratorUrl, { idleTimeoutMs, whenRefused: whenRefused('orchestrator') });
  const next = createUpstream(nextUrl, { idleTimeoutMs, whenRefused: whenRefused('next') });
  const onFailure = (error: AppError, request: IncomingMessage) => logFailure(logger, error, request);
  const api = createApi(orchestrator, { config, sessions, onFailure, isStopping: () => stopping });
  const pages = createPages(next, { sessions, config, onFailure });
  const signIn = createSignIn(sessions, orchestrator);
  const sockets = createSocketProxy(orchestrator, { changeOrigin: true });
  const devSockets = createSocketProxy(next, { changeOrigin: false });
  const upgrades = createUpgrades({ config, sessions, sockets, devSockets });

  async function route(inbound: Inbound, request: IncomingMessage, response: ServerResponse): Promise<void> {
    assertHost(inbound, config);
    setTransportSecurity(response, inbound);
    if (stopping) response.shouldKeepAlive = false;
    if (stopping && inbound.path === OPERATIONS.healthReady.path) throw new AppError('NOT_READY', { retryAfterSeconds: 1 });
    if (isApiPath(inbound.path)) return api.serve(inbound, request, response);
    switch (`${inbound.method} ${inbound.path}`) {
      case `GET ${SIGN_IN_PATH}`:
        return signIn.showPage(inbound, response);
      case 'GET /auth/session':
        assertSameOrigin(inbound);
        return signIn.showSession(inbound, response);
      case 'POST /auth/sign-in':
        assertSameOrigin(inbound);
        return signIn.signIn(inbound, request, response);
      case 'POST /auth/sign-out':
        assertSameOrigin(inbound);
        return signIn.signOut(inbound, response);
    }
    assertPageMethod(inbound, config.dev);
    await pages.serve(inbound, request, response);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = toRequestId(request.headers['x-request-id']);
    setBaseHeaders(response, requestId);
    logWhenOver(logger, requestId, request, response);
    lingerOverBody(request, response);
    try {
      await route(readInbound(request, requestId, config), request, response);
    } catch (thrown) {
      const error = toAppError(thrown, requestId);
      if (error.status >= 500 && !response.destroyed)
        logger.error({ request_id: requestId, code: error.code, err: error.cause }, 'request failed');
      sendError(response, error);
    }
  }

  const server = http.createServer(
    {
      maxHeaderSize: MAX_HEAD_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: 15_000,
      requestTimeout: 0,
      // A missing host is answered in contract shape like a wrong one.
      requireHostHeader: false,
      // Clients that offer HTTP/2 (`h2c`) get an ordinary answer. Source: RFC 9110, 7.8.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    (request, response) => void serve(request, response),
  );
  server.on('upgrade', (request, socket, head) => void upgrades.serve(request, socket as Socket, head));
  // Node would answer an unknown expectation with a bare 417; it may be ignored as well. Source: RFC 9110, 10.1.1.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', answerBrokenRequest);

  return {
    server,
    drain() {
      stopping = true;
    },
    async stop(drainTimeoutMs) {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const deadline = setTimeout(() => {
        server.closeAllConnections();
        sockets.close();
        devSockets.close();
      }, drainTimeoutMs);
      await closed;
      clearTimeout(deadline);
      orchestrator.agent.destroy();
      next.agent.destroy();
    },
  };
}

const API_ROOTS = new Set(['api', 'v1', 'health', 'metrics', 'docs']);

function isApiPath(path: string): boolean {
  return API_ROOTS.has(path.split('/', 2)[1] ?? '');
}

/** Pages are read only; Next's development tools also post. */
function assertPageMethod({ method, path }: Inbound, dev: boolean): void {
  if (path === SOCKET_PATH) throw new AppError('BAD_REQUEST', { message: 'This path takes WebSocket upgrades only.' });
  if (path.startsWith('/auth/') || path.startsWith('/ws/')) throw new AppError('NOT_FOUND');
  if (method === 'GET' || method === 'HEAD' || (dev && path.startsWith('/__nextjs'))) return;
  throw new AppError('METHOD_NOT_ALLOWED', { details: { allow: ['GET', 'HEAD'] } });
}

/** What the parser refuses never becomes a request; it still gets an answer in contract shape. */
function answerBrokenRequest(failure: NodeJS.ErrnoException, socket: Duplex): void {
  const code = failure.code ?? '';
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const error =
    code === 'HPE_HEADER_OVERFLOW'
      ? new AppError('TOO_LARGE')
      : new AppError(code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'REQUEST_TIMEOUT' : 'BAD_REQUEST');
  writeRawError(socket, error, toRequestId(undefined));
  if (socket instanceof Socket) socket.destroySoon();
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] as string;
}

function logFailure(logger: Logger, error: AppError, request: IncomingMessage): void {
  logger.warn(
    { request_id: request.headers['x-request-id'], path: pathOf(request), code: error.code, err: error.cause },
    'upstream failed',
  );
}

function logWhenOver(logger: Logger, requestId: string, request: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now();
  const path = pathOf(request);
  const level = isApiPath(path) || path.startsWith('/auth/') ? 'info' : 'debug';
  response.once('close', () => {
    logger[level](
      {
        request_id: requestId,
        method: request.method,
        path,
        status: response.headersSent ? response.statusCode : 0,
        complete: response.writableFinished,
        duration_ms: Math.round(performance.now() - startedAt),
      },
      'request',
    );
  });
}
