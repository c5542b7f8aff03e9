import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, createScope, open, startFront, startUpstream } from './fixtures/harness.ts';
import {
  BRIEFLY,
  CONVERSATION,
  DONE,
  delta,
  finished,
  frame,
  type Handler,
  lastEvent,
  RUN,
  readAll,
  startEvents,
  started,
  startStreams,
} from './fixtures/run-frames.ts';

const scope = createScope();
afterEach(() => scope.close());

describe('a backend that breaks in the middle', () => {
  const breaks: [string, (response: ServerResponse) => void][] = [
    ['reset', (response) => void response.socket?.resetAndDestroy()],
    ['closed', (response) => void response.destroy()],
    ['ended cleanly without [DONE]', (response) => void response.end()],
    [
      'half a frame, then reset',
      (response) => void response.write('id: run_01.1.3\ndata: {"type":"te', () => response.socket?.resetAndDestroy()),
    ],
    ['half a frame, then a clean end', (response) => void response.end('id: run_01.1.3\ndata: {"type":"te')],
  ];

  it.each(breaks)('%s: the stream goes on where it was', async (_name, breakIt) => {
    const { port, requests } = await startStreams(scope, [
      (_request, response) => {
        startEvents(response, started + delta(2));
        setImmediate(() => breakIt(response));
      },
      (_request, response) => void response.writeHead(503, { 'content-type': 'application/json' }).end('{}'),
      (_request, response) => {
        startEvents(response, delta(3));
        response.end(finished(4) + DONE);
      },
    ]);
    const answer = await ask(port, '/api/chat/stream?message=hi', { headers: { 'x-api-key': 'own', 'x-request-id': 'r-1' } });
    expect(answer.text).toBe(started + delta(2) + delta(3) + finished(4) + DONE);
    expect(requests).toHaveLength(3);
    expect(requests[2]).toMatchObject({
      method: 'GET',
      url: `/api/runs/${RUN}/stream`,
      headers: { 'last-event-id': `${RUN}.1.2`, 'x-api-key': 'own', 'x-request-id': 'r-1' },
    });
  });

  it('goes on after a POST without sending it again', async () => {
    const { port, requests } = await startStreams(scope, [
      (request, response) => {
        request.resume();
        startEvents(response, started);
        setImmediate(() => response.destroy());
      },
      (_request, response) => {
        startEvents(response);
        response.end(finished(2) + DONE);
      },
    ]);
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'k-1' };
    const answer = await ask(port, '/api/chat', { method: 'POST', headers, body: '{"message":"hi","stream":true}' });
    expect(answer.text).toBe(started + finished(2) + DONE);
    expect(requests.map((request) => request.method)).toEqual(['POST', 'GET']);
    for (const name of ['content-type', 'content-length', 'idempotency-key'])
      expect(requests[1]?.headers).not.toHaveProperty(name);
  });

  it('goes on with a backend that was killed and comes back on its port', async () => {
    const dying = await startUpstream(scope, (_request, response) => startEvents(response, started + delta(2)));
    const { port } = await startFront(scope, { orchestrator: dying.url });
    const answer = await open(port, '/api/chat/stream?message=hi');
    const [first] = (await once(answer, 'data')) as [Buffer];
    dying.server.closeAllConnections();
    await new Promise((resolve) => dying.server.close(resolve));
    await new Promise((resolve) => setTimeout(resolve, 150));
    await startUpstream(
      scope,
      (_request, response) => {
        startEvents(response, finished(3));
        response.end(DONE);
      },
      dying.port,
    );
    expect(first.toString() + (await readAll(answer))).toBe(started + delta(2) + finished(3) + DONE);
  });

  it('ends with a terminal event when the run cannot be had again', async () => {
    const { port } = await startStreams(
      scope,
      [
        (_request, response) => {
          startEvents(response, started + delta(2));
          setImmediate(() => response.destroy());
        },
        (_request, response) => void response.writeHead(503).end(),
      ],
      BRIEFLY,
    );
    const { text } = await ask(port, '/api/chat/stream?message=hi', { headers: { 'x-request-id': 'r-1' } });
    expect(text.startsWith(started + delta(2))).toBe(true);
    expect(lastEvent(text)).toMatchObject({
      status: 'interrupted',
      run_id: RUN,
      conversation_id: CONVERSATION,
      error: { code: 'BACKEND_DOWN', details: { request_id: 'r-1' } },
    });
  });

  it.each([
    [401, 'UNAUTHENTICATED'],
    [404, 'NOT_FOUND'],
  ])('does not try again after %i', async (status, code) => {
    const { port, requests } = await startStreams(scope, [
      (_request, response) => {
        startEvents(response, started);
        setImmediate(() => response.destroy());
      },
      (_request, response) => void response.writeHead(status).end(),
    ]);
    const { text } = await ask(port, '/api/chat/stream?message=hi');
    expect(lastEvent(text)).toMatchObject({ status: 'interrupted', error: { code } });
    expect(requests).toHaveLength(2);
  });

  it('adds only [DONE] when the terminal event went through', async () => {
    const { port, requests } = await startStreams(scope, [
      (_request, response) => {
        startEvents(response, started + finished(2));
        setImmediate(() => response.destroy());
      },
    ]);
    const { text } = await ask(port, '/api/chat/stream?message=hi');
    expect(text).toBe(started + finished(2) + DONE);
    expect(requests).toHaveLength(1);
  });

  it('is not misled by a tool argument that looks like the end', async () => {
    const trap = frame(2, { type: 'tool.started', call_id: 'c', span_id: 's', tool: 't', arguments: { type: 'run.finished' } });
    const { port } = await startStreams(scope, [
      (_request, response) => {
        startEvents(response, started + trap);
        setImmediate(() => response.destroy());
      },
      (_request, response) => {
        startEvents(response);
        response.end(finished(3) + DONE);
      },
    ]);
    expect((await ask(port, '/api/chat/stream?message=hi')).text).toBe(started + trap + finished(3) + DONE);
  });

  it('gives up on a backend that accepts and drops without an event', async () => {
    const { port, requests } = await startStreams(
      scope,
      [
        (_request, response) => {
          startEvents(response, started);
          setImmediate(() => response.destroy());
        },
        (_request, response) => {
          startEvents(response);
          setImmediate(() => response.destroy());
        },
      ],
      BRIEFLY,
    );
    expect(lastEvent((await ask(port, '/api/chat/stream?message=hi')).text)).toMatchObject({ error: { code: 'BACKEND_DOWN' } });
    expect(requests.length).toBeLessThan(20);
  });

  it('ends when a run is over and all of it was read', async () => {
    const { port } = await startStreams(scope, [
      (_request, response) => {
        startEvents(response);
        setImmediate(() => response.destroy());
      },
      (_request, response) => void response.writeHead(204).end(),
    ]);
    const { text } = await ask(port, `/api/runs/${RUN}/stream`, { headers: { 'last-event-id': `${RUN}.1.9` } });
    expect(text).toBe(DONE);
  });
});

