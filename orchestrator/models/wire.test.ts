import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import { systemClock } from '../core/clock.ts';
import type { ModelErrorKind, ModelEvent, ModelImage, ModelRequest } from '../core/model.ts';
import { withScriptedOpenAi } from './fixtures/with-scripted-openai.ts';
import { createOpenAiChat } from './openai-chat.ts';
import { createOpenAiClient } from './openai-client.ts';

const WIRE = new URL('./fixtures/wire/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, WIRE), 'utf8');

type WireError = { server: string; status: number; body: object } & ({ kind: ModelErrorKind } | { refuses: 'tools' | 'images' });
const ERRORS = JSON.parse(read('errors.json')) as WireError[];

const IMAGE: ModelImage = { mimeType: 'image/png', base64: 'iVBORw0KGgo=' };
const REQUEST: ModelRequest = {
  instructions: 'be brief',
  items: [{ type: 'message', role: 'user', content: 'hello', images: [IMAGE] }],
  tools: [{ name: 'calculate', description: 'calculates', parameters: { type: 'object', properties: {} }, strict: false }],
};

let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

function createModel() {
  return createOpenAiChat({
    client: createOpenAiClient({ baseUrl: server.baseUrl }),
    provider: 'local',
    model: 'some-model',
    limits: { firstTokenTimeoutMs: 60_000, idleTimeoutMs: 60_000 },
    clock: systemClock,
    abilities: { images: true },
  });
}

async function run(model = createModel(), request = REQUEST) {
  const events: ModelEvent[] = [];
  let error: unknown;
  try {
    for await (const event of model.stream(request, new AbortController().signal)) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  const text = events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
  const calls = events.flatMap((event) => (event.type === 'tool_call' ? [[event.name, event.arguments]] : []));
  return { events, error, text, calls, last: events.at(-1) };
}

const replay = (name: string) => server.answer(() => ({ chunks: [read(name)], ending: 'close' }));

describe('tool calls as servers send them', () => {
  it.each([
    [
      'ollama-tool-calls.sse',
      [
        ['calculate', '{"expression":"2+2"}'],
        ['current_time', '{"time_zone":"Asia/Tokyo"}'],
      ],
    ],
    [
      'ollama-bare-tool-calls.sse',
      [
        ['calculate', '{"expression":"6*7"}'],
        ['current_time', '{}'],
      ],
    ],
    ['llama-cpp-tool-call.sse', [['calculate', '{"expression":"2^10"}']]],
    [
      'vllm-tool-calls.sse',
      [
        ['calculate', '{"expression": "1+1"}'],
        ['current_time', '{}'],
      ],
    ],
    ['lm-studio-tool-call.sse', [['calculate', '{"expression":"3+4"}']]],
  ])('%s', async (name, expected) => {
    replay(name);
    const { calls, events, error, last } = await run();
    expect(error).toBeUndefined();
    expect(calls).toEqual(expected);
    expect(last).toMatchObject({ type: 'finished', reason: 'tool_calls' });
    const ids = events.flatMap((event) => (event.type === 'tool_call' ? [event.callId] : []));
    expect(new Set(ids).size).toBe(expected.length);
    expect(ids.every((id) => id !== '')).toBe(true);
  });
});

describe('text, reasoning and usage as servers send them', () => {
  it.each([
    ['ollama-thinking.sse', 'Hello!', { inputTokens: 12, outputTokens: 9 }],
    ['llama-cpp-text.sse', 'Hello!', { inputTokens: 34, outputTokens: 3, cachedInputTokens: 20 }],
    ['llama-cpp-inline-think.sse', 'Hello!', { inputTokens: 5, outputTokens: 12 }],
    ['vllm-reasoning.sse', '9.8 is greater.', { inputTokens: 21, outputTokens: 43 }],
    ['hugging-face-text.sse', 'Hello!', { inputTokens: 37, outputTokens: 2 }],
  ])('%s', async (name, expected, usage) => {
    replay(name);
    const { text, error, last } = await run();
    expect(error).toBeUndefined();
    expect(text).toBe(expected);
    expect(last).toMatchObject({ type: 'finished', reason: 'stop', usage });
  });

  it('survives any split of the bytes', async () => {
    const bytes = [...Buffer.from(read('llama-cpp-inline-think.sse'))].map((byte) => Uint8Array.of(byte));
    server.answer(() => ({ chunks: bytes, ending: 'close' }));
    expect((await run()).text).toBe('Hello!');
  });

  it('keeps what only looks like the begin of reasoning', async () => {
    server.answer(({ api }) => wholeAnswer(api, ['<th', '> is a table header; <think> is not']));
    expect((await run()).text).toBe('<th> is a table header; <think> is not');
    server.answer(({ api }) => wholeAnswer(api, ['<thi']));
    expect((await run()).text).toBe('<thi');
  });

  it('an answer of nothing but reasoning is none', async () => {
    server.answer(({ api }) => wholeAnswer(api, ['<think>', 'hm', '</think>', '']));
    expect((await run()).error).toMatchObject({ kind: 'empty' });
  });
});

describe('errors in the stream', () => {
  it.each([
    ['vllm-stream-error.sse', 'server_error'],
    ['lm-studio-stream-error.sse', 'server_error'],
  ])('%s', async (name, kind) => {
    replay(name);
    expect((await run()).error).toMatchObject({ name: 'ModelError', kind });
  });

  it.each(['error', 'abort'])('a finish for the reason "%s"', async (reason) => {
    const finish = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"${reason}"}]}\n\n`;
    server.answer(() => ({ chunks: [finish], ending: 'close' }));
    expect((await run()).error).toMatchObject({ kind: 'server_error' });
  });
});

describe('errors instead of a stream', () => {
  const failing = ERRORS.filter((error) => 'kind' in error);
  const refusing = ERRORS.filter((error) => 'refuses' in error);
  const toScript = ({ status, body }: WireError) => ({
    status,
    headers: { 'content-type': 'application/json' },
    chunks: [JSON.stringify(body)],
    ending: 'close' as const,
  });

  it.each(failing)('$server: $kind', async (error) => {
    server.answer(() => toScript(error));
    const { error: thrown } = await run();
    expect(thrown).toMatchObject({ kind: error.kind, message: `${error.kind} (${error.status})` });
    expect(server.requests).toHaveLength(1);
  });

  it.each(refusing)('$server: answers without $refuses, and is not asked with them again', async (error) => {
    const holds = (body: Record<string, unknown>) =>
      error.refuses === 'tools' ? body.tools !== undefined : JSON.stringify(body.messages).includes('image_url');
    server.answer(({ api, body }) => (holds(body) ? toScript(error) : wholeAnswer(api, ['Fine.'])));
    const model = createModel();
    expect((await run(model)).text).toBe('Fine.');
    expect((await run(model)).text).toBe('Fine.');
    expect(server.requests.map(({ body }) => holds(body))).toEqual([true, false, false]);
  });

  it('leaves out both where both are refused', async () => {
    const [tools, images] = [
      refusing.find(({ refuses }) => refuses === 'tools'),
      refusing.find(({ refuses }) => refuses === 'images'),
    ];
    server.answer(({ api, body }) => {
      if (body.tools) return toScript(tools as WireError);
      return JSON.stringify(body.messages).includes('image_url') ? toScript(images as WireError) : wholeAnswer(api, ['Fine.']);
    });
    expect((await run()).text).toBe('Fine.');
    expect(server.requests).toHaveLength(3);
  });

  it('tells a model without tools in words what tools had said', async () => {
    server.answer(({ api, body }) => (body.tools ? toScript(refusing[0] as WireError) : wholeAnswer(api, ['4.'])));
    const items: ModelRequest['items'] = [
      { type: 'message', role: 'user', content: 'what is 2+2' },
      { type: 'tool_call', callId: 'call_1', name: 'calculate', arguments: '{"expression":"2+2"}' },
      { type: 'tool_result', callId: 'call_1', output: '4' },
    ];
    await run(createModel(), { ...REQUEST, items });
    const messages = server.requests[1]?.body.messages as { role: string; content: string }[];
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(messages[0]?.content).toContain('cannot call tools');
    expect(messages[2]?.content).toContain('calculate');
    expect(messages[3]?.content).toContain('4');
    expect(JSON.stringify(messages)).not.toContain('tool_calls');
  });
});
