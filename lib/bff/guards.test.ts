import { afterEach, describe, expect, it } from 'vitest';
import { BROWSER, cookieOf, REMOTE, startEchoFront } from './fixtures/echo-front.ts';
import { ask, createScope, sendRaw } from './fixtures/harness.ts';

const scope = createScope();
afterEach(() => scope.close());

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
    const { port } = await startEchoFront(scope, { ALLOWED_HOSTS: 'chat.example.com' });
    const answer = await ask(port, '/health', { headers: { host } });
    expect(answer.status).toBe(status);
    if (status === 400) expect(JSON.parse(answer.text)).toMatchObject({ code: 'INVALID_HOST' });
  });

  it('matches a listed port exactly and a wildcard by its subdomains', async () => {
    const { port } = await startEchoFront(scope, { ALLOWED_HOSTS: 'a.example.com:8443,*.example.org' });
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
    const { port, seen } = await startEchoFront(scope, { ALLOWED_ORIGINS: 'https://app.example.com' });
    const cookie = await cookieOf({ kind: 'loopback' });
    const answer = await ask(port, '/api/agents', { headers: { host: 'localhost:3000', cookie, ...headers } });
    expect(answer.status).toBe(status);
    if (status === 403) {
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'CROSS_ORIGIN' });
      expect(seen).toEqual([]);
    }
  });

  it('answers CORS for a listed origin with an own key, and for nobody else', async () => {
    const { port } = await startEchoFront(scope, REMOTE);
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
    const { port, seen } = await startEchoFront(scope, REMOTE);
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
    const { port } = await startEchoFront(scope);
    const { received, closed } = sendRaw(port, `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    await closed;
    expect(received()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('names the methods that exist', async () => {
    const { port } = await startEchoFront(scope);
    const answer = await ask(port, '/api/conversations', { method: 'PUT' });
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'METHOD_NOT_ALLOWED', details: { allow: ['GET', 'HEAD', 'POST'] } });
  });
});
