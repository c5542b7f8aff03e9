import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { AppError } from '../contract/errors.ts';
import { toEventId } from '../contract/events.ts';
import { reduceRun } from './run-reducer.ts';
import { type ConnectionState, followRun, type RunStream } from './run-stream.ts';
import { createRunView, type RunView } from './run-view.ts';

const RUN = 'run_1';
const WORDS = ['One', ' two', ' three', ' four', ' five'];
const TEXT = WORDS.join('');
const TIMING = { firstByteMs: 60_000, silenceMs: 60_000, retryMinMs: 1, retryMaxMs: 5 };
/** Of readers of what is silent. */
const IMPATIENT = { ...TIMING, firstByteMs: 1_000, silenceMs: 1_000 };

/** The whole log of a run, as a server would replay it. */
function toLog(): { seq: number; data: string }[] {
  const base = { run_id: RUN, ts: 1 };
  const events: object[] = [
    { type: 'run.started', ...base, conversation_id: 'conv_1', message_id: 'msg_1', agent: 'supervisor' },
  ];
  let offset = 0;
  for (const delta of WORDS) {
    events.push({ type: 'text.delta', ...base, delta, offset });
    offset += delta.length;
  }
  events.push({ type: 'run.finished', ...base, status: 'completed', response: TEXT, conversation_id: 'conv_1' });
  return events.map((event, index) => ({ seq: index + 1, data: JSON.stringify(event) }));
}

const LOG = toLog();
const idOf = (seq: number) => toEventId({ runId: RUN, epoch: 1, seq });

type Answer = (response: ServerResponse, after: number, request: IncomingMessage) => void;

function sendFrames(response: ServerResponse, from: number, to = LOG.length): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const { seq, data } of LOG.slice(from, to)) response.write(`id: ${idOf(seq)}\ndata: ${data}\n\n`);
}

const whole: Answer = (response, after) => {
  sendFrames(response, after);
  response.end('data: [DONE]\n\n');
};

let server: Server;
let answers: Answer[];
let asked: (string | undefined)[];
let streams: RunStream[];

