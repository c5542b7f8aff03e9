import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Api,
  PARTS,
  type Script,
  type ScriptedOpenAi,
  startScriptedOpenAi,
  wholeAnswer,
} from '../../e2e/standins/scripted-openai.ts';
import { systemClock } from '../core/clock.ts';
import { type Model, ModelError, type ModelErrorKind, type ModelEvent, type ModelRequest } from '../core/model.ts';
import { createOpenAiChat } from './openai-chat.ts';
import { createOpenAiClient } from './openai-client.ts';
import { createOpenAiResponses } from './openai-responses.ts';

const REQUEST: ModelRequest = {
  instructions: 'be brief',
  items: [{ type: 'message', role: 'user', content: 'hello' }],
  tools: [{ name: 'calculate', description: 'calculates', parameters: { type: 'object', properties: {} }, strict: false }],
};

function createModel(api: Api, baseUrl: string, limitMs = 400): Model {
  const options = {
    client: createOpenAiClient({ baseUrl }),
    provider: 'primary',
    model: 'gpt-4.1',
    limits: { firstTokenTimeoutMs: limitMs, idleTimeoutMs: limitMs },
    clock: systemClock,
  };
  return api === 'chat' ? createOpenAiChat(options) : createOpenAiResponses({ ...options, reasoningSummary: false });
}

type Outcome = { events: ModelEvent[]; text: string; error: unknown };

async function run(model: Model, request = REQUEST, signal = new AbortController().signal): Promise<Outcome> {
  const events: ModelEvent[] = [];
  let error: unknown;
  try {
    for await (const event of model.stream(request, signal)) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  return { events, text: events.map((event) => (event.type === 'text' ? event.delta : '')).join(''), error };
}

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => unhandled.push(reason);
let server: ScriptedOpenAi;

beforeAll(() => process.on('unhandledRejection', onUnhandled));
afterAll(() => process.off('unhandledRejection', onUnhandled));
beforeEach(async () => {
  server = await startScriptedOpenAi();
});
afterEach(async () => {
  await server.stop();
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).toEqual([]);
});

const TEN_MEGABYTES = 'x'.repeat(10 * 1024 * 1024);

type StreamFault = { kind: ModelErrorKind; script: (api: Api, prefix: readonly string[]) => Script; limitMs?: number };

/** Faults in a stream; `prefix` is what came before them. */
const STREAM_FAULTS: Record<string, StreamFault> = {
  'clean end without a finish': { kind: 'incomplete', script: (_api, prefix) => ({ chunks: prefix, ending: 'close' }) },
  'reset connection': { kind: 'unreachable', script: (_api, prefix) => ({ chunks: prefix, ending: 'reset' }) },
  silence: { kind: 'timeout', script: (_api, prefix) => ({ chunks: prefix, ending: 'hang' }) },
  'silence behind comments': {
    kind: 'timeout',
    script: (_api, prefix) => ({ chunks: prefix, ending: 'hang', heartbeatMs: 50 }),
  },
  'malformed JSON': {
    kind: 'malformed',
    script: (api, prefix) => ({ chunks: [...prefix, PARTS[api].malformed], ending: 'hang' }),
  },
  'error event': { kind: 'server_error', script: (api, prefix) => ({ chunks: [...prefix, PARTS[api].error], ending: 'close' }) },
  'endless line': {
    kind: 'malformed',
    // Ten megabytes take their time on a busy machine.
    limitMs: 30_000,
    script: (_api, prefix) => ({ chunks: [...prefix, `data: ${TEN_MEGABYTES}`], ending: 'hang' }),
  },
  'truncated tool arguments': {
    kind: 'malformed',
    script: (api, prefix) => ({
      chunks: [...prefix, PARTS[api].toolCall('call_1', 'calculate', '{"expression": "2+'), ...PARTS[api].end],
      ending: 'close',
    }),
  },
};

