import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ask,
  createScope,
  echo,
  open,
  SECRET,
  STRONG_KEY,
  sendRaw,
  startFront,
  startUpstream,
  until,
} from './fixtures/harness.ts';
import { createLogger } from './logger.ts';
import { createSessions } from './session.ts';

const scope = createScope();
afterEach(() => scope.close());

const BROWSER = {
  'user-agent': 'Mozilla/5.0',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
};
const REMOTE = {
  HOST: '0.0.0.0',
  CARTRITA_API_KEY: STRONG_KEY,
  ALLOWED_HOSTS: 'chat.example.com',
  ALLOWED_ORIGINS: 'https://app.example.com',
};

async function start(variables: Record<string, string> = {}) {
  const seen: string[] = [];
  const orchestrator = await startUpstream(scope, (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    echo(request, response);
  });
  const front = await startFront(scope, { orchestrator: orchestrator.url, variables });
  return { ...front, seen, orchestrator };
}

async function cookieOf(session: Parameters<ReturnType<typeof createSessions>['issue']>[0], port = 3000): Promise<string> {
  const header = await createSessions({ secret: SECRET, port }).issue(session, false);
  return header.split(';')[0] as string;
}

describe('host', () => {
  it.each([
    ['localhost', 200],
    ['LOCALHOST:8080', 200],
    ['127.0.0.1:3000', 200],
    ['[::1]:3000', 200],
    ['chat.example.com', 200],
    ['chat.example.com:443', 200],
    ['evil.example.com', 400],
    ['chat.example.com.evil.org', 400],
    ['localhost.evil.org', 400],
    ['localhost:80:80', 400],
    ['user@localhost', 400],
    ['127.0.0.1.evil.org', 400],
    ['localhost.', 400],
  ])('%s → %i', async (host, status) => {
    const { port } = await start({ ALLOWED_HOSTS: 'chat.example.com' });
    const answer = await ask(port, '/health', { headers: { host } });
    expect(answer.status).toBe(status);
    if (status === 400) expect(JSON.parse(answer.text)).toMatchObject({ code: 'INVALID_HOST' });
  });

  it('matches a listed port exactly and a wildcard by its subdomains', async () => {
    const { port } = await start({ ALLOWED_HOSTS: 'a.example.com:8443,*.example.org' });
    const statusOf = async (host: string) => (await ask(port, '/health', { headers: { host } })).status;
    expect(await statusOf('a.example.com:8443')).toBe(200);
    expect(await statusOf('a.example.com')).toBe(400);
    expect(await statusOf('b.example.org')).toBe(200);
    expect(await statusOf('example.org')).toBe(400);
    expect(await statusOf('bexample.org')).toBe(400);
  });
});

