import http, { type IncomingMessage } from 'node:http';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ask, createScope, echo, SECRET, startFront, startUpstream, until } from './fixtures/harness.ts';
import { createSessions } from './session.ts';

const scope = createScope();
afterEach(() => scope.close());

const MEGABYTE = 2 ** 20;
/** As browsers and curl do: the connection is to be used again. */
const agent = new http.Agent({ keepAlive: true });
afterAll(() => agent.destroy());

const TYPE = { 'content-type': 'multipart/form-data; boundary=b' };
const MULTIPART = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ntext\r\n--b--\r\n';

/** Sends zeros as fast as they are taken, until `bytes` are sent or an answer is there. */
function sendMuch(port: number, bytes: number, headers: Record<string, string>) {
  const request = http.request({
    host: '127.0.0.1',
    port,
    path: '/api/upload',
    method: 'POST',
    agent,
    headers: { ...TYPE, ...headers },
  });
  const state = { sent: 0, taken: () => state.sent - request.writableLength - (request.socket?.writableLength ?? 0), request };
  const answer = new Promise<IncomingMessage>((resolve, reject) => request.once('response', resolve).on('error', reject));
  answer.catch(() => {});
  const piece = Buffer.alloc(64 * 1024);
  const more = (): void => {
    while (state.sent < bytes && !request.destroyed) {
      state.sent += piece.length;
      if (!request.write(piece)) return void request.once('drain', more);
    }
    if (state.sent >= bytes) request.end();
  };
  more();
  return { state, answer };
}

describe('an upload', () => {
  it('passes with the key of the session, or the own key of its caller', async () => {
    const orchestrator = await startUpstream(scope, echo);
    const { port } = await startFront(scope, { orchestrator: orchestrator.url });
    const session = { kind: 'signed-in', key: 'ada-key', issuedAt: 1 } as const;
    const [cookie] = (await createSessions({ secret: SECRET, port: 3000 }).issue(session, false)).split(';') as [string];
    const seen = async (headers: Record<string, string>) =>
      JSON.parse((await ask(port, '/api/upload', { method: 'POST', headers: { ...TYPE, ...headers }, body: MULTIPART })).text);
    const own = await seen({ 'x-api-key': 'own-key' });
    expect([own.url, own.body, own.headers['content-type'], own.headers['x-api-key']]).toEqual([
      '/api/upload',
      MULTIPART,
      TYPE['content-type'],
      'own-key',
    ]);
    const browser = await seen({ cookie, 'sec-fetch-site': 'same-origin', 'user-agent': 'Mozilla/5.0' });
    expect([browser.headers['x-api-key'], browser.headers.cookie, browser.body]).toEqual(['ada-key', undefined, MULTIPART]);
  });

  it('has a limit of its own, which other bodies do not get', async () => {
    const orchestrator = await startUpstream(scope, echo);
    const variables = { MAX_BODY_BYTES: '1024', MAX_UPLOAD_REQUEST_BYTES: '4096' };
    const { port } = await startFront(scope, { orchestrator: orchestrator.url, variables });
    const status = async (path: string, bytes: number) =>
      (await ask(port, path, { method: 'POST', headers: { ...TYPE, 'x-api-key': 'k' }, body: Buffer.alloc(bytes) })).status;
    expect([await status('/api/upload', 4_096), await status('/api/upload/multiple', 4_097)]).toEqual([200, 413]);
    expect([await status('/api/tasks', 1_024), await status('/api/tasks', 1_025)]).toEqual([200, 413]);
  });

  it('waits for a backend that is busy instead of piling up here', async () => {
    let arriving: IncomingMessage | undefined;
    let received = 0;
    const orchestrator = await startUpstream(scope, (request, response) => {
      arriving = request.pause();
      request.on('end', () => response.end('{}'));
    });
    const { port } = await startFront(scope, { orchestrator: orchestrator.url });
    const bytes = 100 * MEGABYTE;
    const { state, answer } = sendMuch(port, bytes, { 'x-api-key': 'k', 'content-length': String(bytes) });
    await until(() => arriving !== undefined);
    // Nothing moves any more once the buffers of the connections are full.
    for (let before = -1; before !== state.taken(); ) {
      before = state.taken();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(state.taken()).toBeLessThan(bytes / 4);
    arriving
      ?.on('data', (chunk: Buffer) => {
        received += chunk.length;
      })
      .resume();
    expect((await answer).statusCode).toBe(200);
    expect(received).toBe(bytes);
  });

  it('that is refused early is told so, while it is still being sent', async () => {
    const orchestrator = await startUpstream(scope, (request, response) => {
      request.once('data', () => {
        response.writeHead(413, { 'content-type': 'application/json' }).end('{"code":"TOO_LARGE"}');
        request.resume();
      });
    });
    const { port } = await startFront(scope, { orchestrator: orchestrator.url });
    const bytes = 50 * MEGABYTE;
    for (const framing of [{ 'content-length': String(bytes) }, { 'transfer-encoding': 'chunked' }] as Record<string, string>[]) {
      const { answer, state } = sendMuch(port, bytes, { 'x-api-key': 'k', ...framing });
      const response = await answer;
      expect(response.statusCode).toBe(413);
      expect(String((await response.toArray()).join(''))).toContain('TOO_LARGE');
      state.request.destroy();
    }
  });

  it('whose client goes away ends at the backend too', async () => {
    let aborted = false;
    const orchestrator = await startUpstream(scope, (request) => {
      request.resume().once('close', () => {
        aborted = !request.complete;
      });
    });
    const { port } = await startFront(scope, { orchestrator: orchestrator.url });
    const { state } = sendMuch(port, MEGABYTE, { 'x-api-key': 'k', 'content-length': String(2 * MEGABYTE) });
    await until(() => state.taken() >= MEGABYTE);
    state.request.destroy();
    await until(() => aborted);
  });
});
