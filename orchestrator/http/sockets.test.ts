import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runEvent } from '../../lib/contract/events.ts';
import { SOCKET_CLOSE, socketControl } from '../../lib/contract/socket.ts';
import { ADMIN_KEY } from './fixtures/create-test-client.ts';
import { connectSocket, type SocketClient, type SocketFrame } from './fixtures/socket-client.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
/** The same with less time for clients that say nothing. */
let impatient: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  impatient = await startTestServer({ store: server.store, options: { socketAuthTimeoutMs: 150, heartbeatMs: 100 } });
});
afterAll(async () => {
  await impatient.close();
  await server.close();
});

const KEY = { 'x-api-key': ADMIN_KEY };
const open = (headers: Record<string, string> = KEY, to = server) => connectSocket(to.port, headers);
const done = (client: SocketClient, runId?: unknown) =>
  client.next(({ type, run_id }) => type === 'done' && (runId === undefined || run_id === runId));
const ofRun = (client: SocketClient, runId: unknown) =>
  client.frames.filter((frame) => frame.run_id === runId && frame.id !== undefined);

describe('authentication', () => {
  it('works with a first frame, answered by auth.ok, and frames may follow at once', async () => {
    const client = await open({});
    client.send({ type: 'auth', api_key: ADMIN_KEY });
    client.send({ type: 'ping' });
    await client.next(({ type }) => type === 'pong');
    expect(client.frames.map(({ type }) => type).sort()).toEqual(['auth.ok', 'pong']);
    client.socket.close();
  });

  it.each([
    ['X-API-Key', KEY],
    ['Authorization', { authorization: `Bearer ${ADMIN_KEY}` }],
  ])('works with %s on the upgrade', async (_name, headers) => {
    const client = await open(headers);
    client.send({ type: 'ping' });
    expect(await client.next(() => true)).toEqual({ type: 'pong' });
    client.socket.close();
  });

  it.each([
    ['a wrong key on the upgrade', { 'x-api-key': 'ck_wrong' }, undefined],
    ['two keys on the upgrade', { ...KEY, authorization: 'Bearer ck_other' }, undefined],
    ['a wrong key in the first frame', {}, { type: 'auth', api_key: 'ck_wrong' }],
    ['another first frame', {}, { type: 'ping' }],
    ['a chat before auth', {}, { type: 'chat', request_id: 'r', message: 'echo hi' }],
    ['nonsense before auth', {}, 'nonsense'],
    ['silence', {}, undefined],
  ])('refuses %s with an error and 4401', async (_name, headers, frame) => {
    const client = await open(headers as Record<string, string>, frame === undefined ? impatient : server);
    if (frame !== undefined) client.send(frame);
    expect(await client.closed).toEqual({ code: SOCKET_CLOSE.unauthenticated });
    expect(client.frames).toEqual([expect.objectContaining({ type: 'error', code: 'UNAUTHENTICATED' })]);
  });

  it('does not let a socket change hands', async () => {
    const other = await server.createKey();
    const client = await open();
    client.send({ type: 'auth', api_key: ADMIN_KEY });
    await client.next(({ type }) => type === 'auth.ok');
    client.send({ type: 'auth', api_key: other.key });
    expect(await client.closed).toEqual({ code: SOCKET_CLOSE.unauthenticated });
  });

  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }, '/ws/chat', '403'],
    ['a null origin', { origin: 'null' }, '/ws/chat', '403'],
    ['another path', {}, '/ws/other', '404'],
    ['a host that is not ours', { host: 'evil.example' }, '/ws/chat', '400'],
  ])('refuses %s before the upgrade', async (_name, headers, path, status) => {
    await expect(connectSocket(server.port, { ...KEY, ...headers } as Record<string, string>, path)).rejects.toThrow(status);
  });

  it.each(['https://chat.example.org', undefined])('lets the origin %s in', async (origin) => {
    const client = await open({ ...KEY, ...(origin === undefined ? {} : { origin }) });
    client.socket.close();
  });
});

