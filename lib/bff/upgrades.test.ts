import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { REMOTE } from './fixtures/echo-front.ts';
import { createScope, SECRET, sendRaw, startFront, startUpstream, until } from './fixtures/harness.ts';
import { createSessions } from './session.ts';

const scope = createScope();
afterEach(() => scope.close());

/** An orchestrator that tells each socket what its upgrade looked like, then echoes. */
async function start(variables: Record<string, string> = {}) {
  const upstream = await startUpstream(scope, (_request, response) => void response.end());
  const sockets = new WebSocketServer({ server: upstream.server });
  const open: Socket[] = [];
  sockets.on('connection', (socket, request) => {
    open.push(request.socket);
    socket.send(JSON.stringify({ url: request.url, headers: request.headers }));
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  const front = await startFront(scope, { orchestrator: upstream.url, variables });
  return { ...front, open };
}

type Upgrade = { status: number; body: string } | { socket: WebSocket; headers: Record<string, string> };

async function upgrade(port: number, headers: Record<string, string> = {}, path = '/ws/chat'): Promise<Upgrade> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: { host: 'localhost:3000', ...headers } });
  scope.defer(() => socket.terminate());
  return await new Promise((resolve, reject) => {
    socket.once('message', (data) =>
      resolve({ socket, headers: (JSON.parse(String(data)) as { headers: Record<string, string> }).headers }),
    );
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    socket.once('error', reject);
  });
}

const sessions = createSessions({ secret: SECRET, port: 3000 });

async function cookieOf(key: string): Promise<string> {
  return (await sessions.issue({ kind: 'signed-in', key, issuedAt: 1 }, false)).split(';')[0] as string;
}

async function loopbackCookie(): Promise<string> {
  return (await sessions.issue({ kind: 'loopback' }, false)).split(';')[0] as string;
}

describe('who may open a socket', () => {
  it('a page of ours with its session; the key comes from the front', async () => {
    const { port } = await start(REMOTE);
    const opened = await upgrade(port, {
      host: 'chat.example.com',
      origin: 'http://chat.example.com',
      cookie: await cookieOf('ada-key'),
      'x-forwarded-for': '6.6.6.6',
    });
    expect(opened).toMatchObject({
      headers: { 'x-api-key': 'ada-key', authorization: 'Bearer ada-key', 'x-forwarded-for': '127.0.0.1' },
    });
    for (const name of ['cookie', 'origin']) expect(opened).not.toHaveProperty(['headers', name]);
  });

  it.each([
    ['a foreign origin with a session', 'http://evil.example.com', 403, 'CROSS_ORIGIN'],
    ['another port', 'http://chat.example.com:8080', 403, 'CROSS_ORIGIN'],
    ['another scheme', 'https://chat.example.com', 403, 'CROSS_ORIGIN'],
    ['an opaque origin', 'null', 403, 'CROSS_ORIGIN'],
  ])('not %s', async (_name, origin, status, code) => {
    const { port, open } = await start(REMOTE);
    const refused = await upgrade(port, { host: 'chat.example.com', origin, cookie: await cookieOf('ada-key') });
    expect(refused).toMatchObject({ status });
    expect(refused).toHaveProperty('body', expect.stringContaining(code));
    expect(open).toEqual([]);
  });

  it('not a page of ours without session', async () => {
    const { port } = await start(REMOTE);
    expect(await upgrade(port, { host: 'chat.example.com', origin: 'http://chat.example.com' })).toMatchObject({ status: 401 });
  });

  it('a program with its key, in a header or in its first frame', async () => {
    const { port } = await start(REMOTE);
    const cookie = await cookieOf('ada-key');
    expect(await upgrade(port, { host: 'chat.example.com', 'x-api-key': 'own', cookie })).toMatchObject({
      headers: { 'x-api-key': 'own' },
    });
    const unnamed = await upgrade(port, { host: 'chat.example.com', cookie });
    expect(unnamed).not.toHaveProperty(['headers', 'x-api-key']);
    const listed = await upgrade(port, { host: 'chat.example.com', origin: 'https://app.example.com', cookie });
    expect(listed).not.toHaveProperty(['headers', 'x-api-key']);
  });

  it('a local script with the development key, only on loopback', async () => {
    const { port } = await start();
    expect(await upgrade(port)).toMatchObject({ headers: { 'x-api-key': 'dev-api-key-2025' } });
    expect(await upgrade(port, { host: 'evil.example.com' })).toMatchObject({ status: 400 });
    expect(await upgrade(port, {}, '/ws/other')).toMatchObject({ status: 404 });
    expect(await upgrade(port, {}, '/_next/webpack-hmr')).toMatchObject({ status: 404 });
  });
});

describe('an open socket', () => {
  it('passes frames both ways as they are', async () => {
    const { port } = await start();
    const opened = await upgrade(port);
    if (!('socket' in opened)) throw new Error('refused');
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
    opened.socket.send(bytes);
    const [data] = (await once(opened.socket, 'message')) as [Buffer];
    expect(data.equals(bytes)).toBe(true);
  });

  it('ends on both sides, whichever side breaks', async () => {
    const { port, open } = await start();
    const first = await upgrade(port);
    if (!('socket' in first)) throw new Error('refused');
    first.socket.terminate();
    await until(() => open[0]?.destroyed === true);
    const second = await upgrade(port);
    if (!('socket' in second)) throw new Error('refused');
    second.socket.on('error', () => {});
    const closed = once(second.socket, 'close');
    open[1]?.resetAndDestroy();
    await closed;
  });

  it('ends with the front', async () => {
    const { port, front } = await start();
    const opened = await upgrade(port);
    if (!('socket' in opened)) throw new Error('refused');
    const closed = once(opened.socket, 'close');
    await front.stop(0);
    await closed;
  });
});

it('says in contract shape that the backend is away', async () => {
  const { port } = await startFront(scope, { orchestrator: new URL('http://127.0.0.1:1') });
  const refused = await upgrade(port);
  expect(refused).toMatchObject({ status: 503 });
  expect(refused).toHaveProperty('body', expect.stringContaining('BACKEND_DOWN'));
});

it('refuses an upgrade to something else', async () => {
  const { port } = await start();
  const { received, closed } = sendRaw(
    port,
    'GET /ws/chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n',
  );
  await closed;
  expect(received()).toMatch(/^HTTP\/1.1 400 /);
});

it("lets Next's development tools through, without a key", async () => {
  const next = await startUpstream(scope, (_request, response) => void response.end());
  const sockets = new WebSocketServer({ server: next.server });
  sockets.on('connection', (socket, request) => socket.send(JSON.stringify({ headers: request.headers })));
  const { port } = await startFront(scope, { orchestrator: new URL('http://127.0.0.1:1'), next: next.url, dev: true });
  const cookie = await loopbackCookie();
  const opened = await upgrade(port, { origin: 'http://localhost:3000', cookie }, '/_next/webpack-hmr?id=1');
  expect(opened).toMatchObject({ headers: { host: 'localhost:3000', origin: 'http://localhost:3000' } });
  expect(opened).not.toHaveProperty(['headers', 'x-api-key']);
  expect(await upgrade(port, { origin: 'http://evil.example.com', cookie }, '/_next/webpack-hmr')).toMatchObject({ status: 403 });
});
