import { createHash } from 'node:crypto';
import { request as openRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { rawRequest } from './fixtures/raw-request.ts';
import type { TestServer } from './fixtures/test-server.ts';
import { codeOf, MEGABYTE, startServer, withUploads } from './fixtures/with-uploads.ts';

let server: TestServer;
let key: string;
const { upload, stored, list, leftovers, objects } = withUploads((started, ofTest) => {
  server = started;
  key = ofTest;
});

describe('an upload', () => {
  it('over the size of a file is 413 and leaves nothing', async () => {
    const before = (await objects()).map(({ name }) => name);
    expect(await codeOf(await upload({ name: 'a.txt', bytes: Buffer.alloc(10 * MEGABYTE + 1, 97) }))).toEqual([413, 'TOO_LARGE']);
    // Those of earlier tests that nobody needs go at their own time.
    const added = (await objects()).filter(({ name }) => !before.includes(name));
    expect([await leftovers(), added, (await list()).files]).toEqual([[], [], []]);
    await stored({ name: 'a.txt', bytes: Buffer.alloc(10 * MEGABYTE, 97) });
  });

  it('over the size of a request is told so while it is still being sent', async () => {
    const send = (headers: Record<string, string>) =>
      new Promise<[number, string]>((resolve, reject) => {
        const type = 'multipart/form-data; boundary=b';
        const request = openRequest(`${server.url}/api/upload`, {
          method: 'POST',
          headers: { 'x-api-key': key, 'content-type': type, ...headers },
        });
        request.on('error', reject).on('response', (answer) => {
          let text = '';
          answer.on('data', (piece) => (text += piece)).on('end', () => resolve([answer.statusCode ?? 0, JSON.parse(text).code]));
        });
        request.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n');
        let sent = 0;
        const more = () => {
          while (sent < 45 && !request.destroyed) {
            sent++;
            if (!request.write(Buffer.alloc(MEGABYTE, 97))) return void request.once('drain', more);
          }
        };
        more();
      });
    expect(await send({ 'content-length': String(45 * MEGABYTE + 1_000) })).toEqual([413, 'TOO_LARGE']);
    expect(await send({ 'transfer-encoding': 'chunked' })).toEqual([413, 'TOO_LARGE']);
    expect(await leftovers()).toEqual([]);
  });

  it('of parts without end is refused before all of them are read', async () => {
    const part = (name: string, text: string) =>
      `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${text}\r\n`;
    const send = (empty: number) =>
      fetch(`${server.url}/api/upload`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'multipart/form-data; boundary=b' },
        body: `${part('', '').repeat(empty)}${part('a.txt', 'Behind empty fields.')}--b--\r\n`,
      });
    expect((await send(5)).status).toBe(201);
    expect(await codeOf(await send(500))).toEqual([422, 'VALIDATION_FAILED']);
    expect(await leftovers()).toEqual([]);
  });

  it('that falls silent is given up, however long it took before', async () => {
    const impatient = await startServer(500);
    const head = [
      'POST /api/upload HTTP/1.1',
      `Host: 127.0.0.1:${impatient.port}`,
      `X-API-Key: ${(await impatient.createKey()).key}`,
      'Content-Type: multipart/form-data; boundary=b',
      'Content-Length: 1000',
    ];
    const start = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf';
    const answer = await rawRequest(impatient.port, (socket) => {
      socket.write(`${head.join('\r\n')}\r\n\r\n${start}`);
      // Together longer than the silence that is borne.
      const trickle = setInterval(() => socket.write('.'), 100);
      setTimeout(() => clearInterval(trickle), 1_000);
    });
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([408, 'REQUEST_TIMEOUT']);
    expect(await leftovers(impatient)).toEqual([]);
    expect(await objects(impatient)).toEqual([]);
    await impatient.close();
  });

  it('that its client gives up leaves nothing', async () => {
    const aborting = new AbortController();
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from('--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nwhole\r\n'));
        controller.enqueue(Buffer.from('--b\r\nContent-Disposition: form-data; name="files"; filename="b.txt"\r\n\r\nhalf'));
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const call = server.call('/api/upload/multiple', {
      method: 'POST',
      key,
      headers,
      body,
      duplex: 'half',
      signal: aborting.signal,
    } as never);
    while ((await leftovers()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    aborting.abort();
    await expect(call).rejects.toThrow();
    const before = createHash('sha256').update('whole').digest('hex');
    while ((await leftovers()).length > 0 || (await server.blobs.read(before)))
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await list()).usage).toMatchObject({ files: 0, size_bytes: 0 });
  });
});
