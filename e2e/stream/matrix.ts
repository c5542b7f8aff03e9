import { describe, expect, it } from 'vitest';
import type { RunAccepted, RunRecord } from '../../lib/contract/runs.ts';
import { checkStream } from '../checker.ts';
import { eventBytes, eventOf, finished, isType, toEvent } from '../harness/events.ts';
import type { OpenStream } from '../harness/open-stream.ts';
import { waitFor } from '../harness/wait-for.ts';
import { LONG_ANSWER, SHORT_ANSWER } from '../standins/openai.ts';
import type { Provider } from './environment.ts';
import type { StreamTarget } from './target.ts';

const query = (parameters: Record<string, string>): string => new URLSearchParams(parameters).toString();

/** The promises P1, P2, P3, P8 and P11, as a caller of the public origin sees them. The same for every way to deploy. */
export function describeStreams(target: () => StreamTarget, provider: () => Provider): void {
  const ask = (message: string, more: Record<string, string> = {}): Promise<OpenStream> =>
    target().stream(`/api/chat/stream?${query({ message, ...more })}`);
  const start = async (message: string, headers: Record<string, string> = {}): Promise<RunAccepted> => {
    const answer = await target().call('/api/runs', { body: { message }, headers });
    expect(answer.status, answer.text).toBe(202);
    return answer.json() as RunAccepted;
  };
  const recordOf = async (runId: string): Promise<RunRecord> => (await target().call(`/api/runs/${runId}`)).json() as RunRecord;
  const replay = (runId: string, after?: string): Promise<OpenStream> =>
    target().stream(`/api/runs/${runId}/stream`, after === undefined ? {} : { headers: { 'last-event-id': after } });

  describe('success', () => {
    it('has the headers, the shape and the order of the contract', async () => {
      const stream = await ask('hello');
      const end = await finished(stream);
      expect(stream.status).toBe(200);
      expect(stream.headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      expect(stream.headers['content-encoding']).toBeUndefined();
      expect(stream.raw()).toMatch(/^retry: 1000$/m);
      expect(stream.raw()).not.toMatch(/^event:/m);
      expect(checkStream(stream.frames)).toEqual([]);
      expect(end).toMatchObject({ status: 'completed', response: SHORT_ANSWER, metadata: { fallback_used: false } });
    });

    it('sends tokens while the provider is still writing', async () => {
      const stream = await ask('long answer');
      await eventOf(stream, 'text.delta', 5);
      expect(stream.frames.some(isType('run.finished'))).toBe(false);
      expect((await finished(stream)).response).toBe(LONG_ANSWER);
      expect(stream.frames.filter(isType('text.delta')).length).toBeGreaterThan(50);
      expect(checkStream(stream.frames)).toEqual([]);
    });

    it('is the same by POST with stream: true', async () => {
      const stream = await target().stream('/api/chat', { body: { message: 'hello', stream: true } });
      expect(await finished(stream)).toMatchObject({ status: 'completed', response: SHORT_ANSWER });
      expect(checkStream(stream.frames)).toEqual([]);
    });

    it('answers a plain POST with a ChatResponse', async () => {
      const answer = await target().call('/api/chat', { body: { message: 'hello' } });
      expect(answer.status).toBe(200);
      expect(answer.json()).toMatchObject({ response: SHORT_ANSWER, metadata: { fallback_used: false } });
    });

    it('marks a voice stream', async () => {
      const stream = await target().stream(
        `/api/chat/voice/stream?${query({ conversationId: 'new', transcribedText: 'hello' })}`,
      );
      const end = await finished(stream);
      expect(end).toMatchObject({ status: 'completed', voiceMode: true, metadata: { voice_mode: true } });
      expect(end.conversationId).toBe(end.conversation_id);
      expect(checkStream(stream.frames)).toEqual([]);
    });
  });

  describe('a failing provider', () => {
    // A model of its own has a breaker of its own, so that one case does not open it for the next.
    const askFailing = (message: string, model: string): Promise<OpenStream> =>
      target().stream('/api/chat', { body: { message, stream: true, model: model.replaceAll(' ', '-') } });

    const FAULTS = [
      ['an error before the first token', 'server error', 'server_error'],
      ['a rate limit', 'rate limited', 'rate_limited'],
      ['a dropped request', 'dropped', 'server_error'],
      ['a malformed stream', 'malformed', 'malformed'],
      ['a connection reset at once', 'broken off', 'unreachable'],
      ['a connection lost in mid-stream', 'connection lost', 'unreachable'],
    ] as const;

    it.each(FAULTS)('%s ends in one complete answer of the fallback, where that can do it', async (_, fault) => {
      const stream = await askFailing(`count the words in: ${fault}`, fault);
      const end = await finished(stream);
      expect(checkStream(stream.frames)).toEqual([]);
      expect(end).toMatchObject({ status: 'completed', metadata: { fallback_used: true, ended_by: 'stop' } });
      expect(end.response).toContain(String(fault.split(' ').length));
      expect(stream.raw()).not.toContain('upstream says no');
    });

    it.each(FAULTS)('%s ends in an error that names its cause, with what had arrived', async (_, fault, cause) => {
      const stream = await askFailing(`${fault}, please`, `${fault} again`);
      const end = await finished(stream);
      expect(checkStream(stream.frames)).toEqual([]);
      expect(end).toMatchObject({
        status: 'failed',
        metadata: { ended_by: 'error' },
        error: { code: 'PROVIDER_UNAVAILABLE', details: { provider: 'openai', cause } },
      });
      expect(LONG_ANSWER.startsWith(end.response)).toBe(true);
      expect(stream.raw()).not.toContain('upstream says no');
    });
  });

  describe('stop', () => {
    it('closes the socket of the provider, keeps the text and gives a receipt', async () => {
      // Connections of earlier answers are kept for a while.
      await provider().proxy.whenOpen(0);
      const stream = await ask('long answer');
      const { run_id: runId } = await eventOf(stream, 'text.delta', 3);
      expect(provider().proxy.open()).toBe(1);

      const receipt = await target().call(`/api/runs/${runId}/cancel`, { method: 'POST' });
      expect(receipt.status, receipt.text).toBe(200);
      expect(receipt.json()).toMatchObject({ run_id: runId, status: 'cancelled', tokens_after_stop: expect.any(Number) });
      await provider().proxy.whenOpen(0);

      const end = await finished(stream);
      expect(checkStream(stream.frames)).toEqual([]);
      expect(end.status).toBe('cancelled');
      expect(LONG_ANSWER.startsWith(end.response)).toBe(true);
      expect(end.response).not.toBe('');
      const again = await target().call(`/api/runs/${runId}/cancel`, { method: 'POST' });
      expect(again.json()).toMatchObject({ run_id: runId, status: 'cancelled' });
    });

    it('is not what a reader does who leaves', async () => {
      const stream = await ask('long answer');
      const { run_id: runId } = await eventOf(stream, 'text.delta', 3);
      stream.close();
      await waitFor('the run to finish', async () => (await recordOf(runId)).status === 'completed');
      const whole = await replay(runId);
      expect((await finished(whole)).response).toBe(LONG_ANSWER);
      expect(checkStream(whole.frames)).toEqual([]);
    });
  });

  describe('resume', () => {
    it('is byte-identical from every event of a finished run', async () => {
      const { run_id: runId } = await start('hello');
      const whole = await replay(runId);
      await finished(whole);
      const blocks = eventBytes(whole.raw());
      const ids = whole.frames.flatMap((frame) => (frame.id === null ? [] : [frame.id]));
      expect(ids.length).toBeGreaterThan(10);
      for (const [index, id] of ids.slice(0, -1).entries()) {
        const rest = await replay(runId, id);
        await rest.ended;
        expect(eventBytes(rest.raw()), `after ${id}`).toEqual(blocks.slice(index + 1));
      }
      expect((await replay(runId, ids.at(-1))).status).toBe(204);
    });

    it('is seamless while the run is going on', async () => {
      const first = await ask('long answer');
      const { run_id: runId } = await eventOf(first, 'run.started');
      const pieces: string[] = [];
      let last: string | undefined;
      for (const deltas of [1, 7, 30]) {
        const part = await replay(runId, last);
        await eventOf(part, 'text.delta', deltas);
        part.close();
        await part.ended;
        // Bytes of a frame that had not arrived completely are read again from the last complete one.
        const complete = part.frames.length;
        pieces.push(...eventBytes(part.raw()).slice(0, complete));
        last = part.frames.at(-1)?.id ?? undefined;
      }
      const rest = await replay(runId, last);
      await finished(rest);
      expect([...pieces, ...eventBytes(rest.raw())]).toEqual(eventBytes((await drained(first)).raw()));
    });

    it('attaches on GET /api/chat/stream too and never starts a second run', async () => {
      const first = await ask('long answer', { request_id: `attach-${crypto.randomUUID()}` });
      const frame = await first.until(isType('text.delta'));
      first.close();
      const requests = provider().openAi.requestCount();
      const second = await target().stream(`/api/chat/stream?${query({ message: 'long answer' })}`, {
        headers: { 'last-event-id': frame.id ?? '' },
      });
      const end = await finished(second);
      expect(end.run_id).toBe(toEvent(frame)?.run_id);
      expect(checkStream(second.frames, 'middle')).toEqual([]);
      expect(provider().openAi.requestCount()).toBe(requests);
    });
  });

  describe('idempotency', () => {
    it('gives the same run for the same key, also to callers at the same time', async () => {
      const headers = { 'idempotency-key': `same-${crypto.randomUUID()}` };
      const runs = await Promise.all(Array.from({ length: 6 }, () => start('hello', headers)));
      expect(new Set(runs.map((run) => run.run_id)).size).toBe(1);
    });

    it('replays the stream of that run', async () => {
      const requestId = `replay-${crypto.randomUUID()}`;
      const first = await drained(await ask('hello', { request_id: requestId }));
      const second = await drained(await ask('hello', { request_id: requestId }));
      expect(eventBytes(second.raw())).toEqual(eventBytes(first.raw()));
    });

    it('refuses another request under the same key', async () => {
      const requestId = `other-${crypto.randomUUID()}`;
      await drained(await ask('hello', { request_id: requestId }));
      const answer = await target().call(`/api/chat/stream?${query({ message: 'something else', request_id: requestId })}`);
      expect(answer.status).toBe(422);
      expect(answer.json()).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    });
  });

  describe('two keys', () => {
    it('see nothing of each other', async () => {
      const [alice, bob] = [await newKey(target()), await newKey(target())];
      const answer = await target().call('/api/chat', { body: { message: 'hello' }, headers: alice });
      const { conversation_id: conversationId, metadata } = answer.json() as {
        conversation_id: string;
        metadata: { run_id: string };
      };
      const unknown = { conversation: 'conv_0000000000000000000000000', run: 'run_0000000000000000000000000' };
      const probes: [string, string, unknown?][] = [
        ['GET', '/api/runs/{run}'],
        ['GET', '/api/runs/{run}/stream'],
        ['POST', '/api/runs/{run}/cancel'],
        ['GET', '/api/conversations/{conversation}'],
        ['GET', '/api/conversations/{conversation}/messages'],
        ['GET', '/api/conversations/{conversation}/export'],
        ['PATCH', '/api/conversations/{conversation}', { title: 'mine now' }],
        ['DELETE', '/api/conversations/{conversation}'],
      ];
      for (const [method, template, body] of probes) {
        const probe = (ids: { run: string; conversation: string }) =>
          target().call(template.replace('{run}', ids.run).replace('{conversation}', ids.conversation), {
            method,
            headers: bob,
            ...(body === undefined ? {} : { body }),
          });
        const foreign = await probe({ run: metadata.run_id, conversation: conversationId });
        expect(foreign.status, `${method} ${template}`).toBe(404);
        expect(foreign.text).toBe((await probe(unknown)).text);
      }
      const attach = await target().call(`/api/chat/stream?${query({ message: 'hello' })}`, {
        headers: { ...bob, 'last-event-id': `${metadata.run_id}.1.1` },
      });
      expect(attach.status).toBe(404);
      const post = await target().call('/api/chat', {
        body: { message: 'hello', conversation_id: conversationId },
        headers: bob,
      });
      expect(post.status).toBe(404);
      expect((await target().call('/api/conversations', { headers: bob })).json()).toMatchObject({ conversations: [] });
      const found = await target().call('/api/conversations/search?q=hello', { headers: bob });
      expect(found.json()).toMatchObject({ results: [] });
      expect((await target().call(`/api/runs/${metadata.run_id}`, { headers: alice })).status).toBe(200);
    });
  });
}

async function drained(stream: OpenStream): Promise<OpenStream> {
  await stream.ended;
  return stream;
}

async function newKey(target: StreamTarget): Promise<Record<string, string>> {
  const answer = await target.call('/api/keys', { body: { name: `key ${crypto.randomUUID()}` } });
  expect(answer.status, answer.text).toBe(201);
  return { 'x-api-key': (answer.json() as { key: string }).key };
}
