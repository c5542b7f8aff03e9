import { describe, expect, it } from 'vitest';
import { PARTS, type Script, type ScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import { withScriptedOpenAi } from '../models/fixtures/with-scripted-openai.ts';
import { callTool } from './fixtures/call-tool.ts';
import { createTestEngine, inputOf, runEngine } from './fixtures/test-engine.ts';

let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

/** An answer that ended in good order, but not by itself. */
function cut(text: string, reason: 'max_output_tokens' | 'content_filter'): Script {
  const response = { id: 'resp_1', status: 'incomplete', incomplete_details: { reason } };
  const last = `data: ${JSON.stringify({ type: 'response.incomplete', response })}\n\n`;
  return { chunks: [...PARTS.responses.begin, ...(text === '' ? [] : [PARTS.responses.text(text)]), last], ending: 'close' };
}

describe('how an answer ended', () => {
  it.each([
    ['length', cut('Half an', 'max_output_tokens')],
    ['content_filter', cut('Half an', 'content_filter')],
    ['stop', wholeAnswer('responses', ['Half an'])],
  ] as const)('%s is told, and what arrived is kept', async (endedBy, script) => {
    server.answer(() => script);
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('tell me a story'));
    expect(outcome.text).toBe('Half an');
    expect(outcome.result).toMatchObject({ endedBy, provider: 'openai' });
  });

  it('a filter that lets nothing through is a failure with that cause', async () => {
    server.answer(() => cut('', 'content_filter'));
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('tell me a story'));
    expect(outcome.error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', details: { cause: 'content_filter' } });
  });

  it('a limit of the run is told', async () => {
    server.answer(() => wholeAnswer('responses', ['That is all I found.']));
    const outcome = await runEngine(createTestEngine(server.baseUrl, { maxTurns: 1 }), inputOf('tell me a story'));
    expect(outcome.result).toMatchObject({ endedBy: 'limit' });
  });

  it('is that of the visible answer; who asked another agent learns that its answer was cut off', async () => {
    server.answer((_request, index) => {
      if (index === 0) return callTool('ask_research', { question: 'what of it?', reason: 'It knows.' });
      return index === 1 ? cut('Half of it', 'max_output_tokens') : wholeAnswer('responses', ['The whole answer.']);
    });
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('tell me a story'));
    expect(outcome.result).toMatchObject({ endedBy: 'stop' });
    expect(JSON.stringify(server.requests[2]?.body.input)).toContain(
      'This answer was cut off at the most that the model may write.',
    );
  });

  it('what the offline model says of itself is marked', async () => {
    const engine = createTestEngine('', { isOffline: true });
    expect((await runEngine(engine, inputOf('tell me a story'))).result).toMatchObject({ isApology: true, endedBy: 'stop' });
    expect((await runEngine(engine, inputOf('count to 3'))).result).not.toHaveProperty('isApology');
  });
});
