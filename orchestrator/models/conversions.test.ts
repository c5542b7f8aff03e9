import { describe, expect, it } from 'vitest';
import type { Api, ScriptedOpenAi } from '../../e2e/standins/scripted-openai.ts';
import { systemClock } from '../core/clock.ts';
import type { Model, ModelImage, ModelRequest } from '../core/model.ts';
import { withScriptedOpenAi } from './fixtures/with-scripted-openai.ts';
import { createOpenAiChat } from './openai-chat.ts';
import { createOpenAiClient } from './openai-client.ts';
import { createOpenAiResponses } from './openai-responses.ts';

const IMAGE: ModelImage = { mimeType: 'image/png', base64: 'iVBORw0KGgo=' };
const DATA_URL = 'data:image/png;base64,iVBORw0KGgo=';
const PLAIN: ModelRequest = { instructions: '', items: [{ type: 'message', role: 'user', content: 'hello' }], tools: [] };
const SEEN: ModelRequest = { ...PLAIN, items: [{ type: 'message', role: 'user', content: 'what is this?', images: [IMAGE] }] };

let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

function createModel(api: Api, model: string): Model {
  const client = createOpenAiClient({ baseUrl: server.baseUrl });
  const limits = { firstTokenTimeoutMs: 60_000, idleTimeoutMs: 60_000 };
  const options = { client, provider: 'openai', model, limits, clock: systemClock };
  return api === 'chat' ? createOpenAiChat(options) : createOpenAiResponses({ ...options, reasoningSummary: true });
}

/** What the server was sent. */
async function sent(api: Api, model: string, request: ModelRequest): Promise<Record<string, unknown>> {
  for await (const _event of createModel(api, model).stream(request, new AbortController().signal));
  return server.requests.at(-1)?.body ?? {};
}

describe('pictures', () => {
  it('go with the message, in the form of each API', async () => {
    expect((await sent('responses', 'gpt-4.1', SEEN)).input).toEqual([
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'what is this?' },
          { type: 'input_image', image_url: DATA_URL, detail: 'auto' },
        ],
      },
    ]);
    expect((await sent('chat', 'llava:13b', SEEN)).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'what is this?' },
          { type: 'image_url', image_url: { url: DATA_URL } },
        ],
      },
    ]);
  });

  it.each([
    ['responses', 'o3-mini'],
    ['chat', 'llama3.2'],
  ] as const)('a model that cannot see is told so: %s %s', async (api, model) => {
    const body = JSON.stringify(await sent(api, model, SEEN));
    expect(body).toContain('One picture was attached');
    expect(body).not.toContain(IMAGE.base64);
  });

  it('messages without pictures are plain text as before', async () => {
    expect((await sent('responses', 'gpt-4.1', PLAIN)).input).toEqual([{ role: 'user', content: 'hello' }]);
    expect((await sent('chat', 'llava', PLAIN)).messages).toEqual([{ role: 'user', content: 'hello' }]);
  });
});

describe('reasoning models', () => {
  const request: ModelRequest = { ...PLAIN, temperature: 0.2, reasoningEffort: 'minimal', maxOutputTokens: 100 };

  it('get effort and encrypted reasoning, no temperature, and room to reason', async () => {
    const body = await sent('responses', 'gpt-5', request);
    expect(body).toMatchObject({
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: 'minimal', summary: 'auto' },
      store: false,
    });
    expect(body).not.toHaveProperty('temperature');
    expect(body.max_output_tokens).toBeGreaterThan(100);
  });

  it('get the nearest effort that they have', async () => {
    expect(await sent('responses', 'o3', request)).toMatchObject({ reasoning: { effort: 'low' } });
    expect(await sent('responses', 'gpt-5-pro', request)).toMatchObject({ reasoning: { effort: 'high' } });
    expect(await sent('chat', 'gpt-oss:20b', request)).toMatchObject({ reasoning_effort: 'low', temperature: 0.2 });
  });

  it('of the vendor behind Chat Completions name their limit otherwise', async () => {
    const body = await sent('chat', 'gpt-5-mini', request);
    expect(body).toHaveProperty('max_completion_tokens');
    expect(body).not.toHaveProperty('max_tokens');
    expect(body).not.toHaveProperty('temperature');
  });

  it('others get neither effort nor encrypted reasoning', async () => {
    const body = await sent('responses', 'gpt-4.1', request);
    expect(body).toMatchObject({ temperature: 0.2, max_output_tokens: 100 });
    expect(body).not.toHaveProperty('reasoning');
    expect(body).not.toHaveProperty('include');
    expect(await sent('chat', 'llama3.2', request)).toMatchObject({ temperature: 0.2, max_tokens: 100 });
    expect(server.requests.at(-1)?.body).not.toHaveProperty('reasoning_effort');
  });

  it('get their own reasoning back; models without reasoning never do', async () => {
    const data = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' };
    const items: ModelRequest['items'] = [...PLAIN.items, { type: 'reasoning', provider: 'openai', data }];
    expect((await sent('responses', 'gpt-5', { ...PLAIN, items })).input).toContainEqual(data);
    expect((await sent('responses', 'gpt-4.1', { ...PLAIN, items })).input).not.toContainEqual(data);
    expect(JSON.stringify(await sent('chat', 'llama3.2', { ...PLAIN, items }))).not.toContain('sealed');
  });
});

describe('limits', () => {
  it('never ask for more output than the model has', async () => {
    expect(await sent('responses', 'gpt-4o', { ...PLAIN, maxOutputTokens: 1_000_000 })).toMatchObject({
      max_output_tokens: 16_384,
    });
    expect(await sent('chat', 'llama3.2', { ...PLAIN, maxOutputTokens: 1_000_000 })).toMatchObject({ max_tokens: 1_000_000 });
  });
});

describe('tools', () => {
  const tool = { name: 'calculate', description: '', parameters: { type: 'object', properties: {} }, strict: true };
  it('are strict where the model keeps to a schema, and without the field elsewhere', async () => {
    expect((await sent('responses', 'gpt-4.1', { ...PLAIN, tools: [tool] })).tools).toMatchObject([
      { type: 'function', strict: true },
    ]);
    expect((await sent('responses', 'local-model', { ...PLAIN, tools: [tool] })).tools).toMatchObject([{ strict: false }]);
    const [sentTool] = (await sent('chat', 'llama3.2', { ...PLAIN, tools: [tool] })).tools as { function: object }[];
    expect(sentTool?.function).not.toHaveProperty('strict');
  });
});
