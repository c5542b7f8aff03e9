import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { httpFetch } from './http-fetch.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/x?y=1`, server };
}

describe('httpFetch', () => {
  it('sends method, headers and body, and gives status, headers and body', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(418, { 'x-seen': `${request.method} ${request.url} ${request.headers['x-mine']}`, 'x-two': ['a', 'b'] });
      request.pipe(response);
    });
    const response = await httpFetch(url, { method: 'POST', headers: { 'x-mine': 'yes' }, body: 'zwölf' });
    expect(response.status).toBe(418);
    expect(response.headers.get('x-seen')).toBe('POST /v1/x?y=1 yes');
    expect(response.headers.get('x-two')).toBe('a, b');
    expect(await response.text()).toBe('zwölf');
  });

  it('gives answers without a body, and redirects as they are', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(request.method === 'PUT' ? 204 : 307, { location: 'http://127.0.0.1:1/' }).end();
    });
    expect(await httpFetch(url, { method: 'PUT' })).toMatchObject({ status: 204, body: null });
    expect((await httpFetch(url)).status).toBe(307);
  });

  it('an abort before the answer rejects with its reason and closes the socket', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const { url, server } = await serve((request) => void request.socket.once('close', resolve));
    const controller = new AbortController();
    const reason = new Error('stopped');
    server.once('request', () => controller.abort(reason));
    await expect(httpFetch(url, { signal: controller.signal })).rejects.toBe(reason);
    await closed;
    await expect(httpFetch(url, { signal: controller.signal })).rejects.toBe(reason);
  });

  it.each(['abort', 'cancel'])(
    '%s in the middle of the body closes the socket, and nothing that comes late breaks',
    async (how) => {
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      const { url } = await serve((request, response) => {
        request.socket.once('close', resolve);
        response.write('first');
      });
      const controller = new AbortController();
      const response = await httpFetch(url, { signal: controller.signal });
      const reader = response.body?.getReader();
      await reader?.read();
      const next = reader?.read();
      const reason = new Error('stopped');
      if (how === 'abort') {
        controller.abort(reason);
        await expect(next).rejects.toBe(reason);
      } else {
        await reader?.cancel();
        expect(await next).toMatchObject({ done: true });
      }
      await closed;
    },
  );

  it('a connection that breaks in the middle is an error, not an end', async () => {
    const { url } = await serve((request, response) => {
      response.write('first', () => request.socket.destroy());
    });
    await expect((await httpFetch(url)).text()).rejects.toThrow();
  });

  it('reads no further than its reader', async () => {
    const part = Buffer.alloc(64 * 1024);
    let taken = 0;
    const { url } = await serve(async (_request, response) => {
      while (taken < 2_000 && !response.destroyed) {
        taken += 1;
        if (!response.write(part)) await once(response, 'drain').catch(() => {});
      }
      response.end();
    });
    const controller = new AbortController();
    const response = await httpFetch(url, { signal: controller.signal });
    for (let before = -1; before !== taken; ) {
      before = taken;
      await sleep(100);
    }
    expect(taken).toBeLessThan(1_000);
    controller.abort(new Error('seen enough'));
    await expect(response.text()).rejects.toThrow('seen enough');
  });
});
