import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, createScope, open, until } from './fixtures/harness.ts';
import { DONE, delta, finished, lastEvent, RUN, readAll, startEvents, started, startStreams } from './fixtures/run-frames.ts';

const scope = createScope();
afterEach(() => scope.close());

describe('a stream that ends well', () => {
  it('passes byte for byte, whatever the chunks, and keeps unbuffered headers', async () => {
    const whole = `retry: 1000\n\n${started}: ping\n\n${delta(2, 'grüße 🎉\n\n"run.finished"')}${delta(3)}${finished(4)}${DONE}`;
    const bytes = Buffer.from(whole);
    const { port } = await startStreams(scope, [
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
    const { port } = await startStreams(scope, [
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
    const { port, requests } = await startStreams(scope, [
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
    const { port, requests } = await startStreams(scope, [(_request, response) => void response.writeHead(204).end()]);
    const answer = await ask(port, '/api/chat/stream?message=hi', { headers: { 'last-event-id': `${RUN}.1.4` } });
    expect(answer.status).toBe(204);
    expect(requests[0]?.headers['last-event-id']).toBe(`${RUN}.1.4`);
  });
});

describe('a client that goes away', () => {
  it.each(['GET /api/chat/stream?message=hi', 'POST /api/chat'])('%s: closes the upstream connection at once', async (line) => {
    const [method, path] = line.split(' ') as [string, string];
    let closed = false;
    const { port, requests } = await startStreams(scope, [
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
    const { port, requests } = await startStreams(
      scope,
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

describe('silence', () => {
  it('ends a stream that says nothing any more', async () => {
    const { port, requests } = await startStreams(scope, [(_request, response) => startEvents(response, started)], {
      PROXY_IDLE_TIMEOUT_MS: '1000',
    });
    const { text } = await ask(port, '/api/chat/stream?message=hi');
    expect(lastEvent(text)).toMatchObject({ status: 'interrupted', error: { code: 'PROXY_ERROR' } });
    expect(requests).toHaveLength(1);
  });

  it('is no silence while there are heartbeats', async () => {
    const { port } = await startStreams(
      scope,
      [
        (_request, response) => {
          startEvents(response, started);
          let beats = 0;
          const timer = setInterval(() => {
            if (++beats < 30) return void response.write(': ping\n\n');
            clearInterval(timer);
            response.end(finished(2) + DONE);
          }, 100);
        },
      ],
      { PROXY_IDLE_TIMEOUT_MS: '2000' },
    );
    expect(lastEvent((await ask(port, '/api/chat/stream?message=hi')).text)).toMatchObject({ status: 'completed' });
  });
});

it('holds little for a reader that is slow', async () => {
  let written = 0;
  const { port } = await startStreams(scope, [
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
