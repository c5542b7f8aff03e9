import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import { checkStream } from '../checker.ts';
import { eventOf, finished } from '../harness/events.ts';
import { descendants, isAlive } from '../harness/processes.ts';
import { type Product, startProduct } from '../harness/start-product.ts';
import { waitFor } from '../harness/wait-for.ts';
import { LONG_ANSWER } from '../standins/openai.ts';
import { type Provider, startProvider } from './environment.ts';

const LONG = '/api/chat/stream?message=long+answer';

let provider: Provider;

beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider?.stop());

async function lastMessage(product: Product, conversationId: string): Promise<StoredMessage> {
  const answer = await product.call(`/api/conversations/${conversationId}/messages`);
  const { messages } = answer.json() as { messages: StoredMessage[] };
  const last = messages.at(-1);
  if (!last) throw new Error('the conversation is empty');
  return last;
}

describe('the orchestrator dies', () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({ name: 'crash', env: provider.env });
  });
  afterAll(() => product?.stop());

  it.each([1, 20, 100])('after %i tokens by kill -9: every reader ends well and nothing is left running', async (tokens) => {
    const streams = await Promise.all([product.stream(LONG), product.stream(LONG), product.stream(LONG)]);
    const started = await Promise.all(streams.map((stream) => eventOf(stream, 'run.started')));
    await Promise.all(streams.map((stream) => eventOf(stream, 'text.delta', tokens)));
    const killed = product.killOrchestrator();
    const died = performance.now();

    const ends = await Promise.all(streams.map(finished));
    console.log(`kill -9 after ${tokens} tokens: ${ends.map((end) => end.status)} at ${Math.round(performance.now() - died)} ms`);
    for (const stream of streams) expect(checkStream(stream.frames)).toEqual([]);
    await product.ready();
    expect(product.orchestratorPid()).not.toBe(killed);
    for (const { conversation_id: conversationId } of started) {
      const settled = await waitFor('the run to be settled', async () => {
        const message = await lastMessage(product, conversationId);
        return ['completed', 'interrupted'].includes(message.status) ? message : null;
      });
      if (settled.status === 'completed') expect(settled.content).toBe(LONG_ANSWER);
      else expect(LONG_ANSWER.startsWith(settled.content)).toBe(true);
    }
  });

  it('by SIGTERM: every reader ends well', async () => {
    const stream = await product.stream(LONG);
    await eventOf(stream, 'text.delta', 10);
    process.kill(product.orchestratorPid(), 'SIGTERM');
    const end = await finished(stream);
    expect(checkStream(stream.frames)).toEqual([]);
    expect(['completed', 'interrupted']).toContain(end.status);
    await product.ready();
  });
});

describe('the product is stopped', () => {
  it('by SIGTERM in mid-stream: the stream ends well, the exit code is 0, no process is left', async () => {
    const product = await startProduct({ name: 'shutdown', env: { ...provider.env, DRAIN_TIMEOUT_MS: '1000' } });
    const stream = await product.stream(LONG);
    await eventOf(stream, 'text.delta', 5);
    const family = descendants(product.front.pid).map((info) => info.pid);
    expect(family.length).toBeGreaterThan(0);
    const code = product.stop();
    const end = await finished(stream);
    expect(checkStream(stream.frames)).toEqual([]);
    expect(['completed', 'interrupted']).toContain(end.status);
    expect(await code).toBe(0);
    expect(family.filter(isAlive)).toEqual([]);
  });
});

describe('a run takes too long', () => {
  it('ends as failed, with a code and with the text so far', async () => {
    const product = await startProduct({ name: 'time-out', env: { ...provider.env, RUN_TIMEOUT_MS: '1500' } });
    try {
      const stream = await product.stream(LONG);
      const end = await finished(stream);
      expect(checkStream(stream.frames)).toEqual([]);
      expect(end).toMatchObject({ status: 'failed', error: { code: expect.any(String) } });
      expect(LONG_ANSWER.startsWith(end.response)).toBe(true);
    } finally {
      await product.stop();
    }
  });
});

describe('without any provider', () => {
  it('computes an answer with the offline model and says what serves', async () => {
    const product = await startProduct({ name: 'offline' });
    try {
      const stream = await product.stream('/api/chat/stream?message=What+is+15+%25+of+1249%3F');
      const end = await finished(stream);
      expect(checkStream(stream.frames)).toEqual([]);
      expect(end.status).toBe('completed');
      expect(end.response).toContain('187.35');
      await eventOf(stream, 'tool.finished');
      const health = await product.call('/health');
      expect(health.json()).toMatchObject({ status: 'healthy' });
    } finally {
      await product.stop();
    }
  });
});