describe('a chat', () => {
  it('gives the events of the run with ids and ends with done', async () => {
    const client = await open();
    client.send({ type: 'chat', request_id: 'req-1', message: 'echo one two three' });
    const { run_id } = await done(client);
    const frames = ofRun(client, run_id);
    expect(frames[0]).toMatchObject({ type: 'run.started', request_id: 'req-1', id: `${run_id}.1.1` });
    expect(frames.map(({ id }) => id)).toEqual(frames.map((_frame, index) => `${run_id}.1.${index + 1}`));
    for (const frame of frames) expect(runEvent.safeParse(frame).error).toBeUndefined();
    expect(frames.at(-1)).toMatchObject({ type: 'run.finished', status: 'completed', response: 'echo one two three' });
    expect(client.frames.at(-1)).toEqual({ type: 'done', run_id });
    expect(client.frames.filter(({ type }) => type === 'run.finished')).toHaveLength(1);
    client.socket.close();
  });

  it('is the same text as over SSE, but for the id', async () => {
    const client = await open();
    client.send({ type: 'chat', request_id: 'req-same', message: 'echo a b' });
    const { run_id } = await done(client);
    const sse = await (await server.call(`/api/runs/${run_id}/stream`)).text();
    const events = [...sse.matchAll(/^id: (.*)\ndata: (.*)$/gm)].map(
      ([, id, data]) => `{"id":"${id}",${(data as string).slice(1)}`,
    );
    expect(client.texts.slice(1, -1)).toEqual(events.slice(1));
    client.socket.close();
  });

  it.each(['fail', 'crash', 'break'])('that fails (%s) ends with run.finished and done', async (message) => {
    const client = await open();
    client.send({ type: 'chat', request_id: `req-${message}`, message });
    const { run_id } = await done(client);
    expect(ofRun(client, run_id).at(-1)).toMatchObject({ type: 'run.finished', status: 'failed' });
    expect(client.texts.join('')).not.toMatch(/hunter2|sk-secret/);
    client.socket.close();
  });

  it('does not disturb others on the same socket', async () => {
    const client = await open();
    const messages = Array.from({ length: 5 }, (_value, index) => `echo number ${index}`);
    for (const [index, message] of messages.entries()) client.send({ type: 'chat', request_id: `many-${index}`, message });
    await client.next(() => client.frames.filter(({ type }) => type === 'done').length === messages.length);
    for (const [index, message] of messages.entries()) {
      const { run_id } = client.frames.find(({ request_id }) => request_id === `many-${index}`) as SocketFrame;
      expect(ofRun(client, run_id).at(-1)).toMatchObject({ response: message });
    }
    client.socket.close();
  });

  it('can be stopped, with a receipt', async () => {
    const client = await open();
    client.send({ type: 'chat', request_id: 'stop-1', message: 'wait' });
    const { run_id } = await client.next(({ type }) => type === 'text.delta');
    client.send({ type: 'cancel', run_id });
    expect(await client.next(({ type }) => type === 'cancelled')).toMatchObject({ run_id, status: 'cancelled' });
    await done(client, run_id);
    expect(ofRun(client, run_id).at(-1)).toMatchObject({ type: 'run.finished', status: 'cancelled' });
    client.socket.close();
  });
});

describe('attaching', () => {
  it('replays from a position, and only says done when nothing is left', async () => {
    const client = await open();
    client.send({ type: 'chat', request_id: 'attach-1', message: 'echo a b c' });
    const { run_id } = await done(client);
    const ids = ofRun(client, run_id).map(({ id }) => id);
    for (const [index, after] of ids.entries()) {
      const again = await open();
      again.send({ type: 'attach', run_id, after });
      await done(again);
      expect(again.frames.map(({ id }) => id)).toEqual([...ids.slice(index + 1), undefined]);
      again.socket.close();
    }
    client.socket.close();
  });

  it('goes on with a run whose first socket is gone', async () => {
    const first = await open();
    first.send({ type: 'chat', request_id: 'attach-2', message: 'stream 30' });
    await first.next(() => first.frames.length >= 5);
    const { run_id } = first.frames[0] as SocketFrame;
    first.socket.terminate();
    const second = await open();
    second.send({ type: 'attach', run_id });
    await done(second);
    expect(ofRun(second, run_id)).toHaveLength(30 + 4);
    expect(ofRun(second, run_id).at(-1)).toMatchObject({ status: 'completed' });
    second.socket.close();
  });

  it('twice on one socket doubles nothing', async () => {
    const client = await open();
    client.send({ type: 'chat', request_id: 'attach-3', message: 'wait' });
    const { run_id } = await client.next(({ type }) => type === 'text.delta');
    const before = client.frames.length;
    client.send({ type: 'attach', run_id, after: 0 });
    await client.next(() => client.frames.length >= before + 3);
    client.send({ type: 'cancel', run_id });
    await done(client, run_id);
    const after = client.frames.slice(before).filter(({ id }) => id !== undefined);
    expect(new Set(after.map(({ id }) => id)).size).toBe(after.length);
    expect(client.frames.filter(({ type }) => type === 'done')).toHaveLength(1);
    client.socket.close();
  });
});

