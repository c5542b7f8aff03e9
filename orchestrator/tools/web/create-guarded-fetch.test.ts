import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebSite, type WebSite } from '../../../e2e/standins/web-site.ts';
import { createRecordingContext } from '../testing/tool-context.ts';
import { createGuardedFetch, type GuardedFetchOptions } from './create-guarded-fetch.ts';
import { createWebTools } from './create-web-tools.ts';
import { type Dial, toPinnedLookup } from './dial.ts';

const PUBLIC = '93.184.215.14';
const OTHER_PUBLIC = '2606:4700:4700::1111';

describe('createGuardedFetch', () => {
  let site: WebSite;
  beforeAll(async () => {
    site = await startWebSite();
  });
  afterAll(() => site.stop());

  const isPage = (type: string) => !type.startsWith('image/');

  function get(path: string, options: GuardedFetchOptions = {}, signal: AbortSignal = new AbortController().signal) {
    const fetchPage = createGuardedFetch({ allowHosts: [`127.0.0.1:${site.port}`], ...options });
    return fetchPage(new URL(path, site.origin), isPage, signal);
  }

  /** Stands in for the Internet: notes which address would have been connected to, and connects to the local site. */
  function createInternet(names: Record<string, string[][]>) {
    const dialled: { host: string; addresses: readonly string[] }[] = [];
    const dial: Dial = ({ host, addresses }) => {
      dialled.push({ host, addresses });
      return connect(site.port, '127.0.0.1');
    };
    const resolve = async (host: string) => names[host]?.shift() ?? [];
    return { dialled, options: { dial, resolve, allowHosts: [] } };
  }

  it('connects to the address that was checked, whatever the name points to a moment later', async () => {
    const { dialled, options } = createInternet({ 'rebind.example': [[PUBLIC], ['127.0.0.1'], ['127.0.0.1']] });
    const { bytes } = await get('http://rebind.example/notes.txt', options);
    expect(Buffer.from(bytes).toString()).toContain('Ring the bell twice.');
    expect(dialled).toEqual([{ host: 'rebind.example', addresses: [PUBLIC] }]);
    await expect(
      createGuardedFetch(options)(new URL('http://rebind.example/'), isPage, new AbortController().signal),
    ).rejects.toThrow('not on the public Internet');
    expect(dialled).toHaveLength(1);
  });

  it('resolves and checks each hop of a redirect', async () => {
    const { dialled, options } = createInternet({ 'first.example': [[PUBLIC]], 'second.example': [[OTHER_PUBLIC]] });
    const to = encodeURIComponent('http://second.example/notes.txt');
    const { url } = await get(`http://first.example/redirect?to=${to}`, options);
    expect(url.href).toBe('http://second.example/notes.txt');
    expect(dialled.map(({ addresses }) => addresses)).toEqual([[PUBLIC], [OTHER_PUBLIC]]);
  });

  it.each([
    'http://127.0.0.1/',
    'http://127.0.0.1:8080/',
    'http://2130706433/',
    'http://[::ffff:7f00:1]/',
    'http://169.254.169.254/latest/meta-data/',
    '//localhost/',
    'http://inside.example/',
  ])('does not follow a redirect to %s', async (to) => {
    const names = { 'first.example': [[PUBLIC]], localhost: [['127.0.0.1']], 'inside.example': [['10.0.0.7']] };
    const { dialled, options } = createInternet(names);
    const followed = get(`http://first.example/redirect?to=${encodeURIComponent(to)}`, options);
    await expect(followed).rejects.toThrow('not on the public Internet');
    expect(dialled).toHaveLength(1);
  });

  it.each([
    ['file:///etc/passwd', 'only http and https'],
    ['http://user:word@second.example/', 'user name'],
    ['http://second.example:22/', 'port 22'],
    ['http://[broken/', 'not valid'],
  ])('does not follow a redirect to %s', async (to, message) => {
    const { dialled, options } = createInternet({ 'first.example': [[PUBLIC]] });
    await expect(get(`http://first.example/redirect?to=${encodeURIComponent(to)}`, options)).rejects.toThrow(message);
    expect(dialled).toHaveLength(1);
  });

  it('lets no public page lead to a private host, even a trusted one', async () => {
    const { dialled, options } = createInternet({ 'first.example': [[PUBLIC]], 'wiki.internal': [['10.0.0.7'], ['10.0.0.7']] });
    const allowHosts = ['wiki.internal'];
    const to = encodeURIComponent('http://wiki.internal/notes.txt');
    const led = get(`http://first.example/redirect?to=${to}`, { ...options, allowHosts });
    await expect(led).rejects.toThrow('first.example sends on to a private host');
    expect(dialled).toHaveLength(1);
    await expect(get('http://wiki.internal/redirect?to=/notes.txt', { ...options, allowHosts })).resolves.toBeDefined();
  });

  it.each(['/refresh?to=', '/refresh-header?to='])('goes on by itself as it follows redirects: %s', async (way) => {
    const names = { 'first.example': [[PUBLIC]], 'second.example': [[OTHER_PUBLIC]], 'inside.example': [['10.0.0.7']] };
    const { dialled, options } = createInternet(names);
    const [tool] = createWebTools({ fetch: options });
    const go = (to: string) =>
      tool?.execute({ url: `http://first.example${way}${encodeURIComponent(to)}`, question: null }, createRecordingContext());
    await expect(go('http://inside.example/')).rejects.toThrow('inside.example is not on the public Internet');
    expect(dialled).toEqual([{ host: 'first.example', addresses: [PUBLIC] }]);
    names['first.example'].push([PUBLIC]);
    await expect(go('http://second.example/notes.txt')).resolves.toMatchObject({
      output: expect.stringContaining('Ring the bell'),
    });
    expect(dialled.map(({ host }) => host)).toEqual(['first.example', 'first.example', 'second.example']);
    names['first.example'].push([PUBLIC]);
    await expect(go('http://169.254.169.254/latest/')).rejects.toThrow('not on the public Internet');
    expect(dialled).toHaveLength(4);
  });

  it('lets no public page send on to a trusted private host by itself', async () => {
    const { dialled, options } = createInternet({ 'first.example': [[PUBLIC]], 'wiki.internal': [['10.0.0.7']] });
    const [tool] = createWebTools({ fetch: { ...options, allowHosts: ['wiki.internal'] } });
    const to = encodeURIComponent('http://wiki.internal/notes.txt');
    await expect(
      tool?.execute({ url: `http://first.example/refresh?to=${to}`, question: null }, createRecordingContext()),
    ).rejects.toThrow('first.example sends on to a private host');
    expect(dialled).toHaveLength(1);
  });

  it('follows five redirects and no more', async () => {
    await expect(get('/hops?left=5')).resolves.toMatchObject({ url: new URL('/notes.txt', site.origin) });
    await expect(get('/hops?left=6')).rejects.toThrow('redirects more than 5 times');
  });

  it('brings no cookie, credentials or referrer, also not after a redirect that set a cookie', async () => {
    await get('/redirect?to=/notes.txt');
    const { headers } = site.requests().at(-1) ?? {};
    expect(Object.keys(headers ?? {}).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
    expect(headers?.['user-agent']).toContain('Cartrita');
  });

  it.each([
    ['/large', 'larger than 5 MB'],
    ['/endless', 'larger than 5 MB'],
    ['/bomb', 'larger than 5 MB'],
    ['/bomb-br', 'larger than 5 MB'],
    ['/bomb-twice', 'larger than 5 MB'],
    ['/bomb-zstd', 'larger than 5 MB'],
    ['/compress', 'compressed in a way'],
    ['/five-times', 'compressed too many times'],
    ['/gzip-broken', 'its data is broken'],
    ['/image', 'image/png cannot be read'],
    ['/nothing', 'status 200 and nothing else'],
    ['/missing', 'status 404'],
  ])('gives %s up: %s', async (path, message) => {
    await expect(get(path)).rejects.toThrow(message);
    await expect.poll(() => site.open()).toBe(0);
  });

  it.each(['/silent', '/drip'])('does not wait for ever for %s', async (path) => {
    await expect(get(path, { timeoutMs: 300 })).rejects.toThrow('127.0.0.1 did not answer within 0.3 s');
    await expect.poll(() => site.open()).toBe(0);
  });

  it.each(['/silent', '/drip', '/endless'])('closes the connection when it is stopped: %s', async (path) => {
    const controller = new AbortController();
    const reading = get(path, { maxBytes: Number.MAX_SAFE_INTEGER }, controller.signal);
    const outcome = expect(reading).rejects.toThrow('stopped by the user');
    await expect.poll(() => site.open()).toBe(1);
    controller.abort(new Error('stopped by the user'));
    await outcome;
    await expect.poll(() => site.open()).toBe(0);
  });

  it('says that nobody answers without naming an address', async () => {
    const closed = await startWebSite();
    await closed.stop();
    const options = { allowHosts: ['wiki.internal'], resolve: async () => ['127.0.0.1'] };
    await expect(get(`http://wiki.internal:${closed.port}/`, options)).rejects.toThrow(
      'wiki.internal could not be read (ECONNREFUSED)',
    );
  });
});

describe('toPinnedLookup', () => {
  it('answers every question with what was checked', async () => {
    const lookup = toPinnedLookup([PUBLIC, OTHER_PUBLIC]);
    const ask = (all: boolean) =>
      new Promise((resolve) => lookup('other.example', { all }, (_error, address, family) => resolve([address, family])));
    expect(await ask(false)).toEqual([PUBLIC, 4]);
    expect(await ask(true)).toEqual([
      [
        { address: PUBLIC, family: 4 },
        { address: OTHER_PUBLIC, family: 6 },
      ],
      undefined,
    ]);
  });
});