describe('origin', () => {
  it.each([
    ['no browser', {}, 200],
    ['the own origin', { origin: 'http://localhost:3000', ...BROWSER }, 200],
    ['a page load', { ...BROWSER, 'sec-fetch-site': 'none' }, 200],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }, 403],
    ['a foreign origin', { origin: 'http://evil.example.com' }, 403],
    ['another port in the origin', { origin: 'http://localhost:4000' }, 403],
    ['another scheme', { origin: 'https://localhost:3000' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['a listed origin without own key', { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' }, 403],
  ])('%s', async (_name, headers, status) => {
    const { port, seen } = await start({ ALLOWED_ORIGINS: 'https://app.example.com' });
    const cookie = await cookieOf({ kind: 'loopback' });
    const answer = await ask(port, '/api/agents', { headers: { host: 'localhost:3000', cookie, ...headers } });
    expect(answer.status).toBe(status);
    if (status === 403) {
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'CROSS_ORIGIN' });
      expect(seen).toEqual([]);
    }
  });

  it('answers CORS for a listed origin with an own key, and for nobody else', async () => {
    const { port } = await start(REMOTE);
    const headers = { host: 'chat.example.com', origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' };
    const withKey = await ask(port, '/api/agents', { headers: { ...headers, 'x-api-key': 'own-key' } });
    expect(withKey.status).toBe(200);
    expect(withKey.headers['access-control-allow-origin']).toBe('https://app.example.com');
    expect(withKey.headers['access-control-allow-credentials']).toBeUndefined();
    expect(withKey.headers.vary).toContain('Origin');
    const foreign = await ask(port, '/api/agents', {
      headers: { ...headers, origin: 'https://evil.example.com', 'x-api-key': 'own-key' },
    });
    expect(foreign.status).toBe(403);
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('answers a preflight for what exists', async () => {
    const { port, seen } = await start(REMOTE);
    const preflight = (path: string, method: string, origin = 'https://app.example.com') =>
      ask(port, path, {
        method: 'OPTIONS',
        headers: { host: 'chat.example.com', origin, 'access-control-request-method': method },
      });
    const granted = await preflight('/api/runs', 'POST');
    expect(granted.status).toBe(204);
    expect(granted.headers['access-control-allow-methods']).toBe('POST');
    expect(granted.headers['access-control-allow-headers']).toContain('x-api-key');
    expect((await preflight('/api/runs', 'PUT')).status).toBe(405);
    expect((await preflight('/api/nothing', 'GET')).status).toBe(404);
    expect((await preflight('/api/runs', 'POST', 'https://evil.example.com')).status).toBe(403);
    expect(seen).toEqual([]);
  });
});

describe('paths and methods', () => {
  it.each([
    ['GET', '/api/nothing', 404],
    ['GET', '/api', 404],
    ['GET', '/api/', 404],
    ['GET', '/api/agents/', 404],
    ['GET', '/api/../health', 404],
    ['GET', '/api/agents/..', 404],
    ['GET', '/api/agents/%2e%2e', 404],
    ['GET', '/api/agents%2fcode', 404],
    ['GET', '/v1/models', 404],
    ['GET', '/health/', 404],
    ['GET', '/healthy', 200],
    ['PUT', '/api/agents', 405],
    ['HEAD', '/api/agents', 200],
    ['HEAD', '/api/chat/stream', 405],
    ['DELETE', '/health', 405],
    ['GET', '/ws/other', 404],
    ['GET', '/auth/other', 404],
    ['POST', '/some/page', 405],
    ['GET', '/a/../b', 400],
    ['GET', '/a/%2e%2E/b', 400],
    ['GET', '/a/..%2fb', 400],
    ['GET', '//evil.example.com', 400],
    ['GET', '/a\\..\\b', 400],
  ])('%s %s → %i', async (method, path, status) => {
    const { port } = await start();
    const { received, closed } = sendRaw(port, `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    await closed;
    expect(received()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('names the methods that exist', async () => {
    const { port } = await start();
    const answer = await ask(port, '/api/conversations', { method: 'PUT' });
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'METHOD_NOT_ALLOWED', details: { allow: ['GET', 'HEAD', 'POST'] } });
  });
});

describe('requests that two parsers could read in two ways', () => {
  it.each([
    ['both lengths', 'POST /api/runs HTTP/1.1', 'Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n'],
    ['two lengths', 'POST /api/runs HTTP/1.1', 'Content-Length: 5\r\nContent-Length: 6', 'hello'],
    ['a list of lengths', 'POST /api/runs HTTP/1.1', 'Content-Length: 5, 5', 'hello'],
    ['a signed length', 'POST /api/runs HTTP/1.1', 'Content-Length: +5', 'hello'],
    ['a folded header', 'GET /api/agents HTTP/1.1', 'X-Api-Key: a\r\n b', ''],
    ['a space before the colon', 'POST /api/runs HTTP/1.1', 'Content-Length : 5', 'hello'],
    ['another coding', 'POST /api/runs HTTP/1.1', 'Transfer-Encoding: gzip, chunked', '0\r\n\r\n'],
    ['a disguised coding', 'POST /api/runs HTTP/1.1', 'Transfer-Encoding: xchunked', '0\r\n\r\n'],
    ['two hosts', 'GET /api/agents HTTP/1.1', 'Host: evil.example.com', ''],
    ['two keys', 'GET /api/agents HTTP/1.1', 'X-Api-Key: a\r\nX-Api-Key: b', ''],
    ['two authorizations', 'GET /api/agents HTTP/1.1', 'Authorization: Bearer a\r\nAuthorization: Bearer b', ''],
    ['an absolute target', 'GET http://localhost/api/agents HTTP/1.1', 'Accept: */*', ''],
    ['a body on GET', 'GET /api/agents HTTP/1.1', 'Content-Length: 30', 'GET /api/keys HTTP/1.1\r\n\r\n1234'],
    [
      'a chunked body on DELETE',
      'DELETE /api/conversations/conv_1 HTTP/1.1',
      'Transfer-Encoding: chunked',
      '5\r\nhello\r\n0\r\n\r\n',
    ],
    ['a bare line feed in a value', 'GET /api/agents HTTP/1.1', 'X-Test: a\nX-Api-Key: b', ''],
  ])('%s is refused', async (_name, line, headers, body) => {
    const { port, seen } = await start();
    const { received, closed } = sendRaw(port, `${line}\r\nHost: localhost\r\n${headers}\r\nConnection: close\r\n\r\n${body}`);
    await closed;
    expect(received()).toMatch(/^HTTP\/1.1 400 /);
    expect(received()).toContain('"code":"BAD_REQUEST"');
    expect(received()).toMatch(/x-request-id: /i);
    expect(seen).toEqual([]);
  });

  it('passes one chunked body on as one body', async () => {
    const { port, seen } = await start();
    const { received, closed } = sendRaw(
      port,
      'POST /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    );
    await closed;
    expect(received()).toContain('"body":"hello"');
    expect(seen).toEqual(['POST /api/runs']);
  });

  it.each([
    ['no host', 'Connection: close', 400, 'INVALID_HOST'],
    ['an unknown expectation', 'Host: localhost\r\nExpect: wonders\r\nConnection: close', 404, 'NOT_FOUND'],
  ])('%s gets an answer in contract shape', async (_name, headers, status, code) => {
    const { port } = await start();
    const { received, closed } = sendRaw(port, `GET /api/nothing HTTP/1.1\r\n${headers}\r\n\r\n`);
    await closed;
    expect(received()).toContain(`HTTP/1.1 ${status} `);
    expect(received()).toContain(`"code":"${code}"`);
  });

  it('answers 413 for a head that is too large', async () => {
    const { port } = await start();
    const answer = await ask(port, `/api/agents?${'a'.repeat(400_000)}`);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'TOO_LARGE' });
  });
});

describe('a recording', () => {
  it('may be larger than other bodies, up to 25 MB and its envelope', async () => {
    const { port } = await start({ MAX_BODY_BYTES: '2048' });
    const post = (path: string, bytes: number) =>
      ask(port, path, {
        method: 'POST',
        headers: { 'x-api-key': 'ada-key', 'content-type': 'multipart/form-data; boundary=x', 'content-length': String(bytes) },
        body: 'x'.repeat(bytes),
      });
    expect((await post('/api/voice/transcribe', 3 * 2 ** 20)).status).toBe(200);
    expect((await post('/api/voice/speak', 4_096)).status).toBe(413);
    const head = 'POST /api/voice/transcribe HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ada-key\r\n';
    const { received } = sendRaw(port, `${head}Content-Length: ${26 * 2 ** 20}\r\n\r\n`);
    await until(() => received().includes('TOO_LARGE'));
  });
});

describe('what reaches the orchestrator', () => {
  it('has our identity headers and none of the client', async () => {
    const { port, orchestrator } = await start();
    const { text } = await ask(port, '/api/agents?limit=1', {
      headers: {
        host: 'localhost:3000',
        'x-forwarded-for': '6.6.6.6',
        'x-forwarded-host': 'evil.example.com',
        'x-forwarded-proto': 'https',
        forwarded: 'for=6.6.6.6',
        'x-real-ip': '6.6.6.6',
        'x-user-id': 'admin',
        'x-owner-id': 'admin',
        'x-http-method-override': 'DELETE',
        'x-middleware-subrequest': 'x',
        'accept-encoding': 'gzip',
        te: 'trailers',
        'x-request-id': 'caller-1',
        'x-api-key': 'own-key',
        cookie: await cookieOf({ kind: 'loopback' }),
      },
    });
    const { url, headers } = JSON.parse(text) as { url: string; headers: Record<string, string> };
    expect(url).toBe('/api/agents?limit=1');
    expect(headers).toEqual({
      host: orchestrator.url.host,
      'x-request-id': 'caller-1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'localhost:3000',
      'x-forwarded-proto': 'http',
      'x-api-key': 'own-key',
      connection: 'keep-alive',
    });
  });

  it('believes as many proxies as are trusted, counted from the right', async () => {
    const { port } = await start({ ...REMOTE, TRUST_PROXY: '1' });
    const headers = {
      host: 'chat.example.com',
      'x-forwarded-for': '6.6.6.6, 10.0.0.7',
      'x-forwarded-proto': 'https',
      'x-api-key': 'own-key',
      origin: 'https://chat.example.com',
    };
    const answer = await ask(port, '/api/agents', { headers });
    expect((JSON.parse(answer.text) as { headers: object }).headers).toMatchObject({
      'x-forwarded-for': '10.0.0.7',
      'x-forwarded-proto': 'https',
    });
    expect(answer.headers['strict-transport-security']).toContain('max-age=');
  });

  it('makes a request id when the caller has no safe one', async () => {
    const { port } = await start();
    const answer = await ask(port, '/api/agents', { headers: { 'x-request-id': 'a b"c' } });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.text).toContain(answer.headers['x-request-id'] as string);
  });
});

describe('who calls', () => {
  const keyOf = (text: string) => (JSON.parse(text) as { headers: Record<string, string> }).headers['x-api-key'];

  it('gives a local script the development key, in both headers', async () => {
    const { port } = await start();
    const { headers } = JSON.parse((await ask(port, '/api/agents')).text) as { headers: Record<string, string> };
    expect(headers).toMatchObject({ 'x-api-key': 'dev-api-key-2025', authorization: 'Bearer dev-api-key-2025' });
  });

  it.each([
    ['a browser without session', { ...BROWSER }],
    ['a browser too old for Sec-Fetch', { 'user-agent': 'Mozilla/5.0' }],
    ['a page of ours without session', { origin: 'http://localhost:3000' }],
    ['something behind a proxy', { 'x-forwarded-for': '10.0.0.7' }],
    ['something behind a CDN', { via: '1.1 edge' }],
    ['a forged cookie', { ...BROWSER, cookie: 'cartrita_session_3000=Fe26.2*1*forged' }],
  ])('refuses %s', async (_name, headers) => {
    const { port, seen } = await start();
    const answer = await ask(port, '/api/agents', { headers: { host: 'localhost:3000', ...headers } });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(seen).toEqual([]);
  });

  it('never gives the key away beyond loopback, but serves what is public', async () => {
    const { port } = await start(REMOTE);
    expect((await ask(port, '/api/agents')).status).toBe(401);
    expect((await ask(port, '/metrics')).status).toBe(401);
    const health = await ask(port, '/health');
    expect(health.status).toBe(200);
    expect(keyOf(health.text)).toBeUndefined();
    const stolen = await ask(port, '/api/agents', { headers: { ...BROWSER, cookie: await cookieOf({ kind: 'loopback' }) } });
    expect(stolen.status).toBe(401);
  });

  it('uses the key inside a session, and never a session beside an own key', async () => {
    const { port } = await start(REMOTE);
    const cookie = await cookieOf({ kind: 'signed-in', key: 'ada-key', issuedAt: 1 });
    expect(keyOf((await ask(port, '/api/agents', { headers: { ...BROWSER, cookie } })).text)).toBe('ada-key');
    const both = JSON.parse(
      (await ask(port, '/api/agents', { headers: { ...BROWSER, cookie, authorization: 'Bearer mine' } })).text,
    ) as {
      headers: Record<string, string>;
    };
    expect(both.headers.authorization).toBe('Bearer mine');
    expect(both.headers['x-api-key']).toBeUndefined();
    expect(both.headers.cookie).toBeUndefined();
  });
});

describe('bodies', () => {
  it('refuses a large one at once, so that a client that is still sending gets the answer', async () => {
    const { port, seen } = await start();
    for (const path of ['/api/runs', '/api/chat']) {
      const { socket, received } = sendRaw(port, `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000000\r\n\r\n`);
      for (let sent = 0; sent < 8 && !socket.destroyed; sent++) socket.write(Buffer.alloc(1_000_000));
      await until(() => received().includes('TOO_LARGE'));
      expect(received()).toMatch(/^HTTP\/1.1 413 /);
      expect(socket.destroyed).toBe(false);
      socket.destroy();
    }
    expect(seen).toEqual([]);
  });

  it('counts a body without declared length', async () => {
    const { port, seen } = await start({ MAX_BODY_BYTES: '2048' });
    const answer = await ask(port, '/api/chat', {
      method: 'POST',
      headers: { 'transfer-encoding': 'chunked' },
      body: Buffer.alloc(5_000, 'a'),
    });
    expect(answer.status).toBe(413);
    expect(seen).toEqual([]);
  });

  it('passes on the early answer of the orchestrator to a client that is still sending', async () => {
    const orchestrator = await startUpstream(scope, (_request, response) => {
      response.writeHead(413, { 'content-type': 'application/json' });
      response.end('{"error":"too large","code":"TOO_LARGE"}');
    });
    const { port } = await startFront(scope, { orchestrator: orchestrator.url, variables: { MAX_BODY_BYTES: '100000000' } });
    const { socket, received } = sendRaw(port, 'POST /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000000\r\n\r\n');
    for (let sent = 0; sent < 8 && !socket.destroyed; sent++) socket.write(Buffer.alloc(1_000_000));
    await until(() => received().includes('TOO_LARGE'));
    expect(received()).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
  });
});

describe('an orchestrator that fails', () => {
  it.each(['/api/agents', '/api/runs/run_1/stream'])('%s: refused, reset, silent', async (path) => {
    const reset = await startUpstream(scope, (request) => request.socket.resetAndDestroy());
    const silent = await startUpstream(scope, () => {});
    const codes = async (url: URL, isStarting = false) => {
      const { port } = await startFront(scope, { orchestrator: url, variables: { PROXY_IDLE_TIMEOUT_MS: '150' }, isStarting });
      const answer = await ask(port, path, { headers: { 'x-request-id': 'r-1' } });
      expect(answer.headers['x-request-id']).toBe('r-1');
      return [answer.status, (JSON.parse(answer.text) as { code: string }).code];
    };
    const refused = new URL('http://127.0.0.1:1');
    expect(await codes(refused)).toEqual([503, 'BACKEND_DOWN']);
    expect(await codes(refused, true)).toEqual([503, 'NOT_READY']);
    expect(await codes(reset.url)).toEqual([502, 'PROXY_ERROR']);
    expect(await codes(silent.url)).toEqual([504, 'PROXY_ERROR']);
  });

  it('keeps an answer as it is, but for what it has no say in', async () => {
    const orchestrator = await startUpstream(scope, (_request, response) => {
      response.writeHead(422, {
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
        'x-powered-by': 'x',
        server: 'x',
        'x-request-id': 'theirs',
        etag: '"1"',
      });
      response.end('{"error":"e","code":"VALIDATION_FAILED"}');
    });
    const { port } = await startFront(scope, { orchestrator: orchestrator.url });
    const answer = await ask(port, '/api/agents', { headers: { 'x-request-id': 'ours' } });
    expect(answer).toMatchObject({ status: 422, text: '{"error":"e","code":"VALIDATION_FAILED"}' });
    expect(answer.headers).toMatchObject({ 'x-request-id': 'ours', etag: '"1"', 'x-content-type-options': 'nosniff' });
    for (const name of ['access-control-allow-origin', 'x-powered-by', 'server']) expect(answer.headers).not.toHaveProperty(name);
  });

  it('closes the upstream connection when the client goes away', async () => {
    let closed = false;
    const orchestrator = await startUpstream(scope, (_request, response) => {
      response.once('close', () => {
        closed = true;
      });
      response.writeHead(200).write('x');
    });
    const { port } = await startFront(scope, { orchestrator: orchestrator.url });
    const answer = await open(port, '/api/agents');
    await once(answer, 'data');
    answer.destroy();
    await until(() => closed);
  });

  it('serves more streams at once than a default agent has sockets', async () => {
    const orchestrator = await startUpstream(scope, (_request, response) => void response.writeHead(200).write('x'));
    const { port } = await startFront(scope, { orchestrator: orchestrator.url });
    const answers = await Promise.all(Array.from({ length: 300 }, () => open(port, '/api/agents')));
    await Promise.all(answers.map((answer) => once(answer, 'data')));
    for (const answer of answers) answer.destroy();
  });
});

it('lets an open answer end before it stops, and takes nothing new', async () => {
  let finish = () => {};
  const orchestrator = await startUpstream(scope, (_request, response) => {
    response.writeHead(200).write('first ');
    finish = () => void response.end('last');
  });
  const { port, front } = await startFront(scope, { orchestrator: orchestrator.url });
  const answer = await open(port, '/api/agents');
  await once(answer, 'data');
  const stopped = front.stop(20_000);
  await expect(ask(port, '/api/agents')).rejects.toThrow('ECONNREFUSED');
  finish();
  const [rest] = (await once(answer, 'data')) as [Buffer];
  expect(rest.toString()).toBe('last');
  await stopped;
});

it('says that it is not ready while it drains, and still answers', async () => {
  const orchestrator = await startUpstream(scope, echo);
  const { port, front } = await startFront(scope, { orchestrator: orchestrator.url });
  expect((await ask(port, '/health/ready')).status).toBe(200);
  front.drain();
  const answer = await ask(port, '/health/ready');
  expect([answer.status, JSON.parse(answer.text).code, answer.headers['retry-after']]).toEqual([503, 'NOT_READY', '1']);
  expect((await ask(port, '/api/agents')).status).toBe(200);
});

it('answers clients that offer another protocol as if they did not', async () => {
  const orchestrator = await startUpstream(scope, echo);
  const { port } = await startFront(scope, { orchestrator: orchestrator.url });
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAARAAAAAAAIAAAAA' };
  const answer = await ask(port, '/api/agents', { headers });
  expect(answer.status).toBe(200);
  expect(answer.text).not.toContain('h2c');
});

it('breaks what does not end in time', async () => {
  const orchestrator = await startUpstream(scope, (_request, response) => void response.writeHead(200).write('x'));
  const { port, front } = await startFront(scope, { orchestrator: orchestrator.url });
  const answer = await open(port, '/api/agents');
  await once(answer, 'data');
  const broken = once(answer, 'error');
  await front.stop(50);
  await broken;
});

it('logs each request with its id, and no secret and nothing that a person wrote', async () => {
  const lines: string[] = [];
  const logger = createLogger('trace', { write: (line) => void lines.push(line) });
  const orchestrator = await startUpstream(scope, (request, response) => {
    if (request.url?.startsWith('/api/agents')) request.socket.destroy();
    else echo(request, response);
  });
  const { port } = await startFront(scope, { orchestrator: orchestrator.url, logger });
  const headers = {
    'x-request-id': 'r-1',
    'x-api-key': 'KEY-SECRET',
    authorization: 'Bearer KEY-SECRET',
    cookie: 'a=COOKIE-SECRET',
  };
  await ask(port, '/api/agents?q=QUERY-SECRET', { headers });
  await ask(port, '/api/runs', { method: 'POST', headers, body: 'BODY-SECRET' });
  await ask(port, '/api/chat/stream?message=QUERY-SECRET', { headers });
  await ask(port, '/page?q=QUERY-SECRET', { headers });
  await until(() => lines.filter((line) => line.includes('"msg":"request"')).length === 4);
  const log = lines.join('');
  expect(log).toContain('"request_id":"r-1","method":"POST","path":"/api/runs","status":200');
  expect(log).toContain('"code":"PROXY_ERROR"');
  expect(log).not.toMatch(/SECRET|dev-api-key/);
});
