import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { followRedirects } from './follow-redirects.ts';
import { httpFetch } from './http-fetch.ts';

const servers: Server[] = [];
const follow = followRedirects(httpFetch);

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Tells what it was asked. */
const echo: RequestListener = async (request, response) => {
  let body = '';
  for await (const part of request) body += String(part);
  response.end(`${request.method} ${request.url} ${request.headers.authorization ?? 'no key'} ${body}`);
};

const POST = { method: 'POST', headers: { authorization: 'Bearer key' }, body: 'question' };

describe('redirects of a model server', () => {
  it.each([301, 302, 307, 308])('%i: the same request goes to the new place', async (status) => {
    const base = await serve((request, response) => {
      if (request.url === '/new/chat') void echo(request, response);
      else response.writeHead(status, { location: '/new/chat' }).end('moved');
    });
    const response = await follow(`${base}/v1/chat`, POST);
    expect(await response.text()).toBe('POST /new/chat Bearer key question');
  });

  it('another port of the host gets no key', async () => {
    const other = await serve(echo);
    const base = await serve((_request, response) => void response.writeHead(307, { location: `${other}/v1` }).end());
    expect(await (await follow(`${base}/v1`, POST)).text()).toBe('POST /v1 no key question');
  });

  it.each([
    ['another host', 'http://localhost:1/v1'],
    ['another host that looks like it', 'http://127.0.0.1.example.com/v1'],
    ['another protocol', 'file:///etc/passwd'],
    ['an address with a name and a password', 'http://user:password@127.0.0.1:1/v1'],
    ['no address', 'http://'],
    ['nothing', ''],
  ])('is not followed to %s', async (_name, location) => {
    let asked = 0;
    const base = await serve((_request, response) => {
      asked += 1;
      response.writeHead(307, { location }).end();
    });
    expect((await follow(`${base}/v1`, POST)).status).toBe(307);
    expect(asked).toBe(1);
  });

  it('is not followed from TLS to none, and keeps the key for the upgrade', async () => {
    const asked: [string, string | null][] = [];
    const answers = [new Response(null, { status: 308, headers: { location: 'https://models.test/v1' } }), new Response('fine')];
    const request: typeof fetch = (input, init) => {
      asked.push([String(input), new Headers(init?.headers).get('authorization')]);
      return Promise.resolve(
        answers.shift() ?? new Response(null, { status: 308, headers: { location: 'http://models.test/v1' } }),
      );
    };
    expect(await (await followRedirects(request)('http://models.test/v1', POST)).text()).toBe('fine');
    expect(asked).toEqual([
      ['http://models.test/v1', 'Bearer key'],
      ['https://models.test/v1', 'Bearer key'],
    ]);
    expect((await followRedirects(request)('https://models.test/v1', POST)).status).toBe(308);
    expect(asked).toHaveLength(3);
  });

  it('ends after three', async () => {
    let asked = 0;
    const base = await serve((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: `/again/${asked}` }).end();
    });
    expect((await follow(`${base}/v1`, POST)).status).toBe(302);
    expect(asked).toBe(4);
  });

  it.each([303, 304])('%i is given as it is', async (status) => {
    const base = await serve((_request, response) => void response.writeHead(status, { location: '/other' }).end());
    expect((await follow(`${base}/v1`, POST)).status).toBe(status);
  });
});
