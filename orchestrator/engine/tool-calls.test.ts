import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PARTS, type ScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import type { Approval } from '../../lib/contract/approvals.ts';
import type { ApprovalDesk } from '../core/approvals.ts';
import type { Tool } from '../core/tool.ts';
import { refuseUnhandled } from '../models/fixtures/refuse-unhandled.ts';
import { withScriptedOpenAi } from '../models/fixtures/with-scripted-openai.ts';
import { calculate } from '../tools/calculate/calculate.ts';
import { createToolRegistry } from '../tools/registry.ts';
import { currentTime } from '../tools/time/current-time.ts';
import { callTool, say } from './fixtures/call-tool.ts';
import { createTestEngine, find, inputOf, runEngine } from './fixtures/test-engine.ts';

refuseUnhandled();
let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

describe('tool calls of a run', () => {
  it('gives failures of tools to the model', async () => {
    const failing: Tool = { ...calculate, parameters: z.object({}), execute: () => Promise.reject(new Error('out of order')) };
    server.answer(({ api }, index) => (index === 0 ? callTool('calculate', {}) : wholeAnswer(api, ['Sorry.'])));
    const outcome = await runEngine(
      createTestEngine(server.baseUrl, { tools: createToolRegistry([failing, currentTime]) }),
      inputOf('x'),
    );
    expect(outcome.text).toBe('Sorry.');
    expect(find(outcome, 'tool.finished')).toMatchObject([{ status: 'error', summary: 'out of order' }]);
    expect(JSON.stringify(server.requests[1]?.body.input)).toContain('out of order');
  });

  it('does not wait for a tool longer than its limit', async () => {
    const slow: Tool = { ...calculate, parameters: z.object({}), timeoutMs: 50, execute: () => new Promise(() => {}) };
    server.answer(({ api }, index) => (index === 0 ? callTool('calculate', {}) : wholeAnswer(api, ['Sorry.'])));
    const outcome = await runEngine(
      createTestEngine(server.baseUrl, { tools: createToolRegistry([slow, currentTime]) }),
      inputOf('x'),
    );
    expect(find(outcome, 'tool.finished')).toMatchObject([{ status: 'error', summary: 'the tool did not finish within 50 ms' }]);
  });

  it.each([
    ['invalid arguments', 'calculate', { wrong: 1 }],
    ['an unknown tool', 'launch_missiles', {}],
  ])('survives %s', async (_name, tool, args) => {
    server.answer(({ api }, index) => (index === 0 ? callTool(tool, args) : wholeAnswer(api, ['Sorry.'])));
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('x'));
    expect(outcome.error).toBeUndefined();
    expect(outcome.text).toBe('Sorry.');
  });

  it.each([
    ['omitted nullable fields', 'current_time', '{}'],
    ['a number as text', 'current_time', '{"time_zone":null,"date":null,"add_days":"2"}'],
    ['empty text for null', 'current_time', '{"time_zone":"Europe/Berlin","date":"","add_days":null}'],
    ['a field too many', 'calculate', '{"expression":"6*7","reason":"asked"}'],
    ['arguments encoded twice', 'calculate', '"{\\"expression\\":\\"6*7\\"}"'],
    ['a comma too many', 'calculate', '{"expression":"6*7",}'],
    ['a name with a prefix', 'functions.calculate', '{"expression":"6*7"}'],
    ['a number for text', 'calculate', '{"expression":42}'],
    ['the bare value', 'calculate', '"6*7"'],
  ])('runs a call with %s', async (_name, tool, args) => {
    const said = say(PARTS.responses.toolCall('call_1', tool, args));
    server.answer(({ api }, index) => (index === 0 ? said : wholeAnswer(api, ['Done.'])));
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('x'));
    expect(find(outcome, 'tool.finished')).toMatchObject([{ status: 'ok' }]);
    expect(outcome.text).toBe('Done.');
  });

  it('tells the model what it could not read, and what the tool takes', async () => {
    const broken = say(PARTS.responses.toolCall('call_1', 'calculate', '{"expression": "6*'));
    const wrong = say(PARTS.responses.toolCall('call_2', 'calculate', '{"sum":"6*7"}'));
    server.answer(({ api }, index) => [broken, wrong][index] ?? wholeAnswer(api, ['Sorry.']));
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('x'));
    expect(outcome.text).toBe('Sorry.');
    expect(find(outcome, 'provider.switched')).toEqual([]);
    expect(JSON.stringify(server.requests[1]?.body.input)).toContain('make the call again');
    expect(JSON.stringify(server.requests[2]?.body.input)).toContain('calculate takes');
  });

  it('asks for what is run, not for what was written', async () => {
    const probed: unknown[] = [];
    const spending: Tool = {
      ...calculate,
      name: 'calculate',
      risk: 'spend',
      parameters: z.strictObject({ amount: z.int(), to: z.string().nullable() }),
      execute: (args) => {
        probed.push(args);
        return Promise.resolve({ output: 'done', summary: 'done' });
      },
    };
    const said = say(PARTS.responses.toolCall('call_1', 'calculate', '{"amount":"5","hidden":{"amount":500}}'));
    server.answer(({ api }, index) => (index === 0 ? said : wholeAnswer(api, ['Done.'])));
    const shown: unknown[] = [];
    const desk: ApprovalDesk = {
      ask(asked) {
        shown.push(asked.arguments);
        return Promise.resolve({ ...asked, status: 'approved' } as unknown as Approval);
      },
    };
    const tools = createToolRegistry([spending, currentTime]);
    await runEngine(createTestEngine(server.baseUrl, { tools, desk }), inputOf('x'));
    expect(shown).toEqual([{ amount: 5, to: null }]);
    expect(probed).toEqual(shown);
  });

  it('shows calls of tools that do not exist', async () => {
    server.answer(({ api }, index) => (index === 0 ? callTool('launch_missiles', { at: 'noon' }) : wholeAnswer(api, ['Sorry.'])));
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('x'));
    expect(find(outcome, 'tool.started')).toMatchObject([{ tool: 'launch_missiles', arguments: { at: 'noon' } }]);
    expect(find(outcome, 'tool.finished')).toMatchObject([{ status: 'error', summary: 'there is no such tool' }]);
  });

  it('takes arguments that are nested too deep for a broken answer', async () => {
    const args = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const { begin, end, toolCall } = PARTS.responses;
    server.answer(() => ({ chunks: [...begin, toolCall('call_1', 'calculate', args), ...end], ending: 'close' }));
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('2+2'));
    expect(find(outcome, 'provider.switched')[0]).toMatchObject({ cause: 'malformed', to: 'offline' });
    expect(outcome.text).toContain('4');
  });

  it('survives a handover without a reason', async () => {
    server.answer(({ api }, index) => (index === 0 ? callTool('transfer_to_research', {}) : wholeAnswer(api, ['Done.'])));
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('x'));
    expect(outcome.text).toBe('Done.');
    expect(find(outcome, 'agent.handoff')[0]?.reason).toContain('facts');
  });
});
