import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorBody } from '../../lib/contract/errors.ts';
import { SOCKET_PATH } from '../../lib/contract/operations.ts';
import { type Logger, silentLogger } from '../core/logger.ts';
import { ADMIN_KEY } from './fixtures/create-test-client.ts';
import { rawRequest, rawText } from './fixtures/raw-request.ts';
import { readStream } from './fixtures/read-stream.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
/** The same with less time for a request to arrive. */
let impatient: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  impatient = await startTestServer({ store: server.store, options: { requestTimeoutMs: 400 } });
});
afterAll(async () => {
  await impatient.close();
  await server.close();
});

const KEY = `X-API-Key: ${ADMIN_KEY}`;
const get = (path: string, ...headers: string[]) => rawText(server.port, [`GET ${path} HTTP/1.1`, ...headers]);
const code = ({ status, body }: { status: number; body: string }) => [status, (JSON.parse(body) as { code: string }).code];

describe('the host', () => {
  it.each(['localhost', 'LOCALHOST:8000', '127.0.0.1:1', '[::1]:9', 'api.example.org'])('%s is served', async (host) => {
    expect((await get('/health/live', `Host: ${host}`)).status).toBe(200);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    'example.org',
    'localhost:80:80',
    'user@localhost',
    'localhost/..',
    '',
    '127.1',
    '0x7f.1',
  ])('"%s" is refused', async (host) => {
    expect(code(await get('/health/live', `Host: ${host}`))).toEqual([400, 'INVALID_HOST']);
  });

  it('is required', async () => {
    expect(code(await get('/health/live'))).toEqual([400, 'INVALID_HOST']);
  });

  it('is checked on the socket path too', async () => {
    const answer = await get(SOCKET_PATH, 'Host: evil.example', 'Upgrade: websocket', 'Connection: Upgrade');
    expect(code(answer)).toEqual([400, 'INVALID_HOST']);
  });
});

describe('paths and methods', () => {
  it.each([
    '/',
    '/api',
    '/api/chat/',
    '/api//chat',
    '/API/agents',
    '/api/%61gents',
    '/api/../api/agents',
    '/api/./agents',
    '/api/agents;x=1',
    '/api/agents%00',
    '/api/agents/%2e%2e',
    'http://localhost/api/agents',
    '/api/unknown',
    '/%',
  ])('%s is not found', async (path) => {
    expect(code(await get(path, 'Host: localhost', KEY))).toEqual([404, 'NOT_FOUND']);
  });

  it.each([
    ['DELETE', '/api/chat', 'POST'],
    ['PUT', '/api/conversations', 'GET, HEAD, POST'],
    ['POST', '/api/conversations/search', 'GET, HEAD'],
    ['TRACE', '/health', 'GET, HEAD'],
    ['OPTIONS', '/api/agents', 'GET, HEAD'],
  ])('%s %s is 405 with Allow: %s', async (method, path, allow) => {
    const lines = [`${method} ${path} HTTP/1.1`, 'Host: localhost', KEY, 'Content-Length: 0'];
    const answer = await rawText(server.port, lines);
    expect(answer.status).toBe(405);
    expect(answer.headers.allow?.split(', ').sort().join(', ')).toBe(allow);
    expect(code(answer)).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect((JSON.parse(answer.body) as ErrorBody).details?.allow).toEqual(answer.headers.allow?.split(', '));
  });
});

it('an unknown expectation is ignored', async () => {
  expect((await get('/health/live', 'Host: localhost', 'Expect: wonders')).status).toBe(200);
});

it('HEAD says what GET would, without the body; streams do not offer it', async () => {
  const [asked, head] = [await server.call('/health/live'), await server.call('/health/live', { method: 'HEAD' })];
  const told = (response: Response) => ['content-type', 'content-length'].map((name) => response.headers.get(name));
  expect([head.status, told(head), await head.text()]).toEqual([200, told(asked), '']);
  expect((await server.call('/api/files/file_unknown', { method: 'HEAD' })).status).toBe(404);
  const stream = await server.call('/api/chat/stream', { method: 'HEAD' });
  expect([stream.status, stream.headers.get('allow')]).toEqual([405, 'GET']);
});

