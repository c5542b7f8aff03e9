import { describe, expect, it } from 'vitest';
import { type Api, PARTS, type ScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import type { ModelImage } from '../core/model.ts';
import { withScriptedOpenAi } from '../models/fixtures/with-scripted-openai.ts';
import { createTestEngine, inputOf, runEngine } from './fixtures/test-engine.ts';

const IMAGE: ModelImage = { mimeType: 'image/png', base64: 'iVBORw0KGgo=' };
const URL = 'data:image/png;base64,iVBORw0KGgo=';
const TOLD = 'what is this?\n\n(The file "b.png" could not be read.)';

describe('pictures that come with a question', () => {
  let server: ScriptedOpenAi;
  withScriptedOpenAi((started) => {
    server = started;
    server.answer(({ api }) => wholeAnswer(api, ['A cat.']));
  });

  async function ask(chatModel?: string) {
    const asked: unknown[] = [];
    const engine = createTestEngine(server.baseUrl, {
      ...(chatModel === undefined ? {} : { chatModel }),
      readImages(ownerId, fileIds) {
        asked.push([ownerId, ...fileIds]);
        return Promise.resolve({ images: [IMAGE], problems: ['The file "b.png" could not be read.'] });
      },
    });
    const outcome = await runEngine(engine, inputOf('what is this?', { file_ids: ['file_a', 'file_b'] }));
    expect(outcome.text).toBe('A cat.');
    expect(asked).toEqual([['own_1', 'file_a', 'file_b']]);
    const { api, body } = server.requests[0] ?? {};
    return { api, messages: (body?.input ?? body?.messages) as unknown[] };
  }

  it.each<[Api, string | undefined, object[]]>([
    [
      'responses',
      undefined,
      [
        { type: 'input_text', text: TOLD },
        { type: 'input_image', image_url: URL, detail: 'auto' },
      ],
    ],
    [
      'chat',
      'llava',
      [
        { type: 'text', text: TOLD },
        { type: 'image_url', image_url: { url: URL } },
      ],
    ],
  ])('reach the model over %s', async (expected, chatModel, content) => {
    const { api, messages } = await ask(chatModel);
    expect(api).toBe(expected);
    expect(messages.at(-1)).toEqual({ role: 'user', content });
  });

  it('stay with the question after a handover', async () => {
    const handover = PARTS.responses.toolCall('call_1', 'transfer_to_research', '{"reason":"It is about cats."}');
    server.answer(({ api }, index) =>
      index === 0 ? { chunks: [handover, ...PARTS.responses.end], ending: 'close' } : wholeAnswer(api, ['A cat.']),
    );
    await ask();
    expect(server.requests).toHaveLength(2);
    const [first, second] = server.requests.map(({ body }) => (body.input as unknown[])[0]);
    expect(JSON.stringify(first)).toContain(URL);
    expect(second).toEqual(first);
  });

  it('stay with the message that they came with when another question follows', async () => {
    const engine = createTestEngine(server.baseUrl, {
      readImages: async (_ownerId, fileIds) => ({ images: fileIds.map(() => IMAGE), problems: [] }),
    });
    const history = [
      { role: 'user' as const, content: 'what is this?', fileIds: ['file_a'] },
      { role: 'assistant' as const, content: 'A cat.' },
    ];
    await runEngine(engine, { ...inputOf('which colour has it?'), history });
    const [first, , last] = (server.requests[0]?.body.input ?? []) as unknown[];
    expect(JSON.stringify(first)).toContain(URL);
    expect(JSON.stringify(last)).not.toContain(URL);
  });

  it('are told of in words to a model that cannot see', async () => {
    const { messages } = await ask('llama');
    const content = `${TOLD}\n\n(One picture was attached that you cannot see: say so if the answer depends on it.)`;
    expect(messages.at(-1)).toEqual({ role: 'user', content });
  });
});