for (const api of ['responses', 'chat'] as const) {
  const parts = PARTS[api];
  describe(`${api}: faults in the stream`, () => {
    for (const [name, fault] of Object.entries(STREAM_FAULTS)) {
      it(`${name}, before the first token`, async () => {
        server.answer(() => fault.script(api, parts.begin));
        const { error, text } = await run(createModel(api, server.baseUrl, fault.limitMs));
        expect(error).toMatchObject({ name: 'ModelError', kind: fault.kind, provider: 'primary' });
        expect(text).toBe('');
      });

      it(`${name}, in mid-stream`, async () => {
        server.answer(() => fault.script(api, [...parts.begin, parts.text('Hello'), parts.text(' wor')]));
        const { error, text, events } = await run(createModel(api, server.baseUrl, fault.limitMs));
        expect(error).toMatchObject({ name: 'ModelError', kind: fault.kind });
        expect('Hello wor'.startsWith(text)).toBe(true);
        expect(events.some((event) => event.type === 'tool_call' || event.type === 'finished')).toBe(false);
      });
    }

    it('empty answer', async () => {
      server.answer(() => wholeAnswer(api, []));
      expect((await run(createModel(api, server.baseUrl))).error).toMatchObject({ kind: 'empty' });
    });

    it('JSON instead of a stream', async () => {
      server.answer(() => ({ headers: { 'content-type': 'application/json' }, chunks: ['{"not": "a stream"'], ending: 'hang' }));
      expect((await run(createModel(api, server.baseUrl))).error).toMatchObject({ kind: 'malformed' });
    });
  });

  describe(`${api}: faults before the stream`, () => {
    it.each([
      [400, 'refused'],
      [401, 'misconfigured'],
      [403, 'misconfigured'],
      [404, 'misconfigured'],
      [408, 'timeout'],
      [422, 'refused'],
      [429, 'rate_limited'],
      [500, 'server_error'],
      [503, 'server_error'],
    ] as const)('status %i is %s', async (status, kind) => {
      server.answer(() => ({
        status,
        headers: { 'content-type': 'application/json' },
        chunks: ['{"error":{"message":"a secret"}}'],
        ending: 'close',
      }));
      const { error } = await run(createModel(api, server.baseUrl));
      expect(error).toMatchObject({ kind });
      expect((error as Error).message).toBe(`${kind} (${status})`);
      expect(server.requests).toHaveLength(1);
    });

    it('keeps Retry-After', async () => {
      server.answer(() => ({ status: 429, headers: { 'retry-after': '7' }, ending: 'close' }));
      expect((await run(createModel(api, server.baseUrl))).error).toMatchObject({ kind: 'rate_limited', retryAfterMs: 7000 });
    });

    it('an error body that never ends', async () => {
      server.answer(() => ({ status: 500, chunks: ['{'], ending: 'hang' }));
      expect((await run(createModel(api, server.baseUrl))).error).toMatchObject({ kind: 'timeout' });
    });

    it('a server that accepts and says nothing', async () => {
      server.answer(() => ({ silent: true, ending: 'hang' }));
      expect((await run(createModel(api, server.baseUrl))).error).toMatchObject({ kind: 'timeout' });
    });

    it('a reset before the headers', async () => {
      server.answer(() => ({ silent: true, ending: 'reset' }));
      expect((await run(createModel(api, server.baseUrl))).error).toMatchObject({ kind: 'unreachable' });
    });

    it('a refused connection', async () => {
      const other = await startScriptedOpenAi();
      await other.stop();
      const { error } = await run(createModel(api, other.baseUrl));
      expect(error).toBeInstanceOf(ModelError);
      expect(error).toMatchObject({ kind: 'unreachable' });
    });
  });

  describe(`${api}: answers`, () => {
    it('streams text and ends with usage and cost', async () => {
      server.answer(() => wholeAnswer(api, ['Hel', 'lo', '!']));
      const { events, text, error } = await run(createModel(api, server.baseUrl));
      expect(error).toBeUndefined();
      expect(text).toBe('Hello!');
      expect(events.filter((event) => event.type === 'text')).toHaveLength(3);
      expect(events.at(-1)).toMatchObject({
        type: 'finished',
        reason: 'stop',
        provider: 'primary',
        model: 'gpt-4.1',
        usage: { inputTokens: 11, outputTokens: 7 },
      });
      expect(events.at(-1)).toHaveProperty('costUsd');
    });

    it('survives any split of the bytes', async () => {
      const whole = [...parts.begin, parts.text('Grüße 👋'), ...parts.end].join('');
      server.answer(() => ({ chunks: [...Buffer.from(whole)].map((byte) => Uint8Array.of(byte)), ending: 'close' }));
      expect((await run(createModel(api, server.baseUrl))).text).toBe('Grüße 👋');
    });

    it('gives complete tool calls at the end', async () => {
      server.answer(() => ({
        chunks: [...parts.begin, parts.toolCall('call_1', 'calculate', '{"expression":"2+2"}'), ...parts.end],
        ending: 'close',
      }));
      const { events } = await run(createModel(api, server.baseUrl));
      expect(events).toMatchObject([
        { type: 'tool_call', callId: 'call_1', name: 'calculate', arguments: '{"expression":"2+2"}' },
        { type: 'finished', reason: 'tool_calls' },
      ]);
    });

    it('leaves a slow reader its time: only silence of the provider counts', async () => {
      server.answer(() => wholeAnswer(api, ['Hel', 'lo']));
      let text = '';
      for await (const event of createModel(api, server.baseUrl).stream(REQUEST, new AbortController().signal)) {
        if (event.type !== 'text') continue;
        text += event.delta;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      expect(text).toBe('Hello');
    });

    it('uses connections again', async () => {
      const model = createModel(api, server.baseUrl);
      for (let index = 0; index < 6; index += 1) await run(model);
      // Node's own client opens a second one when calls follow each other at once.
      expect(server.openSockets()).toBeLessThanOrEqual(2);
    });

    it('needs no Authorization header without a key', async () => {
      await run(createModel(api, server.baseUrl));
      expect(server.requests[0]?.headers.authorization).toBeUndefined();
      expect(server.requests[0]?.api).toBe(api);
    });

    it('closes the socket when it is stopped, and says why', async () => {
      server.answer(() => ({ chunks: [...parts.begin, parts.text('Hello')], ending: 'hang' }));
      const controller = new AbortController();
      const model = createModel(api, server.baseUrl);
      const reason = new Error('stopped by the user');
      const stream = model.stream(REQUEST, controller.signal);
      await stream.next();
      controller.abort(reason);
      await expect(stream.next()).rejects.toBe(reason);
      await expect.poll(() => server.openSockets()).toBe(0);
    });

    it('counts what had arrived when it was stopped', async () => {
      const pieces = ['a', 'b', 'c', 'd'].map((piece) => parts.text(piece)).join('');
      server.answer(() => ({ chunks: [pieces], ending: 'hang' }));
      const controller = new AbortController();
      const stream = createModel(api, server.baseUrl).stream(REQUEST, controller.signal);
      expect(await stream.next()).toMatchObject({ value: { type: 'text', delta: 'a' } });
      controller.abort();
      expect(await stream.next()).toMatchObject({ value: { type: 'late', tokens: 3 } });
      await expect(stream.next()).rejects.toBe(controller.signal.reason);
    });

    it('closes the socket when its reader goes away', async () => {
      server.answer(() => ({ chunks: [...parts.begin, parts.text('Hello')], ending: 'hang' }));
      for await (const event of createModel(api, server.baseUrl).stream(REQUEST, new AbortController().signal)) {
        expect(event.type).toBe('text');
        break;
      }
      await expect.poll(() => server.openSockets()).toBe(0);
    });

    it('leaves no listener on the signal', async () => {
      const { signal } = new AbortController();
      let listeners = 0;
      const { addEventListener, removeEventListener } = signal;
      signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
        listeners += 1;
        addEventListener.apply(signal, args);
      };
      signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
        listeners -= 1;
        removeEventListener.apply(signal, args);
      };
      await run(createModel(api, server.baseUrl), REQUEST, signal);
      expect(listeners).toBe(0);
    });
  });
}

