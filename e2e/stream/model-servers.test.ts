import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChatResponse } from '../../lib/contract/chat.ts';
import { checkStream } from '../checker.ts';
import { finished } from '../harness/events.ts';
import { type Product, startProduct } from '../harness/start-product.ts';
import { waitFor } from '../harness/wait-for.ts';
import {
  PARTS,
  type Script,
  type ScriptedOpenAi,
  type ScriptedRequest,
  startScriptedOpenAi,
  wholeAnswer,
} from '../standins/scripted-openai.ts';
import { type ChatTurn, toTemplateError } from '../standins/strict-template.ts';

const CONTEXT_TOKENS = 6_000;

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Script => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  chunks: [JSON.stringify(body)],
  ending: 'close',
});
const chatEnd = (finishReason: string, delta: object = {}) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finishReason }] })}\n\n`;

const messagesOf = ({ body }: ScriptedRequest) => body.messages as ChatTurn[];
const askedOf = (request: ScriptedRequest) => String(messagesOf(request).at(-1)?.content);

/** Chat Completions alone, a strict template, a small context: as local servers are. */
function asLocalServer(answer: (request: ScriptedRequest) => Script) {
  return (request: ScriptedRequest): Script => {
    if (request.api === 'responses') return json(404, { detail: 'Not Found' });
    const fault = toTemplateError(messagesOf(request));
    if (fault !== null) return json(400, { error: { message: fault, type: 'invalid_request_error' } });
    const count = Math.ceil(JSON.stringify([request.body.messages, request.body.tools]).length / 4);
    if (count > CONTEXT_TOKENS) {
      const message = `the request exceeds the available context size (${CONTEXT_TOKENS} tokens)`;
      return json(400, {
        error: { code: 400, type: 'exceed_context_size_error', message, n_prompt_tokens: count, n_ctx: CONTEXT_TOKENS },
      });
    }
    return answer(request);
  };
}

const fine = ({ api }: ScriptedRequest) => wholeAnswer(api, ['Fine.']);

describe('a model server as they are', () => {
  let server: ScriptedOpenAi;
  let product: Product;

  beforeAll(async () => {
    server = await startScriptedOpenAi();
    product = await startProduct({
      name: 'model-servers',
      env: {
        OPENAI_API_KEY: 'sk-stand-in',
        // As people write it: with a slash at the end.
        OPENAI_BASE_URL: `${server.baseUrl}/`,
        SUPERVISOR_MODEL: 'gemma',
        MODEL_BREAKER_FAILURES: '1000',
      },
    });
  });
  beforeEach(() => server.answer(asLocalServer(fine)));
  afterAll(async () => {
    await product?.stop();
    await server?.stop();
  });

  const post = (message: string, rest: object = {}) => product.call('/api/chat', { method: 'POST', body: { message, ...rest } });
  async function say(message: string, rest: object = {}): Promise<ChatResponse> {
    const answer = await post(message, rest);
    expect(answer.status, answer.text).toBe(200);
    return answer.json() as ChatResponse;
  }

  it('that has Chat Completions alone answers at once, and is not asked for more again', async () => {
    expect(await say('hello')).toMatchObject({
      response: 'Fine.',
      metadata: { provider: 'openai', fallback_used: false, ended_by: 'stop' },
    });
    const known = server.requests.length;
    await say('hello again');
    expect(server.requests.slice(known).map(({ api }) => api)).toEqual(['chat']);
    expect((await product.call('/health')).json()).toMatchObject({ services: { supervisor: 'healthy' } });
  });

  it('with a strict template answers after a stop, during another answer, and in a long conversation', async () => {
    server.answer(asLocalServer((request) => (askedOf(request) === 'please wait' ? { ending: 'hang' } : fine(request))));
    const first = await product.call('/api/runs', { method: 'POST', body: { message: 'please wait' } });
    const { run_id, conversation_id } = first.json() as { run_id: string; conversation_id: string };
    await waitFor('the call', async () =>
      server.requests.some((request) => request.api === 'chat' && askedOf(request) === 'please wait'),
    );
    expect(await say('and meanwhile?', { conversation_id })).toMatchObject({ response: 'Fine.' });
    await product.call(`/api/runs/${run_id}/cancel`, { method: 'POST' });
    for (const message of ['after the stop', 'and then', 'and last']) {
      expect(await say(message, { conversation_id })).toMatchObject({ response: 'Fine.', metadata: { provider: 'openai' } });
    }
    expect((await product.call(`/api/runs/${run_id}`)).json()).toMatchObject({
      status: 'cancelled',
      metadata: { ended_by: 'cancelled' },
    });
  });

  it('with a small context answers however long the conversation grows', async () => {
    const { conversation_id } = await say(`Note 1: ${'alpha '.repeat(1_500)}`);
    for (const message of [
      `Note 2: ${'beta '.repeat(2_000)}`,
      `Note 3: ${'汉字'.repeat(1_500)}`,
      'What was in note 1?',
      'And in note 3?',
      'Thanks.',
    ]) {
      expect(await say(message, { conversation_id })).toMatchObject({ response: 'Fine.', metadata: { provider: 'openai' } });
      expect(JSON.stringify(server.requests.at(-1)?.body)).toContain(message.slice(0, 10));
    }
    const tooLong = await post('word '.repeat(6_000), { conversation_id });
    expect(tooLong.status).toBe(503);
    expect(tooLong.json()).toMatchObject({
      error: expect.stringContaining('too long for this model'),
      details: { cause: 'context_length' },
    });
    expect(await say('And now?', { conversation_id })).toMatchObject({ response: 'Fine.' });
  });

  it.each<[string, Script, object]>([
    [
      'a limit of tokens',
      { chunks: [PARTS.chat.text('The three parts are: first, the'), chatEnd('length')], ending: 'close' },
      { ended_by: 'length' },
    ],
    [
      'a content filter',
      { chunks: [PARTS.chat.text('It begins'), chatEnd('content_filter')], ending: 'close' },
      { ended_by: 'content_filter' },
    ],
    ['a refusal', { chunks: [chatEnd('stop', { refusal: 'I will not.' })], ending: 'close' }, { ended_by: 'refusal' }],
  ])('an answer that ended by %s says so everywhere, and what arrived is kept', async (_, script, metadata) => {
    server.answer(asLocalServer(() => script));
    const { response, metadata: told, conversation_id } = await say('list the parts');
    expect(response).not.toBe('');
    expect(told).toMatchObject(metadata);
    expect((await product.call(`/api/runs/${told?.run_id}`)).json()).toMatchObject({ status: 'completed', metadata });
    const messages = await product.call(`/api/conversations/${conversation_id}/messages`);
    expect(messages.json()).toMatchObject({ messages: [{}, { content: response, metadata }] });
    const exported = await product.call(`/api/conversations/${conversation_id}/export?format=json`);
    expect(exported.json()).toMatchObject({ messages: [{}, { metadata }] });
    expect((await product.call(`/api/conversations/${conversation_id}/export?format=md`)).text).toMatch(
      /\*\((cut off|refused|stopped)[^)]*\)\*/,
    );
    const spoken = await product.call('/api/chat/voice', {
      method: 'POST',
      body: { conversationId: 'new', transcribedText: 'list the parts' },
    });
    expect(spoken.json()).toMatchObject({ metadata: { ...metadata, voice_mode: true } });
  });

  it.each<[string, Script, string, { cause: string; retry_after_seconds?: number }]>([
    [
      'asks to wait',
      json(429, { error: { message: 'Rate limit reached' } }, { 'retry-after': '20' }),
      'OpenAI asks us to wait 20 s (rate limit).',
      { cause: 'rate_limited', retry_after_seconds: 20 },
    ],
    [
      'has no credit left',
      json(429, { error: { code: 'insufficient_quota', message: 'You exceeded your current quota.' } }),
      'The credit of the OpenAI account is used up.',
      { cause: 'out_of_credit' },
    ],
    [
      'filters the question',
      json(400, { error: { code: 'content_filter', message: 'The response was filtered' } }),
      "Refused by the provider's content filter (OpenAI).",
      { cause: 'content_filter' },
    ],
    [
      'does not know the model',
      json(404, { error: { message: "model 'gemma' not found" } }),
      'OpenAI does not have the model gemma-not_found (404).',
      { cause: 'not_found' },
    ],
    [
      'rejects the key',
      json(401, { error: { message: 'Incorrect API key provided: sk-secret' } }),
      'OpenAI rejected the API key or its rights (401).',
      { cause: 'unauthorised' },
    ],
  ])('that %s: the failure is an error with its cause, and no answer', async (_, script, error, details) => {
    server.answer(asLocalServer(() => script));
    // A model of its own each time: one that asks to wait is left alone.
    const body = { message: 'tell me a story', model: `gemma-${String(details.cause)}` };
    const stream = await product.stream('/api/chat', { method: 'POST', body: { ...body, stream: true } });
    const end = await finished(stream);
    expect(checkStream(stream.frames)).toEqual([]);
    expect(end).toMatchObject({
      status: 'failed',
      response: '',
      error: { error, code: 'PROVIDER_UNAVAILABLE', details: { provider: 'openai', model: body.model, ...details } },
    });
    expect(end.metadata?.ended_by).toBe(end.error?.details?.cause === 'content_filter' ? 'content_filter' : 'error');
    expect((await product.call(`/api/runs/${end.run_id}`)).json()).toMatchObject({ status: 'failed', error: { error } });
    const answer = await product.call('/api/chat', { method: 'POST', body });
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', details: { provider: 'openai', model: body.model } });
    if ('retry_after_seconds' in details) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(stream.raw() + answer.text).not.toContain('sk-secret');
    expect(await say('what is 6*7')).toMatchObject({
      metadata: { provider: 'offline', fallback_used: true },
      response: expect.stringContaining('42'),
    });
  });
});

describe('a base URL at which nothing of the API is', () => {
  it('is said in words, in the answer, in the health and by the agents', async () => {
    const server = await startScriptedOpenAi();
    server.answer(() => ({
      status: 404,
      headers: { 'content-type': 'text/plain' },
      chunks: ['404 page not found'],
      ending: 'close',
    }));
    const product = await startProduct({
      name: 'wrong-url',
      env: { OPENAI_API_KEY: 'sk-stand-in', OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/api` },
    });
    try {
      const answer = await product.call('/api/chat', { method: 'POST', body: { message: 'tell me a story' } });
      const words = 'OpenAI has nothing at /api/responses and /api/chat/completions (404). Check its base URL.';
      expect(answer.json()).toMatchObject({ error: words, details: { cause: 'not_found' } });
      expect(server.requests.length).toBe(4);
      expect((await product.call('/health')).json()).toMatchObject({
        services: { supervisor: 'degraded' },
        details: { supervisor: `openai (gpt-4.1): ${words}` },
      });
      const agents = (await product.call('/api/agents')).json() as { agent_id: string; status: string; problem?: string }[];
      expect(agents.find(({ agent_id }) => agent_id === 'supervisor')).toMatchObject({ status: 'unavailable', problem: words });
    } finally {
      await product.stop();
      await server.stop();
    }
  });
});
