import { describe, expect, it } from 'vitest';
import { type Script, type ScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import type { ModelItem, ModelRequest } from '../core/model.ts';
import { createTestModels } from './fixtures/create-test-models.ts';
import { withScriptedOpenAi } from './fixtures/with-scripted-openai.ts';

let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

const say = (role: 'user' | 'assistant', content: string): ModelItem => ({ type: 'message', role, content });
const NOTES = Array.from({ length: 6 }, (_, index) =>
  say(index % 2 === 0 ? 'user' : 'assistant', `${index} ${'note '.repeat(1_000)}`),
);
const LONG: ModelRequest = { instructions: '', items: [...NOTES, say('user', 'And now?')], tools: [] };
const LIMIT = 2_000;

const countOf = (body: Record<string, unknown>) => Math.ceil(JSON.stringify(body.messages).length / 4);
const refuse = (status: number, error: unknown): Script => ({
  status,
  headers: { 'content-type': 'application/json' },
  chunks: [JSON.stringify(error)],
  ending: 'close',
});
/** A server with a small context that says so in its own way. */
const small = (toRefusal: (count: number) => Script) => {
  server.answer(({ api, body }) => (countOf(body) > LIMIT ? toRefusal(countOf(body)) : wholeAnswer(api, ['Fine.'])));
};

const modelsOf = (provider: object = {}) =>
  createTestModels({ fallbackProviders: [{ name: 'small', base_url: server.baseUrl, model: 'tiny', ...provider }] });

async function ask(models: ReturnType<typeof createTestModels>, request = LONG): Promise<string> {
  let text = '';
  for await (const event of models.modelFor('supervisor').stream(request, new AbortController().signal)) {
    if (event.type === 'text') text += event.delta;
  }
  return text;
}

describe('a conversation that is longer than the context of the model', () => {
  it.each<[string, (count: number) => Script]>([
    [
      'OpenAI',
      (count) =>
        refuse(400, {
          error: {
            code: 'context_length_exceeded',
            message: `This model's maximum context length is ${LIMIT} tokens. However, your messages resulted in ${count} tokens.`,
          },
        }),
    ],
    [
      'llama.cpp',
      (count) =>
        refuse(400, {
          error: {
            code: 400,
            type: 'exceed_context_size_error',
            message: 'the request exceeds the available context size',
            n_prompt_tokens: count,
            n_ctx: LIMIT,
          },
        }),
    ],
    [
      'an old llama.cpp',
      () =>
        refuse(500, {
          error: {
            code: 500,
            type: 'server_error',
            message: 'the request exceeds the available context size. try increasing the context size',
          },
        }),
    ],
    [
      'vLLM',
      (count) =>
        refuse(400, {
          object: 'error',
          message: `This model's maximum context length is ${LIMIT} tokens. However, you requested ${count} tokens (${count} in the messages, 0 in the completion).`,
          type: 'BadRequestError',
          code: 400,
        }),
    ],
    [
      'LM Studio',
      () =>
        refuse(400, {
          error: `Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only ${LIMIT} tokens, which is not enough.`,
        }),
    ],
    ['a proxy', () => refuse(413, { error: 'Payload too large' })],
    ['a gateway that says nothing more', () => refuse(400, { error: { message: 'Input is too long for requested model.' } })],
    [
      'an error in the stream',
      () => ({
        chunks: [`data: ${JSON.stringify({ error: { code: 'context_length_exceeded', message: 'too long' } })}\n\n`],
        ending: 'close',
      }),
    ],
  ])('%s: is asked again with less, and from then on with no more than fits', async (_, toRefusal) => {
    small(toRefusal);
    const models = modelsOf();
    expect(await ask(models)).toBe('Fine.');
    const tries = server.requests.length;
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThanOrEqual(5);
    expect(JSON.stringify(server.requests.at(-1)?.body)).toContain('And now?');
    expect(await ask(models)).toBe('Fine.');
    expect(server.requests).toHaveLength(tries + 1);
    expect(models.modelFor('supervisor').contextTokens?.()).toBeLessThanOrEqual(LIMIT * 2);
  });

  it('a limit that is configured is kept without a word of the server', async () => {
    small(() => ({ status: 500, ending: 'close' }));
    expect(await ask(modelsOf({ context_tokens: LIMIT }))).toBe('Fine.');
    expect(server.requests).toHaveLength(1);
  });

  it('a message that is too long by itself is an error that says so, and costs the provider nothing', async () => {
    small(() => refuse(400, { error: { code: 'context_length_exceeded', message: 'too long' } }));
    const models = modelsOf();
    const request = { ...LONG, items: [say('user', 'word '.repeat(20_000))] };
    await expect(ask(models, request)).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      message: 'This is too long for this model (tiny).',
      details: { provider: 'small', model: 'tiny', cause: 'context_length' },
    });
    expect(models.health().models[0]).toMatchObject({ state: 'ready' });
    const asked = server.requests.length;
    const known = modelsOf({ context_tokens: LIMIT });
    await expect(ask(known, request)).rejects.toMatchObject({ details: { cause: 'context_length' } });
    expect(server.requests).toHaveLength(asked);
  });

  it('a server that refuses whatever it is sent is not asked for ever', async () => {
    server.answer(() =>
      refuse(400, { error: { code: 'context_length_exceeded', message: 'maximum context length is 1000000 tokens' } }),
    );
    await expect(ask(modelsOf())).rejects.toMatchObject({ details: { cause: 'context_length' } });
    expect(server.requests.length).toBeLessThanOrEqual(5);
  });
});