beforeEach(async () => {
  answers = [];
  asked = [];
  streams = [];
  server = createServer((request, response) => {
    const lastEventId = request.headers['last-event-id']?.toString();
    asked.push(lastEventId);
    const answer = answers.shift() ?? whole;
    answer(response, Number(lastEventId?.split('.')[2] ?? 0), request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  for (const stream of streams) stream.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

type Outcome = { view: RunView; connections: ConnectionState[]; error: AppError | null };

function follow(after: string | null = null, timing = TIMING): Promise<Outcome> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    let view = createRunView(RUN);
    const connections: ConnectionState[] = [];
    const stream = followRun({
      origin: `http://127.0.0.1:${port}`,
      runId: RUN,
      after,
      timing,
      schedule: (run) => {
        const timer = setImmediate(run);
        return () => clearImmediate(timer);
      },
      onFrames: (frames, isRestart) => {
        view = reduceRun(isRestart ? createRunView(RUN) : view, frames);
        if (view.lost) stream.restart();
      },
      onConnection: (state) => connections.push(state),
      onEnd: (error) => resolve({ view, connections, error }),
    });
    streams.push(stream);
  });
}

describe('followRun', () => {
  it('reads a run to its end', async () => {
    const { view, connections, error } = await follow();
    expect(view).toMatchObject({ text: TEXT, status: 'completed', duplicates: 0 });
    expect({ connections, error, asked }).toEqual({ connections: ['connecting', 'live'], error: null, asked: [undefined] });
  });

  it.each(LOG.map(({ seq }) => seq).slice(0, -1))('resumes without loss or doubling after a cut behind event %i', async (cut) => {
    answers.push((response, after) => {
      sendFrames(response, after, cut);
      setTimeout(() => response.destroy(), 20);
    });
    const { view, connections } = await follow();
    expect(view).toMatchObject({ text: TEXT, status: 'completed', duplicates: 0, lost: null });
    expect(asked).toEqual([undefined, idOf(cut)]);
    expect(connections).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  });

  it('survives a cut in the middle of an event and of a character', async () => {
    answers.push((response) => {
      const bytes = Buffer.from(`id: ${idOf(1)}\ndata: ${LOG[0]?.data}\n\nid: ${idOf(2)}\ndata: {"type":"text.del…`);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(bytes.subarray(0, -1));
      setTimeout(() => response.destroy(), 20);
    });
    const { view } = await follow();
    expect(view).toMatchObject({ text: TEXT, duplicates: 0 });
    expect(asked).toEqual([undefined, idOf(1)]);
  });

  it('reconnects when a stream ends without [DONE]', async () => {
    answers.push((response) => {
      sendFrames(response, 0, 3);
      response.end();
    });
    expect((await follow()).view.text).toBe(TEXT);
    expect(asked).toEqual([undefined, idOf(3)]);
  });

  it('comes back for the real end when the front ended the stream in the backend’s stead', async () => {
    answers.push((response) => {
      sendFrames(response, 0, 3);
      const event = { type: 'run.finished', run_id: RUN, ts: 1, status: 'interrupted', response: '', conversation_id: 'conv_1' };
      response.end(`data: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n`);
    });
    expect((await follow()).view).toMatchObject({ text: TEXT, status: 'completed', duplicates: 0 });
    expect(asked).toEqual([undefined, idOf(3)]);
  });

  it('reads from the start again when text is missing, once', async () => {
    answers.push((response) => {
      sendFrames(response, 0, 2);
      response.write(`id: ${idOf(4)}\ndata: ${LOG[3]?.data}\n\n`);
    });
    expect((await follow()).view).toMatchObject({ text: TEXT, lost: null, duplicates: 0 });
    expect(asked).toEqual([undefined, undefined]);
  });

  it('ends when nothing is left to send', async () => {
    answers.push((response) => response.writeHead(204).end());
    const { error, view } = await follow(idOf(7));
    expect({ error, asked, text: view.text }).toEqual({ error: null, asked: [idOf(7)], text: '' });
  });

  it('tries again after a server error, and gives up on one that would repeat', async () => {
    const fail =
      (status: number, code: string): Answer =>
      (response) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: 'x', code }));
    answers.push(fail(503, 'BACKEND_DOWN'), fail(502, 'PROXY_ERROR'), fail(404, 'NOT_FOUND'));
    const { error } = await follow();
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: 'x' });
    expect(asked).toHaveLength(3);
  });

  it('leaves a connection that has fallen silent', async () => {
    answers.push((response) => sendFrames(response, 0, 4));
    expect((await follow(null, IMPATIENT)).view).toMatchObject({ text: TEXT, duplicates: 0 });
    expect(asked).toEqual([undefined, idOf(4)]);
  });

  it('ignores events of types that it does not know', async () => {
    answers.push((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`: ping\n\nid: ${idOf(1)}\ndata: {"type":"agent.danced","run_id":"${RUN}","ts":1}\n\n`);
      for (const { seq, data } of LOG) response.write(`id: ${idOf(seq + 1)}\ndata: ${data}\n\n`);
      response.end('data: [DONE]\n\n');
    });
    expect((await follow()).view).toMatchObject({ text: TEXT, status: 'completed' });
  });

  it('says nothing more once it is closed', async () => {
    let frames = 0;
    const { port } = server.address() as AddressInfo;
    let stop = () => {};
    const served = new Promise<void>((resolve) => {
      answers.push((response, _, request) => {
        sendFrames(response, 0, 2);
        stop();
        request.on('close', resolve);
      });
    });
    const stream = followRun({
      origin: `http://127.0.0.1:${port}`,
      runId: RUN,
      after: null,
      timing: TIMING,
      schedule: () => () => {},
      onFrames: () => (frames += 1),
      onConnection: () => {},
      onEnd: () => (frames += 1),
    });
    stop = () => stream.close();
    await served;
    expect(frames).toBe(0);
  });
});

describe('where server-sent events do not get through', () => {
  it('changes to the WebSocket and resumes there', async () => {
    const silent: Answer = (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    answers.push(silent, silent);
    const sockets = new WebSocketServer({ server, path: '/ws/chat' });
    const attached: unknown[] = [];
    sockets.on('connection', (socket) => {
      socket.on('message', (data) => {
        attached.push(JSON.parse(String(data)));
        for (const { seq, data: text } of LOG) socket.send(JSON.stringify({ id: idOf(seq), ...(JSON.parse(text) as object) }));
        socket.send(JSON.stringify({ type: 'done', run_id: RUN }));
      });
    });
    const { view } = await follow(null, IMPATIENT);
    sockets.close();
    expect(view).toMatchObject({ text: TEXT, status: 'completed', duplicates: 0 });
    expect(attached).toEqual([{ type: 'attach', run_id: RUN }]);
    expect(asked).toHaveLength(2);
  });
});
