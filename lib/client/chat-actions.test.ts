import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredMessage } from '../contract/conversations.ts';
import { createChatActions } from './chat-actions.ts';
import { createChatStore, NEW_CHAT, setEntry } from './chat-store.ts';
import { createHttp } from './http.ts';
import { createRunFollower } from './run-following.ts';
import { createRunView } from './run-view.ts';
import { toPath } from './thread.ts';

type Call = { method: string; path: string; key: string | undefined; body: unknown };
type Reply = { status: number; body?: unknown };

const ACCEPTED = { run_id: 'run_1', conversation_id: 'conv_1', message_id: 'msg_2', user_message_id: 'msg_1' };

let server: Server;
let calls: Call[];
let reply: (call: Call) => Reply | string;

beforeEach(async () => {
  calls = [];
  server = createServer((request, response) => {
    const onBody = (body: unknown) => {
      const key = request.headers['idempotency-key']?.toString();
      const call = { method: request.method ?? '', path: request.url ?? '', key, body };
      calls.push(call);
      const answer = reply(call);
      if (typeof answer === 'string') return response.writeHead(200, { 'content-type': 'text/event-stream' }).end(answer);
      return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    };
    readBody(request).then(onBody, () => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? null : JSON.parse(text);
}

function setUp() {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = createChatStore();
  return { store, origin, actions: createChatActions(store, createHttp(origin)) };
}

const question = { conversationId: null, text: 'Hi', parentId: null, agent: null };

function stored(id: string, fields: Partial<StoredMessage> = {}): StoredMessage {
  return {
    message_id: id,
    conversation_id: 'conv_1',
    parent_id: null,
    role: 'user',
    content: id,
    run_id: null,
    status: 'completed',
    agent: null,
    citations: [],
    attachments: [],
    metadata: {},
    created_at: 1,
    ...fields,
  };
}

describe('send', () => {
  it('shows the message at once and both messages after acceptance', async () => {
    const { store, actions } = setUp();
    reply = () => ({ status: 202, body: ACCEPTED });
    const sending = actions.send(question);
    expect(store.getState().pending[NEW_CHAT]?.text).toBe('Hi');
    expect(await sending).toEqual({ kind: 'accepted', run: ACCEPTED });
    const state = store.getState();
    expect(state.pending).toEqual({});
    const path = toPath(state.threads.conv_1 ?? { messages: {}, olderBefore: null, picks: {} });
    expect(path.map(({ message }) => [message.message_id, message.status])).toEqual([
      ['msg_1', 'completed'],
      ['msg_2', 'queued'],
    ]);
    expect(calls[0]).toMatchObject({ method: 'POST', path: '/api/runs', body: { message: 'Hi' } });
  });

  it('repeats a call that nobody answered, with the same key', async () => {
    const { actions } = setUp();
    reply = () =>
      calls.length < 2 ? { status: 503, body: { error: 'down', code: 'BACKEND_DOWN' } } : { status: 202, body: ACCEPTED };
    expect((await actions.send(question)).kind).toBe('accepted');
    expect(calls[0]?.key).toMatch(/^[\w-]{21}$/);
    expect(calls[1]?.key).toBe(calls[0]?.key);
  });

  it('gives up at once on an error that a retry would repeat', async () => {
    const { store, actions } = setUp();
    reply = () => ({ status: 422, body: { error: 'Some fields are not valid.', code: 'VALIDATION_FAILED' } });
    expect(await actions.send(question)).toMatchObject({ kind: 'failed', error: { code: 'VALIDATION_FAILED' } });
    expect(store.getState()).toMatchObject({ pending: {}, threads: {} });
    expect(calls).toHaveLength(1);
  });

  it('answers a question again under the question itself', async () => {
    const { actions, store } = setUp();
    reply = () => ({ status: 202, body: { ...ACCEPTED, message_id: 'msg_3' } });
    await actions.send({ ...question, conversationId: 'conv_1', answersMessageId: 'msg_1', agent: 'code' });
    expect(calls[0]?.body).toEqual({
      message: 'Hi',
      context: { time_zone: expect.any(String) },
      conversation_id: 'conv_1',
      parent_message_id: 'msg_1',
      agent_override: 'code',
    });
    expect(Object.keys(store.getState().threads.conv_1?.messages ?? {})).toEqual(['msg_3']);
  });

  it('names the root of a conversation when its first question is edited', async () => {
    const { actions } = setUp();
    reply = () => ({ status: 202, body: ACCEPTED });
    await actions.send({ ...question, conversationId: 'conv_1' });
    expect(calls[0]?.body).toMatchObject({ message: 'Hi', conversation_id: 'conv_1', parent_message_id: null });
  });
});

describe('load', () => {
  it('reads page by page, and says when it cannot', async () => {
    const { store, actions } = setUp();
    reply = ({ path }) =>
      path.includes('before')
        ? { status: 200, body: { messages: [stored('msg_1')], next_before: null } }
        : { status: 200, body: { messages: [stored('msg_2', { parent_id: 'msg_1', created_at: 2 })], next_before: 'msg_2' } };
    await actions.load('conv_1');
    await actions.loadOlder('conv_1');
    expect(calls.map(({ path }) => path)).toEqual([
      '/api/conversations/conv_1/messages?limit=50',
      '/api/conversations/conv_1/messages?limit=50&before=msg_2',
    ]);
    expect(Object.keys(store.getState().threads.conv_1?.messages ?? {})).toHaveLength(2);
    reply = () => ({ status: 404, body: { error: 'Not found.', code: 'NOT_FOUND' } });
    await actions.load('conv_1');
    expect(store.getState().loads.conv_1).toMatchObject({ state: 'failed', error: { code: 'NOT_FOUND' } });
  });
});

describe('a page beside a stream', () => {
  const answer = (status: StoredMessage['status']) => ({
    status: 200,
    body: { messages: [stored('msg_2', { role: 'assistant', run_id: 'run_1', status, content: 'stored' })], next_before: null },
  });
  const messageOf = (store: ReturnType<typeof createChatStore>) => store.getState().threads.conv_1?.messages.msg_2;

  it('does not end a message that is still being followed', async () => {
    const { store, actions } = setUp();
    reply = ({ method }) => (method === 'POST' ? { status: 202, body: ACCEPTED } : answer('completed'));
    await actions.send(question);
    setEntry(store, 'connections', 'run_1', 'live');
    await actions.load('conv_1');
    expect(messageOf(store)).toMatchObject({ status: 'queued', content: '' });
    setEntry(store, 'connections', 'run_1', undefined);
    await actions.load('conv_1');
    expect(messageOf(store)).toMatchObject({ status: 'completed', content: 'stored' });
  });

  it('does not make a message run again that its stream has ended', async () => {
    const { store, actions } = setUp();
    reply = () => answer('running');
    const source = { index: 1, url: 'https://example.org/', title: 'Source', quote: 'whole' };
    const cited = { type: 'citation', run_id: 'run_1', ts: 1, ...source } as const;
    setEntry(store, 'runs', 'run_1', { ...createRunView('run_1'), status: 'completed', text: 'whole', citations: [cited] });
    await actions.load('conv_1');
    expect(messageOf(store)).toMatchObject({ status: 'completed', content: 'whole', citations: [source] });
  });
});

describe('stop', () => {
  it('asks the server once, and is over when it has answered', async () => {
    const { store, actions } = setUp();
    const receipt = { run_id: 'run_1', status: 'cancelled', stopped_in_ms: 42, tokens_after_stop: 0 };
    let calls = 0;
    reply = () => {
      calls += 1;
      return { status: 200, body: receipt };
    };
    const stops = [actions.stop('run_1'), actions.stop('run_1')];
    expect(store.getState().stopping).toEqual({ run_1: true });
    await Promise.all(stops);
    expect(calls).toBe(1);
    expect(store.getState().stopping).toEqual({});
  });
});

describe('following a run', () => {
  const data = (seq: number, event: object) =>
    `id: run_1.1.${seq}\ndata: ${JSON.stringify({ run_id: 'run_1', ts: seq, ...event })}\n\n`;
  const start = data(1, { type: 'run.started', conversation_id: 'conv_1', message_id: 'msg_2', agent: 'supervisor' });
  const end = data(3, { type: 'run.finished', status: 'completed', response: 'Hello', conversation_id: 'conv_1' });

  it('puts what was streamed into the message and tells once that it is settled', async () => {
    const { store, actions, origin } = setUp();
    reply = ({ path }) =>
      path === '/api/runs'
        ? { status: 202, body: ACCEPTED }
        : `${start}${data(2, { type: 'text.delta', delta: 'Hello', offset: 0 })}${end}data: [DONE]\n\n`;
    await actions.send(question);
    const settled = await new Promise((resolve) => {
      createRunFollower(store, { origin, onSettled: (view, isComplete) => resolve([view.text, isComplete]) }).follow('run_1');
    });
    expect(settled).toEqual(['Hello', true]);
    expect(store.getState().threads.conv_1?.messages.msg_2).toMatchObject({
      content: 'Hello',
      status: 'completed',
      agent: 'supervisor',
    });
    expect(store.getState().connections).toEqual({});
  });

  it('one stream serves several parts of a page, and ends with the last of them', async () => {
    const { store, origin } = setUp();
    reply = () => ({ status: 503, body: { error: 'down', code: 'BACKEND_DOWN' } });
    const follower = createRunFollower(store, { origin, onSettled: () => {} });
    const leave = [follower.follow('run_1'), follower.follow('run_1')];
    leave[0]?.();
    expect(store.getState().connections).toHaveProperty('run_1');
    leave[1]?.();
    expect(store.getState().connections).toEqual({});
  });
});
