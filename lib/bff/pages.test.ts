import { afterEach, describe, expect, it } from 'vitest';
import { ask, createScope, echo, STRONG_KEY, startFront, startUpstream } from './fixtures/harness.ts';

const scope = createScope();
afterEach(() => scope.close());

const HOST = 'chat.example.com';
const REMOTE = { HOST: '0.0.0.0', CARTRITA_API_KEY: STRONG_KEY, ALLOWED_HOSTS: HOST };
const PAGE_LOAD = {
  'user-agent': 'Mozilla/5.0',
  accept: 'text/html',
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', origin: `http://${HOST}` };

/** An orchestrator that knows one key, and a Next that says what it got. */
async function start(variables: Record<string, string> = {}) {
  const orchestrator = await startUpstream(scope, (request, response) => {
    if (request.url !== '/api/agents' || request.headers['x-api-key'] === 'ada-key') return echo(request, response);
    response.writeHead(request.headers['x-api-key'] === 'broken' ? 500 : 401).end('{}');
  });
  const next = await startUpstream(scope, echo);
  return await startFront(scope, { orchestrator: orchestrator.url, next: next.url, variables });
}

function signIn(port: number, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(fields).toString();
  return ask(port, '/auth/sign-in', { method: 'POST', headers: { host: HOST, ...FORM, ...headers }, body });
}

function cookieOf(answer: { headers: { 'set-cookie'?: string[] | undefined } }): string {
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

function headersSeen(text: string): Record<string, string> {
  return (JSON.parse(text) as { headers: Record<string, string> }).headers;
}

describe('a page on loopback', () => {
  it('opens a session by itself, which then serves its calls', async () => {
    const { port } = await start({ CARTRITA_API_KEY: 'ada-key' });
    const page = await ask(port, '/', { headers: { host: 'localhost:3000', ...PAGE_LOAD } });
    expect(page.status).toBe(200);
    expect(page.headers['set-cookie']?.[0]).toMatch(/^cartrita_session_3000=.+; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(page.text + JSON.stringify(page.headers)).not.toContain('ada-key');
    const cookie = cookieOf(page);
    const headers = { host: 'localhost:3000', 'sec-fetch-site': 'same-origin', cookie };
    expect(headersSeen((await ask(port, '/api/agents', { headers })).text)).toMatchObject({ 'x-api-key': 'ada-key' });
    expect(JSON.parse((await ask(port, '/auth/session', { headers })).text)).toEqual({ authenticated: true, mode: 'loopback' });
    expect((await ask(port, '/', { headers: { host: 'localhost:3000', ...PAGE_LOAD, cookie } })).headers).not.toHaveProperty(
      'set-cookie',
    );
  });

  it('opens none for what came through a proxy', async () => {
    const { port } = await start();
    const page = await ask(port, '/', { headers: { host: 'localhost:3000', 'x-forwarded-for': '10.0.0.7', ...PAGE_LOAD } });
    expect(page).toMatchObject({ status: 303, headers: { location: '/sign-in' } });
  });

  it('gets a policy with a nonce of its own, which Next gets too', async () => {
    const { port } = await start();
    const load = () =>
      ask(port, '/', { headers: { host: 'localhost', ...PAGE_LOAD, 'x-nonce': 'evil', 'content-security-policy': 'none' } });
    const [one, other] = [await load(), await load()];
    const nonce = /'nonce-([^']+)'/.exec(one.headers['content-security-policy'] as string)?.[1];
    expect(nonce).toMatch(/^[A-Za-z0-9+/=]{22,}$/);
    expect(headersSeen(one.text)).toMatchObject({
      'x-nonce': nonce,
      'content-security-policy': one.headers['content-security-policy'],
    });
    expect(other.headers['content-security-policy']).not.toBe(one.headers['content-security-policy']);
    expect(one.headers['content-security-policy']).not.toContain("'unsafe-eval'");
    expect(one.headers).toMatchObject({
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each<[Record<string, string>, string]>([
    [{}, "connect-src 'self';"],
    [{ DEEPGRAM_BASE_URL: 'http://127.0.0.1:9' }, "connect-src 'self';"],
    [{ DEEPGRAM_API_KEY: 'set' }, "connect-src 'self' wss://api.deepgram.com;"],
    [{ DEEPGRAM_API_KEY: 'set', DEEPGRAM_BASE_URL: 'http://127.0.0.1:9' }, "connect-src 'self' ws://127.0.0.1:9;"],
  ])('may reach its own origin, and who transcribes live: %j', async (variables, directive) => {
    const { port } = await start(variables);
    const { headers } = await ask(port, '/', { headers: { host: 'localhost:3000', ...PAGE_LOAD } });
    expect(headers['content-security-policy']).toContain(directive);
    expect(headers['content-security-policy']).toContain("'wasm-unsafe-eval'");
    expect(headers['permissions-policy']).toContain('microphone=(self)');
  });

  it('hands Next no key and no session, but the cookies of the interface', async () => {
    const { port } = await start();
    const cookie = cookieOf(await ask(port, '/', { headers: { host: 'localhost:3000', ...PAGE_LOAD } }));
    const page = await ask(port, '/a?b=1', {
      headers: { host: 'localhost:3000', ...PAGE_LOAD, cookie: `theme=dark; ${cookie}`, 'x-middleware-subrequest': 'middleware' },
    });
    const seen = headersSeen(page.text);
    expect(seen).toMatchObject({ cookie: 'theme=dark', host: 'localhost:3000' });
    for (const name of ['x-api-key', 'authorization', 'x-middleware-subrequest']) expect(seen).not.toHaveProperty(name);
    expect(JSON.parse(page.text)).toMatchObject({ url: '/a?b=1' });
  });

  it('comes back by itself while Next starts; its parts get the plain error', async () => {
    const orchestrator = await startUpstream(scope, echo);
    const { port } = await startFront(scope, { orchestrator: orchestrator.url, next: new URL('http://127.0.0.1:1') });
    const page = await ask(port, '/a?b="><script>', { headers: { host: 'localhost', ...PAGE_LOAD } });
    expect(page).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    expect(page.text).toContain('http-equiv="refresh" content="2;url=/a?b=&quot;&gt;&lt;script&gt;"');
    const part = await ask(port, '/_next/static/a.js', { headers: { host: 'localhost', accept: '*/*' } });
    expect(part.status).toBe(503);
    expect(JSON.parse(part.text)).toMatchObject({ code: 'BACKEND_DOWN' });
  });
});

describe('signing in', () => {
  it('is asked for beyond loopback, and leads back to the page', async () => {
    const { port } = await start(REMOTE);
    const page = await ask(port, '/c/conv_1?x=1', { headers: { host: HOST, ...PAGE_LOAD } });
    expect(page).toMatchObject({ status: 303, headers: { location: '/sign-in?next=%2Fc%2Fconv_1%3Fx%3D1' } });
    const form = await ask(port, page.headers.location as string, { headers: { host: HOST, ...PAGE_LOAD } });
    expect(form.status).toBe(200);
    expect(form.text).toContain('<input type="hidden" name="next" value="/c/conv_1?x=1">');
    expect(form.headers['content-security-policy']).toContain("default-src 'none'");
    const done = await signIn(port, { access_key: ' ada-key ', next: '/c/conv_1?x=1' });
    expect(done).toMatchObject({ status: 303, headers: { location: '/c/conv_1?x=1' } });
    expect(JSON.stringify(done)).not.toContain('ada-key');
    const headers = { host: HOST, cookie: cookieOf(done), 'sec-fetch-site': 'same-origin' };
    expect(headersSeen((await ask(port, '/api/agents', { headers })).text)['x-api-key']).toBe('ada-key');
    expect((await ask(port, '/', { headers: { ...PAGE_LOAD, ...headers } })).status).toBe(200);
    expect(await ask(port, '/sign-in', { headers: { ...PAGE_LOAD, ...headers } })).toMatchObject({
      status: 303,
      headers: { location: '/' },
    });
  });

  it('lets a link from another site find the session', async () => {
    const { port } = await start(REMOTE);
    const page = await ask(port, '/c/1', { headers: { host: HOST, ...PAGE_LOAD, 'sec-fetch-site': 'cross-site' } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('content="0;url=/c/1"');
  });

  it.each(['//evil.example.com', 'https://evil.example.com', '/\\evil.example.com', '/sign-in', '/\r\nX: y', ''])(
    'never leads elsewhere: %j',
    async (next) => {
      const { port } = await start(REMOTE);
      expect((await signIn(port, { access_key: 'ada-key', next })).headers.location).toBe('/');
    },
  );

  it('refuses a wrong key and says when a key cannot be checked', async () => {
    const { port } = await start(REMOTE);
    const wrong = await signIn(port, { access_key: 'wrong', next: '/"><script>' });
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain('role="alert"');
    expect(wrong.text).not.toContain('<script>');
    expect(wrong.headers).not.toHaveProperty('set-cookie');
    expect((await signIn(port, { access_key: 'broken' })).status).toBe(503);
    expect((await signIn(port, { access_key: 'with\r\nbreak' })).status).toBe(401);
    expect((await signIn(port, {})).status).toBe(401);
  });

  it('limits attempts', async () => {
    const { port } = await start(REMOTE);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt++) statuses.push((await signIn(port, { access_key: 'wrong' })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    const limited = await signIn(port, { access_key: 'ada-key' });
    expect(limited.status).toBe(429);
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a foreign origin', { origin: 'https://evil.example.com' }],
    ['an opaque origin', { origin: 'null' }],
  ])('is not done for %s', async (_name, headers) => {
    const { port } = await start(REMOTE);
    expect((await signIn(port, { access_key: 'ada-key' }, headers)).status).toBe(403);
  });

  it('takes forms only, and small ones', async () => {
    const { port } = await start(REMOTE);
    expect((await signIn(port, {}, { 'content-type': 'application/json' })).status).toBe(415);
    expect((await signIn(port, { access_key: 'x'.repeat(10_000) })).status).toBe(413);
  });

  it('ends with signing out', async () => {
    const { port } = await start(REMOTE);
    const out = await ask(port, '/auth/sign-out', { method: 'POST', headers: { host: HOST, ...FORM } });
    expect(out).toMatchObject({ status: 303, headers: { location: '/sign-in' } });
    expect(out.headers['set-cookie']?.[0]).toMatch(/^cartrita_session_3000=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await ask(port, '/auth/sign-out', { headers: { host: HOST } })).status).toBe(404);
  });

  it('uses a secure cookie bound to the host behind https', async () => {
    const { port } = await start({ ...REMOTE, TRUST_PROXY: 'on' });
    const done = await signIn(port, { access_key: 'ada-key' }, { origin: `https://${HOST}`, 'x-forwarded-proto': 'https' });
    expect(done.headers['set-cookie']?.[0]).toMatch(/^__Host-cartrita_session_3000=.*; Secure$/);
    const status = await ask(port, '/auth/session', {
      headers: { host: HOST, 'x-forwarded-proto': 'https', cookie: cookieOf(done) },
    });
    expect(JSON.parse(status.text)).toEqual({ authenticated: true, mode: 'sign-in' });
  });
});
