import { describe, expect, it } from 'vitest';
import { PARTS, type ScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import type { ModelRequest } from '../core/model.ts';
import { createModel, REQUEST, run } from './fixtures/provider.ts';
import { refuseUnhandled } from './fixtures/refuse-unhandled.ts';
import { withScriptedOpenAi } from './fixtures/with-scripted-openai.ts';

refuseUnhandled();
let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
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

  it.each([
    [{ content: 'Hello' }, 'length', 'length'],
    [{ content: 'Hello' }, 'content_filter', 'content_filter'],
    [{ refusal: 'Hello' }, 'stop', 'refusal'],
  ])('says why the answer %j ended: %s', async (delta, finish, reason) => {
    const chunk = (choice: object) => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`;
    server.answer(() => ({
      chunks: [chunk({ delta }), chunk({ delta: {}, finish_reason: finish }), 'data: [DONE]\n\n'],
      ending: 'close',
    }));
    const { events, text } = await run(createModel('chat', server.baseUrl));
    expect(text).toBe('Hello');
    expect(events.at(-1)).toMatchObject({ type: 'finished', reason });
  });

  it('a content filter is an error of its own: as a finish without text, and as status 400', async () => {
    const finish = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}\n\n';
    server.answer(() => ({ chunks: [finish], ending: 'close' }));
    expect((await run(createModel('chat', server.baseUrl))).error).toMatchObject({ kind: 'content_filter' });
    const body = { error: { code: 'content_filter', message: 'x', status: 400 } };
    const headers = { 'content-type': 'application/json' };
    server.answer(() => ({ status: 400, headers, chunks: [JSON.stringify(body)], ending: 'close' }));
    expect((await run(createModel('chat', server.baseUrl))).error).toMatchObject({ kind: 'content_filter' });
  });

  it('learns which model marks only the end of its reasoning, and which does so no more', async () => {
    const pieces = ['Easy.', '\n</think>\n\n', 'Hello.'];
    server.answer(({ api }, index) => wholeAnswer(api, index < 2 ? pieces : ['Hello', '.']));
    const model = createModel('chat', server.baseUrl);
    const outcomes = [await run(model), await run(model), await run(model), await run(model)];
    expect(outcomes.map(({ events }) => events.some((event) => event.type === 'discarded'))).toEqual([true, false, false, false]);
    expect(outcomes.slice(1).map(({ text }) => text)).toEqual(['Hello.', 'Hello.', 'Hello.']);
    // The third was waited for, the fourth not any more.
    expect(outcomes.map(({ events }) => events.filter((event) => event.type === 'text').length).slice(2)).toEqual([1, 2]);
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