describe('frames that are wrong', () => {
  it.each([
    ['no JSON', 'not json', 'INVALID_JSON'],
    ['no object', '3', 'VALIDATION_FAILED'],
    ['no type', '{}', 'VALIDATION_FAILED'],
    ['an unknown type', '{"type":"dance"}', 'VALIDATION_FAILED'],
    ['a chat without a message', '{"type":"chat","request_id":"bad-1"}', 'VALIDATION_FAILED'],
    [
      'a chat that is too long',
      JSON.stringify({ type: 'chat', request_id: 'bad-2', message: 'x'.repeat(32_001) }),
      'VALIDATION_FAILED',
    ],
    ['an unknown agent', '{"type":"chat","request_id":"bad-3","message":"a","agent_override":"nobody"}', 'VALIDATION_FAILED'],
    [
      'an unknown conversation',
      '{"type":"chat","request_id":"bad-4","message":"a","conversation_id":"conv_unknown"}',
      'NOT_FOUND',
    ],
    ['an unknown run', '{"type":"attach","run_id":"run_unknown"}', 'NOT_FOUND'],
    ['a foreign position', '{"type":"attach","run_id":"run_unknown","after":"run_other.1.1"}', 'VALIDATION_FAILED'],
    ['a stop of an unknown run', '{"type":"cancel","run_id":"run_unknown"}', 'NOT_FOUND'],
  ])('%s gets a typed error, and the socket stays usable', async (_name, text, code) => {
    const client = await open();
    client.socket.send(text);
    const error = await client.next(({ type }) => type === 'error');
    expect(error).toMatchObject({ code });
    expect(socketControl.safeParse(error).error).toBeUndefined();
    client.send({ type: 'ping' });
    await client.next(({ type }) => type === 'pong');
    client.socket.close();
  });

  it('an error names the request it belongs to', async () => {
    const client = await open();
    client.send({ type: 'chat', request_id: 'mine', message: 'a', conversation_id: 'conv_unknown' });
    expect(await client.next(({ type }) => type === 'error')).toMatchObject({ request_id: 'mine' });
    client.socket.close();
  });

  it('binary is refused, more than 1 MB closes with 1009', async () => {
    const client = await open();
    client.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });
    expect(await client.next(({ type }) => type === 'error')).toMatchObject({ code: 'UNSUPPORTED_TYPE' });
    client.socket.send(`"${'x'.repeat(1024 * 1024)}"`);
    expect(await client.closed).toEqual({ code: SOCKET_CLOSE.tooLarge });
  });

  it('a floating heap of tiny fragments is cut off', async () => {
    const client = await open();
    for (let index = 0; index < 100; index += 1) client.socket.send('x', { fin: false });
    expect((await client.closed).code).toBeGreaterThan(1000);
  });
});

describe('limits', () => {
  it('a client that answers no ping is dropped, one that does stays', async () => {
    const silent = await open(KEY, impatient);
    silent.socket.pong = () => {};
    silent.socket.removeAllListeners('ping');
    const lively = await open(KEY, impatient);
    (silent.socket as unknown as { _autoPong: boolean })._autoPong = false;
    await silent.closed;
    expect(lively.socket.readyState).toBe(lively.socket.OPEN);
    lively.socket.close();
  });

  it('of open streams hold for sockets and SSE together, per key', async () => {
    const small = await startTestServer({ store: server.store, options: { maxOpenStreamsPerKey: 2 } });
    try {
      const sockets = [await connectSocket(small.port, KEY), await connectSocket(small.port, KEY)];
      for (const socket of sockets) {
        socket.send({ type: 'ping' });
        await socket.next(({ type }) => type === 'pong');
      }
      const third = await connectSocket(small.port, KEY);
      expect(await third.closed).toEqual({ code: SOCKET_CLOSE.policy });
      expect(third.frames[0]).toMatchObject({ type: 'error', code: 'RATE_LIMITED' });
      const stream = await small.call('/api/chat/stream?message=echo');
      expect(stream.status).toBe(429);
      for (const { socket, closed } of sockets) {
        socket.close();
        await closed;
      }
      await expect.poll(async () => (await small.call('/api/chat/stream?message=echo')).status).toBe(200);
    } finally {
      await small.close();
    }
  });

  it('closing the server says goodbye', async () => {
    const other = await startTestServer({ store: server.store });
    const client = await connectSocket(other.port, KEY);
    await other.close();
    expect(await client.closed).toEqual({ code: SOCKET_CLOSE.goingAway });
  });
});