describe('responses', () => {
  it.each([
    ['response.failed', { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'x' } }, 'rate_limited'],
    ['response.failed', { status: 'failed', error: { code: 'server_error', message: 'x' } }, 'server_error'],
    ['response.incomplete', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'incomplete'],
    ['response.incomplete', { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'refused'],
    ['response.completed', { status: 'in_progress' }, 'incomplete'],
  ])('%s %j is %s', async (type, response, kind) => {
    const last = `event: ${type}\ndata: ${JSON.stringify({ type, response })}\n\n`;
    server.answer(() => ({ chunks: [PARTS.responses.text('Hello'), last], ending: 'close' }));
    expect((await run(createModel('responses', server.baseUrl))).error).toMatchObject({ kind });
  });

  it('an answer as long as it was asked to be is an answer', async () => {
    const response = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    const last = `data: ${JSON.stringify({ type: 'response.incomplete', response })}\n\n`;
    server.answer(() => ({ chunks: [PARTS.responses.text('Hello'), last], ending: 'close' }));
    const { events } = await run(createModel('responses', server.baseUrl), { ...REQUEST, maxOutputTokens: 1 });
    expect(events.at(-1)).toMatchObject({ type: 'finished', reason: 'length' });
  });

  it('keeps reasoning for its own next call, with nothing stored at the vendor', async () => {
    const item = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' };
    const done = `data: ${JSON.stringify({ type: 'response.output_item.done', item })}\n\n`;
    server.answer(() => ({ chunks: [done, PARTS.responses.text('Hello'), ...PARTS.responses.end], ending: 'close' }));
    const model = createModel('responses', server.baseUrl);
    const { events } = await run(model);
    expect(events[0]).toEqual({ type: 'reasoning_item', data: item });
    const items: ModelRequest['items'] = [
      { type: 'reasoning', provider: 'primary', data: item },
      { type: 'reasoning', provider: 'another', data: { type: 'reasoning', id: 'theirs' } },
      ...REQUEST.items,
    ];
    await run(model, { ...REQUEST, model: 'gpt-5', items });
    expect(server.requests[1]?.body).toMatchObject({ store: false, model: 'gpt-5', include: ['reasoning.encrypted_content'] });
    expect(server.requests[1]?.body.input).toEqual([item, { role: 'user', content: 'hello' }]);
  });
});