describe('a break before the first event', () => {
  const dropping: Handler = (_request, response) => {
    startEvents(response);
    setImmediate(() => response.destroy());
  };
  const answering: Handler = (_request, response) => {
    startEvents(response);
    response.end(started + finished(2) + DONE);
  };

  it('sends again what may be sent again', async () => {
    const { port, requests } = await startStreams(scope, [dropping, answering]);
    const path = '/api/chat/stream?message=hi&request_id=q-1';
    expect((await ask(port, path)).text).toBe(started + finished(2) + DONE);
    expect(requests.map((request) => request.url)).toEqual([path, path]);
  });

  it('never starts a second run otherwise', async () => {
    const { port, requests } = await startStreams(scope, [dropping, answering]);
    const { text } = await ask(port, `/api/chat/stream?message=hi&conversation_id=${CONVERSATION}`);
    expect(lastEvent(text)).toMatchObject({
      status: 'interrupted',
      conversation_id: CONVERSATION,
      error: { code: 'BACKEND_DOWN' },
    });
    expect(requests).toHaveLength(1);
  });

  it('ends a voice stream with its own fields', async () => {
    const { port } = await startStreams(scope, [dropping]);
    const { text } = await ask(port, `/api/chat/voice/stream?conversationId=${CONVERSATION}&transcribedText=hi`);
    expect(lastEvent(text)).toMatchObject({ voiceMode: true, conversationId: CONVERSATION, conversation_id: CONVERSATION });
  });
});

describe('the stream of a file', () => {
  const PATH = '/api/files/file_01/stream';
  const event = (fields: object) => `data: ${JSON.stringify({ file_id: 'file_01', ts: 1, ...fields })}\n\n`;
  const state = event({ type: 'file.progress', stage: 'extracted', progress: 0.4 });
  const end = event({ type: 'file.finished', stage: 'ready', file: {} });
  const cut: Handler = (_request, response) => {
    startEvents(response, state);
    setTimeout(() => response.destroy(), 20);
  };

  it('is held while the backend comes back, and taken up with the state', async () => {
    const back: Handler = (_request, response) => startEvents(response, end + DONE);
    const { port, requests } = await startStreams(scope, [cut, cut, back]);
    expect(await readAll(await open(port, PATH))).toBe(state + state + end + DONE);
    expect(requests.map(({ url }) => url)).toEqual([PATH, PATH, PATH]);
  });

  it('has one end, also when the backend dies right after it', async () => {
    const { port, requests } = await startStreams(scope, [
      (_request, response) => {
        startEvents(response, end);
        setTimeout(() => response.destroy(), 20);
      },
    ]);
    expect(await readAll(await open(port, PATH))).toBe(end + DONE);
    expect(requests).toHaveLength(1);
  });

  it('is cut when the backend stays away: its reader comes again by itself', async () => {
    const { port } = await startStreams(scope, [cut, (_request, response) => void response.writeHead(503).end()], BRIEFLY);
    await expect(readAll(await open(port, PATH))).rejects.toThrow('aborted');
  });
});
