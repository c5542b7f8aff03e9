import { afterEach, describe, expect, it } from 'vitest';
import { BROWSER, cookieOf, REMOTE, startEchoFront } from './fixtures/echo-front.ts';
import { ask, createScope } from './fixtures/harness.ts';

const scope = createScope();
afterEach(() => scope.close());

describe('who calls', () => {
  const keyOf = (text: string) => (JSON.parse(text) as { headers: Record<string, string> }).headers['x-api-key'];

  it('gives a local script the development key, in both headers', async () => {
    const { port } = await startEchoFront(scope);
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
    const { port, seen } = await startEchoFront(scope);
    const answer = await ask(port, '/api/agents', { headers: { host: 'localhost:3000', ...headers } });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(seen).toEqual([]);
  });

  it('never gives the key away beyond loopback, but serves what is public', async () => {
    const { port } = await startEchoFront(scope, REMOTE);
    expect((await ask(port, '/api/agents')).status).toBe(401);
    expect((await ask(port, '/metrics')).status).toBe(401);
    const health = await ask(port, '/health');
    expect(health.status).toBe(200);
    expect(keyOf(health.text)).toBeUndefined();
    const stolen = await ask(port, '/api/agents', { headers: { ...BROWSER, cookie: await cookieOf({ kind: 'loopback' }) } });
    expect(stolen.status).toBe(401);
  });

  it('uses the key inside a session, and never a session beside an own key', async () => {
    const { port } = await startEchoFront(scope, REMOTE);
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
