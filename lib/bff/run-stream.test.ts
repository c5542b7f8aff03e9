import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { runEvent } from '../contract/events.ts';
import { ask, createScope, open, startFront, startUpstream, until } from './fixtures/harness.ts';

const scope = createScope();
afterEach(() => scope.close());

const RUN = 'run_01';
const CONVERSATION = 'conv_01';
const DONE = 'data: [DONE]\n\n';
const started = frame(1, { type: 'run.started', conversation_id: CONVERSATION, message_id: 'msg_01', agent: 'supervisor' });

function frame(seq: number, event: object): string {
  return `id: ${RUN}.1.${seq}\ndata: ${JSON.stringify({ run_id: RUN, ts: 1, ...event })}\n\n`;
}

function delta(seq: number, text = `token ${seq} `): string {
  return frame(seq, { type: 'text.delta', delta: text, offset: 0 });
}

function finished(seq: number): string {
  return frame(seq, { type: 'run.finished', status: 'completed', response: 'all', conversation_id: CONVERSATION });
}

function startEvents(response: ServerResponse, text = ''): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  response.flushHeaders();
  if (text !== '') response.write(text);
}

async function readAll(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += (chunk as Buffer).toString();
  return text;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An orchestrator whose answers are given one after the other; the last one repeats. */
async function start(handlers: Handler[], variables: Record<string, string> = {}) {
  const requests: IncomingMessage[] = [];
  const orchestrator = await startUpstream(scope, (request, response) => {
    requests.push(request);
    (handlers[requests.length - 1] ?? (handlers.at(-1) as Handler))(request, response);
  });
  const front = await startFront(scope, {
    orchestrator: orchestrator.url,
    variables: { REATTACH_TIMEOUT_MS: '400', ...variables },
  });
  return { ...front, requests, orchestrator };
}

function lastEvent(text: string) {
  expect(text.endsWith(DONE)).toBe(true);
  expect(text.split(DONE)).toHaveLength(2);
  const terminals = text.split('\n').filter((line) => line.startsWith('data: {') && line.includes('"run.finished"'));
  expect(terminals).toHaveLength(1);
  return runEvent.parse(JSON.parse((terminals[0] as string).slice(6)));
}

describe('a stream that ends well', () => {
  it('passes byte for byte, whatever the chunks, and keeps unbuffered headers', async () => {
    const whole = `retry: 1000\n\n${started}: ping\n\n${delta(2, 'grüße 🎉\n\n"run.finished"')}${delta(3)}${finished(4)}${DONE}`;
    const bytes = Buffer.from(whole);
    const { port } = await start([
      (_request, response) => {
        startEvents(response);
        let at = 0;
        const next = () => {
          if (at >= bytes.length) return void response.end();
          response.write(bytes.subarray(at, at + 7));
          at += 7;
          setImmediate(next);
        };
        next();
      },
    ]);
    const answer = await open(port, '/api/chat/stream?message=hi');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(await readAll(answer)).toBe(whole);
  });

  it('sends headers before the first event', async () => {
    let finish = () => {};
    const { port } = await start([
      (_request, response) => {
        startEvents(response);
        finish = () => void response.end(started + finished(2) + DONE);
      },
    ]);
    const answer = await open(port, '/api/chat/stream?message=hi');
    expect(answer.statusCode).toBe(200);
    finish();
    expect(await readAll(answer)).toBe(started + finished(2) + DONE);
  });

  it('passes a JSON answer and the body of the non-stream call', async () => {
    const { port, requests } = await start([
      (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.concat(chunks)));
      },
    ]);
    const body = JSON.stringify({ message: 'hi' });
    const answer = await ask(port, '/api/chat', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(answer).toMatchObject({ status: 200, text: body });
    expect(requests[0]?.headers['content-length']).toBe(String(body.length));
  });

  it('passes 204 on, which stops EventSource', async () => {
    const { port, requests } = await start([(_request, response) => void response.writeHead(204).end()]);
    const answer = await ask(port, '/api/chat/stream?message=hi', { headers: { 'last-event-id': `${RUN}.1.4` } });
    expect(answer.status).toBe(204);
    expect(requests[0]?.headers['last-event-id']).toBe(`${RUN}.1.4`);
  });
});

