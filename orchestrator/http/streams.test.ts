import { connect } from 'node:net';
import type { EventSourceMessage } from 'eventsource-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunEventOf, runEvent } from '../../lib/contract/events.ts';
import { ADMIN_KEY } from './fixtures/create-test-client.ts';
import { readStream } from './fixtures/read-stream.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ options: { heartbeatMs: 60_000 } });
});
afterAll(() => server.close());

const streamUrl = (message: string, more = '') => `/api/chat/stream?message=${encodeURIComponent(message)}${more}`;

async function startRun(message: string, key?: string): Promise<{ run_id: string; conversation_id: string }> {
  const response = await server.post('/api/runs', { message }, key === undefined ? {} : { key });
  expect(response.status).toBe(202);
  return (await response.json()) as { run_id: string; conversation_id: string };
}

async function readAll(response: Response): Promise<EventSourceMessage[]> {
  const stream = readStream(response);
  await stream.ended;
  return stream.messages;
}

const END: Record<string, RunEventOf<'run.finished'>['status']> = {
  'echo one two': 'completed',
  fail: 'failed',
  crash: 'failed',
  break: 'failed',
};

describe('the stream', () => {
  it('has the headers of the contract', async () => {
    const response = await server.call(streamUrl('echo hi'), { headers: { 'x-request-id': 'req-1' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('x-request-id')).toBe('req-1');
    const text = await response.text();
    expect(text.startsWith('retry: 1000\n\nid: run_')).toBe(true);
    expect(text.endsWith('\n\ndata: [DONE]\n\n')).toBe(true);
    expect(text).not.toContain('event:');
  });

  it.each(Object.entries(END))('of "%s" ends with exactly one terminal event (%s) and [DONE]', async (message, status) => {
    const stream = readStream(await server.call(streamUrl(message)));
    expect(await stream.ended).toBe('end');
    expect(stream.messages.at(-1)).toMatchObject({ data: '[DONE]' });
    expect(stream.messages.filter(({ data }) => data === '[DONE]')).toHaveLength(1);
    const events = stream.events();
    for (const event of events) expect(runEvent.safeParse(event).error).toBeUndefined();
    expect(events.filter(({ type }) => type === 'run.finished')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'run.finished', status });
    expect(events[0]).toMatchObject({ type: 'run.started' });
    expect(JSON.stringify(events)).not.toMatch(/hunter2|sk-secret/);
    const ids = stream.messages.slice(0, -1).map(({ id }) => id);
    const runId = events[0]?.run_id;
    expect(ids).toEqual(ids.map((_id, index) => `${runId}.1.${index + 1}`));
  });

  it('ends with status cancelled after a stop, and the receipt says so', async () => {
    const stream = readStream(await server.call(streamUrl('wait')));
    await stream.until((messages) => messages.some(({ data }) => data.includes('text.delta')));
    const runId = stream.events()[0]?.run_id;
    const receipt = await server.call(`/api/runs/${runId}/cancel`, { method: 'POST' });
    expect(receipt.status).toBe(200);
    expect(await receipt.json()).toMatchObject({ run_id: runId, status: 'cancelled' });
    await stream.ended;
    expect(stream.events().at(-1)).toMatchObject({ type: 'run.finished', status: 'cancelled', response: 'waiting' });
    expect(stream.messages.at(-1)?.data).toBe('[DONE]');
  });

  it('sends its headers before the first token, and pings while nothing happens', async () => {
    const pinging = await startTestServer({ store: server.store, options: { heartbeatMs: 40 } });
    const stream = readStream(await pinging.call(streamUrl('wait')));
    while (stream.comments.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(new Set(stream.comments)).toEqual(new Set(['ping']));
    await pinging.call(`/api/runs/${stream.events()[0]?.run_id}/cancel`, { method: 'POST' });
    await stream.ended;
    await pinging.close();
  });

  it('comes from POST with stream: true as well', async () => {
    const stream = readStream(await server.post('/api/chat', { message: 'echo a b', stream: true }));
    await stream.ended;
    expect(stream.text()).toBe('echo a b');
  });

  it('of a spoken turn carries voiceMode and conversationId at the end', async () => {
    const query = new URLSearchParams({
      conversationId: 'new',
      transcribedText: 'echo spoken',
      conversationHistory: JSON.stringify([{ role: 'user', content: 'before' }]),
    });
    const stream = readStream(await server.call(`/api/chat/voice/stream?${query}`));
    await stream.ended;
    const last = stream.events().at(-1);
    expect(last).toMatchObject({ type: 'run.finished', voiceMode: true, metadata: { voice_mode: true } });
    expect(last).toHaveProperty('conversationId', (last as RunEventOf<'run.finished'>).conversation_id);
  });
});

describe('resuming', () => {
  it('goes on after every event, byte-identically', async () => {
    const { run_id } = await startRun('stream 6');
    const whole = await (await server.call(`/api/runs/${run_id}/stream`)).text();
    const frames = whole.split('\n\n').filter((frame) => frame.startsWith('id: '));
    expect(frames.length).toBeGreaterThan(8);
    for (const [index, frame] of frames.entries()) {
      const id = /^id: (\S+)/.exec(frame)?.[1] as string;
      const rest = await server.call(streamUrl('stream 6'), { headers: { 'last-event-id': id } });
      if (index === frames.length - 1) {
        expect(rest.status).toBe(204);
        expect(await rest.text()).toBe('');
      } else {
        const expected = `retry: 1000\n\n${frames.slice(index + 1).join('\n\n')}\n\ndata: [DONE]\n\n`;
        expect(await rest.text()).toBe(expected);
      }
    }
  });

  it('works with ?after= as an id or a number, and the header wins', async () => {
    const { run_id } = await startRun('echo a b c');
    await (await server.call(`/api/runs/${run_id}/stream`)).text();
    for (const after of ['2', `${run_id}.1.2`]) {
      const stream = readStream(await server.call(`/api/runs/${run_id}/stream?after=${after}`));
      await stream.ended;
      expect(stream.messages[0]?.id).toBe(`${run_id}.1.3`);
    }
    const headers = { 'last-event-id': `${run_id}.1.4` };
    const both = readStream(await server.call(`/api/runs/${run_id}/stream?after=2`, { headers }));
    await both.ended;
    expect(both.messages[0]?.id).toBe(`${run_id}.1.5`);
  });

  it('never starts a second run, whatever the call', async () => {
    const { run_id, conversation_id } = await startRun('echo once');
    await (await server.call(`/api/runs/${run_id}/stream`)).text();
    const headers = { 'last-event-id': `${run_id}.1.1` };
    const streamed = readStream(await server.post('/api/chat', { message: 'echo once', stream: true }, { headers }));
    await streamed.ended;
    expect(streamed.events().every((event) => event.run_id === run_id)).toBe(true);
    const plain = await server.post('/api/chat', { message: 'echo once' }, { headers });
    expect(await plain.json()).toMatchObject({ conversation_id, metadata: { run_id } });
  });

  it('survives a disconnect: the run goes on, a second reader gets all of it', async () => {
    const abort = new AbortController();
    const first = readStream(await server.call(streamUrl('stream 30'), { signal: abort.signal }));
    await first.until((messages) => messages.length >= 5);
    abort.abort();
    expect(await first.ended).toBe('broken');
    const runId = first.events()[0]?.run_id;
    const second = readStream(await server.call(`/api/runs/${runId}/stream`));
    await second.ended;
    expect(second.events().at(-1)).toMatchObject({ type: 'run.finished', status: 'completed' });
    expect(second.text().trim().split(' ')).toHaveLength(30);
  });

  it('attaches to the same run when an EventSource repeats its request with request_id', async () => {
    const first = readStream(await server.call(streamUrl('echo same', '&request_id=again-1')));
    await first.ended;
    const second = readStream(await server.call(streamUrl('echo same', '&request_id=again-1')));
    await second.ended;
    expect(second.messages).toEqual(first.messages);
    const other = await server.call(streamUrl('echo other', '&request_id=again-1'));
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
  });
});

describe('a slow reader', () => {
  it('holds nobody up and loses nothing, whether it is dropped or only late', async () => {
    const { run_id } = await startRun('flood 4000');
    const socket = connect(server.port, '127.0.0.1');
    const lines = [
      `GET /api/runs/${run_id}/stream HTTP/1.1`,
      'Host: localhost',
      `X-API-Key: ${ADMIN_KEY}`,
      'Connection: close',
      '',
      '',
    ];
    socket.write(lines.join('\r\n'));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const whole = readStream(await server.call(`/api/runs/${run_id}/stream`));
    await whole.ended;
    expect(whole.text()).toHaveLength(4000 * 1024);

    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
    });
    await closed;
    const seen = [...received.matchAll(/^id: (\S+)\ndata: .*\n$/gm)].map(([, id]) => id as string);
    expect(seen).toEqual(whole.messages.slice(0, seen.length).map(({ id }) => id));
    const rest = await server.call(`/api/runs/${run_id}/stream`, { headers: { 'last-event-id': seen.at(-1) as string } });
    const missed = rest.status === 204 ? [] : await readAll(rest);
    expect(missed).toEqual(whole.messages.slice(missed.length === 0 ? whole.messages.length : seen.length));
  });
});

