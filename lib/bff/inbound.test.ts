import { afterEach, describe, expect, it } from 'vitest';
import { startEchoFront } from './fixtures/echo-front.ts';
import { ask, createScope, sendRaw, startFront, startUpstream, until } from './fixtures/harness.ts';

const scope = createScope();
afterEach(() => scope.close());

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
    const { port, seen } = await startEchoFront(scope);
    const { received, closed } = sendRaw(port, `${line}\r\nHost: localhost\r\n${headers}\r\nConnection: close\r\n\r\n${body}`);
    await closed;
    expect(received()).toMatch(/^HTTP\/1.1 400 /);
    expect(received()).toContain('"code":"BAD_REQUEST"');
    expect(received()).toMatch(/x-request-id: /i);
    expect(seen).toEqual([]);
  });

  it('passes one chunked body on as one body', async () => {
    const { port, seen } = await startEchoFront(scope);
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
    const { port } = await startEchoFront(scope);
    const { received, closed } = sendRaw(port, `GET /api/nothing HTTP/1.1\r\n${headers}\r\n\r\n`);
    await closed;
    expect(received()).toContain(`HTTP/1.1 ${status} `);
    expect(received()).toContain(`"code":"${code}"`);
  });

  it('answers 413 for a head that is too large', async () => {
    const { port } = await startEchoFront(scope);
    const answer = await ask(port, `/api/agents?${'a'.repeat(400_000)}`);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'TOO_LARGE' });
  });
});

describe('a recording', () => {
  it('may be larger than other bodies, up to 25 MB and its envelope', async () => {
    const { port } = await startEchoFront(scope, { MAX_BODY_BYTES: '2048' });
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

describe('bodies', () => {
  it('refuses a large one at once, so that a client that is still sending gets the answer', async () => {
    const { port, seen } = await startEchoFront(scope);
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
    const { port, seen } = await startEchoFront(scope, { MAX_BODY_BYTES: '2048' });
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