describe('headers', () => {
  it.each([
    'X-API-Key: a',
    'Authorization: Bearer a',
    'Last-Event-ID: run_a.1.1',
    'X-Request-ID: a',
    'Origin: https://chat.example.org',
  ])('given twice are refused: %s', async (header) => {
    const answer = await get('/api/agents', 'Host: localhost', header, header);
    expect(code(answer)).toEqual([400, 'BAD_REQUEST']);
  });

  it('named Host twice are refused', async () => {
    expect((await get('/health/live', 'Host: localhost', 'Host: localhost')).status).toBe(400);
  });

  it('X-API-Key and Authorization work alone and together when they agree', async () => {
    for (const headers of [[KEY], [`Authorization: Bearer ${ADMIN_KEY}`], [KEY, `Authorization: bearer ${ADMIN_KEY}`]]) {
      expect((await get('/api/agents', 'Host: localhost', ...headers)).status).toBe(200);
    }
  });

  it('X-Request-ID comes back when it is safe, else there is a new one', async () => {
    const safe = await get('/health/live', 'Host: localhost', 'X-Request-ID: abc-1:2.3');
    expect(safe.headers['x-request-id']).toBe('abc-1:2.3');
    for (const unsafe of ['a b', 'x'.repeat(129), '"><script>']) {
      const answer = await get('/health/live', 'Host: localhost', `X-Request-ID: ${unsafe}`);
      expect(answer.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    }
  });

  it('of every answer protect it', async () => {
    for (const path of ['/health/live', '/api/agents', '/nothing', '/docs']) {
      const { headers } = await get(path, 'Host: localhost');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['x-request-id']).toBeDefined();
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });
});

describe('CORS', () => {
  const ORIGIN = 'https://chat.example.org';
  const preflight = (origin: string, method = 'POST', path = '/api/chat') =>
    rawText(server.port, [
      `OPTIONS ${path} HTTP/1.1`,
      'Host: localhost',
      `Origin: ${origin}`,
      `Access-Control-Request-Method: ${method}`,
    ]);

  it('answers an allowed origin by name, never with credentials', async () => {
    const answer = await get('/api/agents', 'Host: localhost', KEY, `Origin: ${ORIGIN}`);
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    expect(answer.headers.vary).toBe('Origin');
  });

  it('is on errors and streams as well', async () => {
    const error = await get('/api/agents', 'Host: localhost', `Origin: ${ORIGIN}`);
    expect([error.status, error.headers['access-control-allow-origin']]).toEqual([401, ORIGIN]);
    const stream = await server.call('/api/chat/stream?message=echo', { headers: { origin: ORIGIN } });
    expect(stream.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    await readStream(stream).ended;
  });

  it.each([
    'https://evil.example',
    'null',
    'https://chat.example.org.evil.example',
    'http://chat.example.org',
    'https://chat.example.org:444',
  ])('refuses %s', async (origin) => {
    const answer = await get('/api/agents', 'Host: localhost', KEY, `Origin: ${origin}`);
    expect(code(answer)).toEqual([403, 'CROSS_ORIGIN']);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(code(await preflight(origin))).toEqual([403, 'CROSS_ORIGIN']);
  });

  it('answers a preflight for what exists', async () => {
    const answer = await preflight(ORIGIN);
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(answer.headers['access-control-allow-methods']).toBe('POST');
    expect(answer.headers['access-control-allow-headers']).toContain('X-API-Key');
    expect((await preflight(ORIGIN, 'PUT')).status).toBe(405);
    expect((await preflight(ORIGIN, 'GET', '/api/nothing')).status).toBe(404);
  });
});

describe('size and time', () => {
  it('a message of 32,000 characters fits into a query, three bytes each', async () => {
    const message = `echo ${'語'.repeat(31_995)}`;
    const stream = readStream(await server.call(`/api/chat/stream?message=${encodeURIComponent(message)}`));
    await stream.ended;
    expect(stream.text()).toBe(message);
  });

  it('a message of 1 MB in a query is 413', async () => {
    expect(code(await get(`/api/chat/stream?message=${'x'.repeat(1024 * 1024)}`, 'Host: localhost', KEY))).toEqual([
      413,
      'TOO_LARGE',
    ]);
  });

  it('a body over the limit is answered while it is still coming', async () => {
    let sent = 0;
    const answer = await rawRequest(server.port, (socket) => {
      socket.write(
        `POST /api/chat HTTP/1.1\r\nHost: localhost\r\n${KEY}\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n`,
      );
      const push = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(64 * 1024, 120))) sent += 64 * 1024;
      };
      socket.on('drain', push);
      push();
    });
    expect(code(answer)).toEqual([413, 'TOO_LARGE']);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('a chunked body over the limit is 413 too', async () => {
    const answer = await rawRequest(server.port, (socket) => {
      socket.write(
        `POST /api/chat HTTP/1.1\r\nHost: localhost\r\n${KEY}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      for (let index = 0; index < 40; index += 1) socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`);
    });
    expect(code(answer)).toEqual([413, 'TOO_LARGE']);
  });

  it('headers that never end are 408', async () => {
    const answer = await rawRequest(impatient.port, (socket) =>
      socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: '),
    );
    expect(code(answer)).toEqual([408, 'REQUEST_TIMEOUT']);
  });

  it('half a body of a client that vanishes is no error of ours', async () => {
    const errors: unknown[] = [];
    const requests: object[] = [];
    const log: Logger = {
      ...silentLogger,
      error: (fields) => void errors.push(fields),
      info: (fields) => void requests.push(fields),
      child: () => log,
    };
    const own = await startTestServer({ log });
    const head = `POST /api/runs HTTP/1.1\r\nHost: localhost\r\n${KEY}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`;
    const socket = connect(own.port, '127.0.0.1', () => socket.write(head, () => setTimeout(() => socket.destroy(), 50)));
    await expect.poll(() => requests).toMatchObject([{ aborted: true }]);
    expect(errors).toEqual([]);
    await own.close();
  });

  it('half a body is 408', async () => {
    const answer = await rawRequest(impatient.port, (socket) => {
      socket.write(
        `POST /api/chat HTTP/1.1\r\nHost: localhost\r\n${KEY}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"mess`,
      );
    });
    expect(code(answer)).toEqual([408, 'REQUEST_TIMEOUT']);
  });

  it('a stream may take longer than a request', async () => {
    const stream = readStream(await impatient.call('/api/chat/stream?message=stream%20200'));
    await stream.ended;
    expect(stream.messages.at(-1)?.data).toBe('[DONE]');
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['two lengths', `POST /api/chat HTTP/1.1\r\nHost: localhost\r\n${KEY}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    [
      'length and chunks',
      `POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a folded header', 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n c\r\n\r\n'],
  ])('%s is 400', async (_name, text) => {
    expect(code(await rawRequest(server.port, (socket) => socket.write(text)))).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('the rate limit', () => {
  it('is per key and answers 429 with Retry-After', async () => {
    const limited = await startTestServer({ store: server.store, pointsPerMinute: 3 });
    const other = await server.createKey();
    try {
      const statuses = [];
      for (let index = 0; index < 5; index += 1) statuses.push((await limited.call('/api/agents')).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
      const refused = await limited.call('/api/agents');
      expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED' });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await limited.call('/api/agents', { key: other.key })).status).toBe(200);
      const guesses = [];
      for (let index = 0; index < 5; index += 1)
        guesses.push((await limited.call('/api/agents', { key: `ck_guess_${index}` })).status);
      expect(guesses).toEqual([401, 401, 401, 429, 429]);
      expect((await limited.call('/health/live')).status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});