describe('answers without a stream', () => {
  it('are the ChatResponse of the run', async () => {
    const response = await server.post('/api/chat', { message: 'echo hello there' });
    expect(response.status).toBe(200);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject({ response: 'echo hello there', agent_used: 'supervisor', metadata: { fallback_used: false } });
    expect(Object.keys(body)).not.toContain('type');
  });

  it.each([
    ['fail', 503, 'PROVIDER_UNAVAILABLE', undefined],
    ['break', 503, 'PROVIDER_UNAVAILABLE', 'half an answ'],
    ['crash', 500, 'INTERNAL', undefined],
  ])('are an error when the run failed, with what had arrived: %s → %d', async (message, status, code, arrived) => {
    const response = await server.post('/api/chat', { message });
    expect(response.status).toBe(status);
    const body = (await response.json()) as { details: { run_id: string; response?: string } };
    expect(body).toMatchObject({ code, details: { status: 'failed', conversation_id: expect.stringMatching(/^conv_/) } });
    expect(body.details.response).toBe(arrived);
    expect(JSON.stringify(body)).not.toMatch(/hunter2|sk-secret|postgres/);
    expect((await server.call(`/api/runs/${body.details.run_id}`)).status).toBe(200);
  });

  it('repeat for the same Idempotency-Key, also at the same time', async () => {
    const headers = { 'idempotency-key': 'once-1' };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => server.post('/api/chat', { message: 'echo once' }, { headers })),
    );
    const ids = await Promise.all(
      answers.map(async (one) => ((await one.json()) as { metadata: { run_id: string } }).metadata.run_id),
    );
    expect(new Set(ids).size).toBe(1);
    const other = await server.post('/api/chat', { message: 'echo twice' }, { headers });
    expect(await other.json()).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
  });

  it('of a spoken turn have metadata.voice_mode', async () => {
    const response = await server.post('/api/chat/voice', { conversationId: 'new', transcribedText: 'echo loud' });
    expect(await response.json()).toMatchObject({ response: 'echo loud', metadata: { voice_mode: true } });
    const asked = await server.post('/api/chat', { message: 'echo loud', voice_mode: true });
    expect(await asked.json()).toMatchObject({ metadata: { voice_mode: true } });
    const typed = await server.post('/api/chat', { message: 'echo loud' });
    expect(await typed.json()).not.toHaveProperty('metadata.voice_mode');
  });

  it('say so when the run was stopped', async () => {
    const { conversation_id } = (await (await server.post('/api/conversations', {})).json()) as { conversation_id: string };
    const waiting = server.post('/api/chat', { message: 'wait', conversation_id });
    let runId: string | null = null;
    while (runId === null) {
      const conversation = await server.call(`/api/conversations/${conversation_id}`);
      runId = ((await conversation.json()) as { active_run_id: string | null }).active_run_id;
    }
    await server.call(`/api/runs/${runId}/cancel`, { method: 'POST' });
    const response = await waiting;
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'CONFLICT', details: { run_id: runId, status: 'cancelled' } });
  });
});
