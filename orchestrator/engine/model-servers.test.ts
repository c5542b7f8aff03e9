import { describe, expect, it } from 'vitest';
import { PARTS, type Script, type ScriptedOpenAi } from '../../e2e/standins/scripted-openai.ts';
import { chunk, DONE, FINISH, say } from '../models/fixtures/decode-body.ts';
import { refuseUnhandled } from '../models/fixtures/refuse-unhandled.ts';
import { withScriptedOpenAi } from '../models/fixtures/with-scripted-openai.ts';
import { createTestEngine, find, inputOf, runEngine } from './fixtures/test-engine.ts';

refuseUnhandled();
let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

/** A run of the real engine over Chat Completions, whose server answers with these, one after the other. */
async function run(...answers: (readonly string[] | Script)[]) {
  server.answer((_request, index) => {
    const answer = answers[Math.min(index, answers.length - 1)] as readonly string[] | Script;
    return 'ending' in answer ? answer : { chunks: answer, ending: 'close' };
  });
  return runEngine(createTestEngine(server.baseUrl, { chatModel: 'open-model' }), inputOf('Say hello to Mira'));
}

const HELLO = 'Hello there, Mira.';

describe('a run with an open model', () => {
  it('takes reasoning back that only its end gives away, and counts that as no failover', async () => {
    const outcome = await run([say('The user greets me.'), say('\n</think>\n\n'), say(HELLO), FINISH, DONE]);
    expect(outcome.text).toBe(HELLO);
    expect(find(outcome, 'provider.switched')).toMatchObject([{ from: 'compatible', to: 'compatible', discardChars: 20 }]);
    expect(outcome.result).not.toHaveProperty('fallback');
  });

  it('makes a call that was written as text', async () => {
    const call = '<tool_call>\n{"name": "calculate", "arguments": {"expression": "6*7"}}\n</tool_call>';
    const outcome = await run([say(call), FINISH, DONE], [say('It is 42.'), FINISH, DONE]);
    expect(outcome.text).toBe('It is 42.');
    expect(find(outcome, 'tool.finished')).toMatchObject([{ tool: 'calculate', status: 'ok' }]);
    expect(JSON.stringify(server.requests[1]?.body.messages)).toContain('42');
  });

  it('reads an answer that comes as one JSON document', async () => {
    const body = JSON.stringify({ choices: [{ message: { role: 'assistant', content: HELLO }, finish_reason: 'stop' }] });
    const outcome = await run({ headers: { 'content-type': 'application/json' }, chunks: [body], ending: 'close' });
    expect(outcome.text).toBe(HELLO);
    expect(find(outcome, 'provider.switched')).toEqual([]);
  });

  it('asks again for a call that was cut off', async () => {
    const cut = { index: 0, id: 'call_1', function: { name: 'calculate', arguments: '{"expression":"6*' } };
    const first = [chunk({ delta: { tool_calls: [cut] } }), chunk({ delta: {}, finish_reason: 'length' }), DONE];
    const outcome = await run(first, [say(HELLO), FINISH, DONE]);
    expect(outcome.text).toBe(HELLO);
    expect(find(outcome, 'tool.finished')).toMatchObject([{ status: 'error', summary: expect.stringContaining('cut off') }]);
    const messages = server.requests[1]?.body.messages as { tool_calls?: { function: { arguments: string } }[] }[];
    const sent = messages.flatMap((message) => message.tool_calls ?? []);
    expect(sent).toHaveLength(1);
    // Servers refuse a conversation with broken JSON in it.
    expect(() => JSON.parse(sent[0]?.function.arguments ?? '')).not.toThrow();
  });

  it('counts whole tokens, whatever the server reports', async () => {
    const usage = { prompt_tokens: 'many', completion_tokens: -5, total_tokens: 1.5 };
    const outcome = await run([say(HELLO), chunk({ delta: {}, finish_reason: 'stop' }, { usage }), DONE]);
    expect(outcome.text).toBe(HELLO);
    const counts = Object.values(outcome.result?.usage ?? {});
    expect(counts.length).toBeGreaterThan(0);
    expect(counts.every((count) => Number.isInteger(count) && Number(count) >= 0)).toBe(true);
  });

  it('the same over the Responses API: reasoning and calls as text', async () => {
    const { text, end } = PARTS.responses;
    const call = '<tool_call>{"name": "calculate", "arguments": {"expression": "6*7"}}</tool_call>';
    const answers = [
      [text('<think>Easy.</think>'), text(call), ...end],
      [text('<think>Done.</think>It is 42.'), ...end],
    ];
    server.answer((_request, index) => ({ chunks: answers[index] ?? [], ending: 'close' }));
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('6*7'));
    expect(outcome.text).toBe('It is 42.');
  });
});