describe('chat', () => {
  it('works with a server that reports no usage and never ends its stream', async () => {
    const finish = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
    server.answer(() => ({ chunks: [PARTS.chat.text('Hello there'), finish], ending: 'hang' }));
    const { events, error } = await run(createModel('chat', server.baseUrl));
    expect(error).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ type: 'finished', reason: 'stop', usage: { inputTokens: 4, outputTokens: 3 } });
  });

  it('a reset after the finish reason does not void the answer', async () => {
    const finish = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
    server.answer(() => ({ chunks: [PARTS.chat.text('Hello'), finish], ending: 'reset' }));
    const { text, error, events } = await run(createModel('chat', server.baseUrl));
    expect(error).toBeUndefined();
    expect(text).toBe('Hello');
    expect(events.at(-1)?.type).toBe('finished');
  });

  it('tells calls apart that share an index, and puts split arguments together', async () => {
    const delta = (call: object) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [call] } }] })}\n\n`;
    server.answer(() => ({
      chunks: [
        delta({ index: 0, id: 'call_a', function: { name: 'calculate', arguments: '{"expr' } }),
        delta({ index: 0, function: { arguments: 'ession":"1"}' } }),
        delta({ index: 0, id: 'call_b', function: { name: 'calculate', arguments: '{"expression":"2"}' } }),
        ...PARTS.chat.end,
      ],
      ending: 'close',
    }));
    const { events } = await run(createModel('chat', server.baseUrl));
    expect(events.slice(0, 2)).toMatchObject([
      { callId: 'call_a', arguments: '{"expression":"1"}' },
      { callId: 'call_b', arguments: '{"expression":"2"}' },
    ]);
  });

  it('sends calls and their results in the form of the API', async () => {
    const items: ModelRequest['items'] = [
      ...REQUEST.items,
      { type: 'message', role: 'assistant', content: 'I compute.' },
      { type: 'tool_call', callId: 'call_1', name: 'calculate', arguments: '{}' },
      { type: 'tool_call', callId: 'call_2', name: 'calculate', arguments: '{}' },
      { type: 'tool_result', callId: 'call_1', output: '4' },
      { type: 'tool_result', callId: 'call_2', output: '5' },
    ];
    await run(createModel('chat', server.baseUrl), { ...REQUEST, items });
    expect(server.requests[0]?.body.messages).toMatchObject([
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'I compute.', tool_calls: [{ id: 'call_1' }, { id: 'call_2' }] },
      { role: 'tool', tool_call_id: 'call_1', content: '4' },
      { role: 'tool', tool_call_id: 'call_2', content: '5' },
    ]);
  });
});