describe('a client that goes away', () => {
  it.each(['GET /api/chat/stream?message=hi', 'POST /api/chat'])('%s: closes the upstream connection at once', async (line) => {
    const [method, path] = line.split(' ') as [string, string];
    let closed = false;
    const { port, requests } = await start([
      (request, response) => {
        request.resume();
        response.once('close', () => {
          closed = true;
        });
        startEvents(response, started);
      },
    ]);
    const answer = await open(port, path, { method, ...(method === 'POST' && { body: '{}' }) });
    await once(answer, 'data');
    answer.destroy();
    await until(() => closed);
    expect(requests).toHaveLength(1);
  });

  it('also while the stream is being taken up again', async () => {
    const { port, requests } = await start(
      [
        (_request, response) => {
          startEvents(response, started);
          setImmediate(() => response.destroy());
        },
        (_request, response) => void response.writeHead(503).end(),
      ],
      { REATTACH_TIMEOUT_MS: '60000' },
    );
    const answer = await open(port, '/api/chat/stream?message=hi');
    await once(answer, 'data');
    await until(() => requests.length >= 2);
    answer.destroy();
    const before = requests.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(requests.length - before).toBeLessThanOrEqual(1);
  });
});

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
    const { port, requests } = await start([
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
    const { port, requests } = await start([
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
    const { port } = await start([
      (_request, response) => {
        startEvents(response, started + delta(2));
        setImmediate(() => response.destroy());
      },
      (_request, response) => void response.writeHead(503).end(),
    ]);
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
    const { port, requests } = await start([
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
    const { port, requests } = await start([
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
    const { port } = await start([
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
    const { port, requests } = await start([
      (_request, response) => {
        startEvents(response, started);
        setImmediate(() => response.destroy());
      },
      (_request, response) => {
        startEvents(response);
        setImmediate(() => response.destroy());
      },
    ]);
    expect(lastEvent((await ask(port, '/api/chat/stream?message=hi')).text)).toMatchObject({ error: { code: 'BACKEND_DOWN' } });
    expect(requests.length).toBeLessThan(20);
  });

  it('ends when a run is over and all of it was read', async () => {
    const { port } = await start([
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
    const { port, requests } = await start([dropping, answering]);
    const path = '/api/chat/stream?message=hi&request_id=q-1';
    expect((await ask(port, path)).text).toBe(started + finished(2) + DONE);
    expect(requests.map((request) => request.url)).toEqual([path, path]);
  });

  it('never starts a second run otherwise', async () => {
    const { port, requests } = await start([dropping, answering]);
    const { text } = await ask(port, `/api/chat/stream?message=hi&conversation_id=${CONVERSATION}`);
    expect(lastEvent(text)).toMatchObject({
      status: 'interrupted',
      conversation_id: CONVERSATION,
      error: { code: 'BACKEND_DOWN' },
    });
    expect(requests).toHaveLength(1);
  });

  it('ends a voice stream with its own fields', async () => {
    const { port } = await start([dropping]);
    const { text } = await ask(port, `/api/chat/voice/stream?conversationId=${CONVERSATION}&transcribedText=hi`);
    expect(lastEvent(text)).toMatchObject({ voiceMode: true, conversationId: CONVERSATION, conversation_id: CONVERSATION });
  });
});

describe('silence', () => {
  it('ends a stream that says nothing any more', async () => {
    const { port, requests } = await start([(_request, response) => startEvents(response, started)], {
      PROXY_IDLE_TIMEOUT_MS: '150',
    });
    const { text } = await ask(port, '/api/chat/stream?message=hi');
    expect(lastEvent(text)).toMatchObject({ status: 'interrupted', error: { code: 'PROXY_ERROR' } });
    expect(requests).toHaveLength(1);
  });

  it('is no silence while there are heartbeats', async () => {
    const { port } = await start(
      [
        (_request, response) => {
          startEvents(response, started);
          let beats = 0;
          const timer = setInterval(() => {
            if (++beats < 12) return void response.write(': ping\n\n');
            clearInterval(timer);
            response.end(finished(2) + DONE);
          }, 50);
        },
      ],
      { PROXY_IDLE_TIMEOUT_MS: '300' },
    );
    expect(lastEvent((await ask(port, '/api/chat/stream?message=hi')).text)).toMatchObject({ status: 'completed' });
  });
});

it('holds little for a reader that is slow', async () => {
  let written = 0;
  const { port } = await start([
    (_request, response) => {
      startEvents(response);
      const block = delta(1, 'x'.repeat(16_000));
      const fill = () => {
        while (written < 64_000_000 && !response.destroyed) {
          written += block.length;
          if (!response.write(block)) return void response.once('drain', fill);
        }
      };
      fill();
    },
  ]);
  const answer = await open(port, '/api/chat/stream?message=hi');
  answer.pause();
  let before = -1;
  while (before !== written) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(written).toBeLessThan(32_000_000);
  answer.destroy();
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
    const { port, requests } = await start([cut, cut, back], { REATTACH_TIMEOUT_MS: '10000' });
    expect(await readAll(await open(port, PATH))).toBe(state + state + end + DONE);
    expect(requests.map(({ url }) => url)).toEqual([PATH, PATH, PATH]);
  });

  it('has one end, also when the backend dies right after it', async () => {
    const { port, requests } = await start([
      (_request, response) => {
        startEvents(response, end);
        setTimeout(() => response.destroy(), 20);
      },
    ]);
    expect(await readAll(await open(port, PATH))).toBe(end + DONE);
    expect(requests).toHaveLength(1);
  });

  it('is cut when the backend stays away: its reader comes again by itself', async () => {
    const { port } = await start([cut, (_request, response) => void response.writeHead(503).end()]);
    await expect(readAll(await open(port, PATH))).rejects.toThrow('aborted');
  });
});
