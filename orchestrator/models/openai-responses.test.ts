import { describe, expect, it } from 'vitest';
import { PARTS, type ScriptedOpenAi } from '../../e2e/standins/scripted-openai.ts';
import type { ModelRequest } from '../core/model.ts';
import { createModel, REQUEST, run } from './fixtures/provider.ts';
import { refuseUnhandled } from './fixtures/refuse-unhandled.ts';
import { withScriptedOpenAi } from './fixtures/with-scripted-openai.ts';

refuseUnhandled();
let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

describe('responses', () => {
  it.each([
    ['response.failed', { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'x' } }, 'rate_limited'],
    ['response.failed', { status: 'failed', error: { code: 'server_error', message: 'x' } }, 'server_error'],
    ['response.incomplete', { status: 'incomplete', incomplete_details: { reason: 'a new one' } }, 'incomplete'],
    ['response.completed', { status: 'in_progress' }, 'incomplete'],
  ])('%s %j is %s', async (type, response, kind) => {
    const last = `event: ${type}\ndata: ${JSON.stringify({ type, response })}\n\n`;
    server.answer(() => ({ chunks: [PARTS.responses.text('Hello'), last], ending: 'close' }));
    expect((await run(createModel('responses', server.baseUrl))).error).toMatchObject({ kind });
  });

  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content_filter'],
  ])('an answer that ended because of %s keeps its text and says so', async (reason, expected) => {
    const response = { status: 'incomplete', incomplete_details: { reason } };
    const last = `data: ${JSON.stringify({ type: 'response.incomplete', response })}\n\n`;
    server.answer(() => ({ chunks: [PARTS.responses.text('Hello'), last], ending: 'close' }));
    const { events, text } = await run(createModel('responses', server.baseUrl));
    expect(text).toBe('Hello');
    expect(events.at(-1)).toMatchObject({ type: 'finished', reason: expected });
  });

  it('a refusal is an answer that says so', async () => {
    const refusal = `data: ${JSON.stringify({ type: 'response.refusal.delta', delta: 'I cannot help with that.' })}\n\n`;
    server.answer(() => ({ chunks: [refusal, ...PARTS.responses.end], ending: 'close' }));
    const { events, text } = await run(createModel('responses', server.baseUrl));
    expect(text).toBe('I cannot help with that.');
    expect(events.at(-1)).toMatchObject({ type: 'finished', reason: 'refusal' });
  });

  it('a filter that lets nothing through is an error of its own', async () => {
    const response = { status: 'incomplete', incomplete_details: { reason: 'content_filter' } };
    const last = `data: ${JSON.stringify({ type: 'response.incomplete', response })}\n\n`;
    server.answer(() => ({ chunks: [last], ending: 'close' }));
    expect((await run(createModel('responses', server.baseUrl))).error).toMatchObject({ kind: 'content_filter' });
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
