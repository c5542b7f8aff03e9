import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { cookieOf, REMOTE, startEchoFront } from './fixtures/echo-front.ts';
import { ask, createScope, echo, open, startFront, startUpstream, until } from './fixtures/harness.ts';
import { createLogger } from './logger.ts';

const scope = createScope();
afterEach(() => scope.close());

describe('what reaches the orchestrator', () => {
  it('has our identity headers and none of the client', async () => {
    const { port, orchestrator } = await startEchoFront(scope);
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
    const { port } = await startEchoFront(scope, { ...REMOTE, TRUST_PROXY: '1' });
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
    const { port } = await startEchoFront(scope);
    const answer = await ask(port, '/api/agents', { headers: { 'x-request-id': 'a b"c' } });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.text).toContain(answer.headers['x-request-id'] as string);
  });
});

describe('an orchestrator that fails', () => {
  it.each(['/api/agents', '/api/runs/run_1/stream'])('%s: refused, reset, silent', async (path) => {
    const reset = await startUpstream(scope, (request) => request.socket.resetAndDestroy());
    const silent = await startUpstream(scope, () => {});
    const codes = async (url: URL, isStarting = false) => {
      const { port } = await startFront(scope, { orchestrator: url, variables: { PROXY_IDLE_TIMEOUT_MS: '1000' }, isStarting });
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
