import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';
import { createFaults, type Fault, playAfterFirst, playBefore, type Route, sendError } from './faults.ts';
import { startLiveSession } from './live-session.ts';
import { createRecogniserPool } from './recogniser.ts';
import { MAX_TEXT_CHARS, speakText } from './speak-text.ts';
import { type Stages, transcribeFile } from './transcribe-file.ts';

export type DeepgramRequest = {
  route: Route;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  bytes: number;
  /** Own time of each stage, without the network. */
  stages: Stages;
};

export type Deepgram = {
  /** For `DEEPGRAM_BASE_URL`. */
  baseUrl: string;
  /** For `DEEPGRAM_API_KEY`; no other key is taken. */
  key: string;
  requests: readonly DeepgramRequest[];
  /** The next calls of the route go wrong, for ever unless `times` says how many. */
  fail(route: Route, fault: Fault, times?: number): void;
  heal(): void;
  /** What is open right now: live sockets, calls that are being answered, connections. */
  open(): { live: number; calls: number; connections: number };
  /** Live sockets ever opened. */
  liveTotal(): number;
  stop(): Promise<void>;
};

const ROUTES: Record<string, Route> = { '/v1/listen': 'listen', '/v1/speak': 'speak', '/v1/auth/grant': 'grant' };
const DEFAULT_TTL_SECONDS = 30;

/** Keys in `Authorization` or, for browsers, in the protocols of a socket. */
function readCredential(request: IncomingMessage): { scheme: string; value: string } | undefined {
  const { authorization, 'sec-websocket-protocol': protocols } = request.headers;
  const [scheme, value] = authorization?.split(' ') ?? protocols?.split(/, */) ?? [];
  return scheme !== undefined && value !== undefined ? { scheme: scheme.toLowerCase(), value } : undefined;
}

/** The key of the account, and tokens granted for a while. */
function createAccess(key: string) {
  const tokens = new Map<string, number>();
  return {
    allows(request: IncomingMessage): boolean {
      const credential = readCredential(request);
      if (credential?.scheme === 'token') return credential.value === key;
      return credential?.scheme === 'bearer' && (tokens.get(credential.value) ?? 0) > Date.now();
    },
    grant(ttlSeconds: number) {
      const token = `eyJ.${randomUUID()}.standin`;
      tokens.set(token, Date.now() + ttlSeconds * 1_000);
      return { access_token: token, expires_in: ttlSeconds };
    },
  };
}

type Server = {
  access: ReturnType<typeof createAccess>;
  faults: ReturnType<typeof createFaults>;
  pool: ReturnType<typeof createRecogniserPool>;
  requests: DeepgramRequest[];
};

function sendJson(response: ServerResponse, body: object, fault: Fault | undefined): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, 1));
  if (playAfterFirst(fault, response)) response.end(text.slice(1));
}

async function answer(server: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://deepgram');
  const route = request.method === 'POST' ? ROUTES[url.pathname] : undefined;
  const requestId = randomUUID();
  if (!route) return sendError(response, 404, requestId);
  const body = await buffer(request);
  const stages: Stages = {};
  server.requests.push({ route, query: url.searchParams, headers: request.headers, bytes: body.length, stages });
  if (!server.access.allows(request)) return sendError(response, 401, requestId);
  const fault = server.faults.next(route);
  if (!(await playBefore(fault, response, requestId))) return;
  if (route === 'grant') {
    const { ttl_seconds: ttl = DEFAULT_TTL_SECONDS } = JSON.parse(body.toString() || '{}') as { ttl_seconds?: number };
    return sendJson(response, server.access.grant(ttl), fault);
  }
  if (route === 'listen') {
    const result = await transcribeFile(body, url.searchParams, requestId, server.pool, stages).catch(() => undefined);
    return result ? sendJson(response, result, fault) : sendError(response, 400, requestId);
  }
  const { text } = JSON.parse(body.toString()) as { text?: string };
  if (!text?.trim()) return sendError(response, 400, requestId);
  if (text.length > MAX_TEXT_CHARS) return sendError(response, 413, requestId);
  if (!(await speakText(text, url.searchParams, response, { fault, requestId, stages }))) sendError(response, 400, requestId);
}

/** A refusal before the upgrade, as the vendor gives it. */
function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\ndg-error: upstream-secret-detail\r\n\r\n`);
}

function acceptSockets(server: Server, sockets: WebSocketServer) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://deepgram');
    server.requests.push({ route: 'live', query: url.searchParams, headers: request.headers, bytes: 0, stages: {} });
    socket.on('error', () => {});
    if (url.pathname !== '/v1/listen') return refuse(socket, 404);
    if (!server.access.allows(request)) return refuse(socket, 401);
    const fault = server.faults.next('live');
    if (fault === 'stall') return;
    if (typeof fault === 'object' && 'status' in fault) return refuse(socket, fault.status);
    sockets.handleUpgrade(request, socket, head, (live) => {
      sockets.emit('connection', live, request);
      if (fault === 'cut') setTimeout(() => live.terminate(), 300);
      if (fault !== 'stall-body') void startLiveSession(live, url.searchParams, randomUUID(), server.pool);
    });
  };
}

/**
 * Deepgram on a local port: real recognition (PocketSphinx) and real synthesis (Flite) behind its REST calls and its live
 * socket, with expiring tokens, its errors on demand, a log of requests and counts of what is open.
 */
export async function startDeepgram(): Promise<Deepgram> {
  const key = `dg-${randomUUID()}`;
  const server: Server = { access: createAccess(key), faults: createFaults(), pool: createRecogniserPool(), requests: [] };
  const connections = new Set<Socket>();
  let calls = 0;
  let liveTotal = 0;
  const http = createServer((request, response) => {
    calls += 1;
    response.once('close', () => {
      calls -= 1;
    });
    answer(server, request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });
  sockets.on('connection', () => {
    liveTotal += 1;
  });
  http.on('upgrade', acceptSockets(server, sockets));
  http.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');

  return {
    baseUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    key,
    requests: server.requests,
    fail: (route, fault, times = Number.POSITIVE_INFINITY) => server.faults.set(route, fault, times),
    heal: () => server.faults.clear(),
    open: () => ({ live: sockets.clients.size, calls, connections: connections.size }),
    liveTotal: () => liveTotal,
    async stop() {
      for (const live of sockets.clients) live.terminate();
      for (const socket of connections) socket.destroy();
      http.close();
      await once(http, 'close');
      server.pool.stop();
    },
  };
}
