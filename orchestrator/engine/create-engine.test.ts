import { LLMock } from '@copilotkit/aimock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PARTS, type ScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import { AppError } from '../../lib/contract/errors.ts';
import { createAgents } from '../agents/registry.ts';
import type { Snapshot } from '../core/store.ts';
import type { Tool } from '../core/tool.ts';
import { refuseUnhandled } from '../models/fixtures/refuse-unhandled.ts';
import { withScriptedOpenAi } from '../models/fixtures/with-scripted-openai.ts';
import { calculate } from '../tools/calculate/calculate.ts';
import { createToolRegistry } from '../tools/registry.ts';
import { currentTime } from '../tools/time/current-time.ts';
import { callTool } from './fixtures/call-tool.ts';
import { createTestEngine, find, inputOf, runEngine } from './fixtures/test-engine.ts';

refuseUnhandled();

describe.each(['responses', 'chat'] as const)('agents over %s, against aimock', (api) => {
  let mock: LLMock;
  beforeEach(async () => {
    mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 4, logLevel: 'silent' });
    await mock.start();
  });
  afterEach(() => mock.stop());
  const engineOf = () => createTestEngine(`${mock.url}/v1`, api === 'chat' ? { chatModel: 'llama' } : {});

  it('answers directly, piece by piece', async () => {
    mock.on({ userMessage: /hello/ }, { content: 'Hello, how can I help you today?' });
    const outcome = await runEngine(engineOf(), inputOf('hello'));
    expect(outcome.text).toBe('Hello, how can I help you today?');
    expect(find(outcome, 'text.delta').length).toBeGreaterThan(4);
    expect(outcome.types).toEqual(['agent.started', 'usage', 'agent.finished']);
    expect(outcome.result).toMatchObject({
      agent: 'supervisor',
      provider: api === 'chat' ? 'compatible' : 'openai',
      citations: [],
    });
    expect(outcome.result?.usage.total_tokens).toBeGreaterThan(0);
  });

  it('hands over, uses a tool and answers as the specialist', async () => {
    mock
      .on(
        {
          userMessage: /compute/,
          predicate: (request) => JSON.stringify(request).includes('programming specialist'),
          hasToolResult: true,
        },
        { content: 'The result is 1024.' },
      )
      .on(
        { userMessage: /compute/, predicate: (request) => JSON.stringify(request).includes('programming specialist') },
        { toolCalls: [{ name: 'calculate', arguments: { expression: '2^10' } }] },
      )
      .on(
        { userMessage: /compute/ },
        { toolCalls: [{ name: 'transfer_to_code', arguments: { reason: 'It is about powers of two.' } }] },
      );
    const outcome = await runEngine(engineOf(), inputOf('compute 2^10 in code'));
    expect(outcome.error).toBeUndefined();
    expect(outcome.text).toBe('The result is 1024.');
    expect(outcome.types).toEqual([
      'agent.started',
      'usage',
      'agent.handoff',
      'agent.finished',
      'agent.started',
      'checkpoint',
      'usage',
      'tool.started',
      'tool.finished',
      'checkpoint',
      'usage',
      'agent.finished',
    ]);
    expect(find(outcome, 'agent.handoff')).toMatchObject([
      { from: 'supervisor', to: 'code', reason: 'It is about powers of two.' },
    ]);
    expect(find(outcome, 'tool.finished')).toMatchObject([{ tool: 'calculate', status: 'ok', output: { result: '1024' } }]);
    const [first, second] = find(outcome, 'agent.started');
    expect(second?.parent_span_id).toBe(first?.span_id);
    expect(outcome.result?.agent).toBe('code');
    expect(JSON.stringify(mock.getLastRequest()?.body)).not.toContain('transfer_to_code');
  });

  it('starts with the agent that the request names', async () => {
    mock.on({ predicate: (request) => JSON.stringify(request).includes('planning specialist') }, { content: 'First, breathe.' });
    const outcome = await runEngine(engineOf(), inputOf('help me plan', { agent_override: 'task' }));
    expect(outcome.text).toBe('First, breathe.');
    expect(find(outcome, 'agent.started')).toMatchObject([{ agent: 'task' }]);
  });
});

describe('the engine, against a scripted server', () => {
  let server: ScriptedOpenAi;
  withScriptedOpenAi((started) => {
    server = started;
  });

  it('passes history, context, voice style and the chosen model on', async () => {
    const input = {
      ...inputOf('and now?', { context: { page: 'pricing' }, voice: { history: [] }, model: 'gpt-other' }),
      history: [
        { role: 'user' as const, content: 'first' },
        { role: 'assistant' as const, content: 'answer' },
      ],
    };
    await runEngine(createTestEngine(server.baseUrl), input);
    const { instructions, input: items, model } = server.requests[0]?.body ?? {};
    expect(model).toBe('gpt-other');
    expect(instructions).toContain('{"page":"pricing"}');
    expect(instructions).toContain('read aloud');
    expect(items).toEqual([
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'answer' },
      { role: 'user', content: 'and now?' },
    ]);
  });

  it('keeps the newest messages as they are and summarises the older ones, once for many turns', async () => {
    const history = Array.from({ length: 50 }, (_, index) => ({
      role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content: `${index} `.repeat(50),
    }));
    server.answer(({ api, body }) =>
      wholeAnswer(api, String(body.instructions).includes('memory of a conversation') ? ['They count.'] : ['Yes.']),
    );
    const engine = createTestEngine(server.baseUrl, { historyTokens: 200 });
    const outcome = await runEngine(engine, { ...inputOf('now'), history });
    expect(server.requests).toHaveLength(2);
    expect(JSON.stringify(server.requests[0]?.body.input)).toContain('0 0 0');
    const items = server.requests[1]?.body.input as { content: string }[];
    expect(items.length).toBeLessThan(8);
    expect(items[0]?.content).toContain('They count.');
    expect(items.at(-2)?.content.startsWith('49 ')).toBe(true);
    expect(items.at(-1)?.content).toBe('now');
    expect(find(outcome, 'usage')).toHaveLength(2);
    await runEngine(engine, { ...inputOf('now'), history: [...history, { role: 'user', content: 'Yes.' }] });
    expect(server.requests).toHaveLength(3);
    // Another owner's conversation has a memory of its own.
    await runEngine(engine, { ...inputOf('now'), ownerId: 'own_2', history });
    expect(server.requests).toHaveLength(5);
  });

  it('extracts what was said when no model can summarise it', async () => {
    const history = Array.from({ length: 50 }, (_, index) => ({
      role: 'user' as const,
      content: `Message ${index} says something. ${'x'.repeat(90)}`,
    }));
    server.answer(({ api, body }) =>
      String(body.instructions).includes('memory of a conversation')
        ? { chunks: [], ending: 'close' }
        : wholeAnswer(api, ['Yes.']),
    );
    await runEngine(createTestEngine(server.baseUrl, { historyTokens: 200 }), { ...inputOf('now'), history });
    const items = server.requests.at(-1)?.body.input as { content: string }[];
    expect(items[0]?.content).toContain('- User: Message 1 says something.');
  });

  it('uses voice history when nothing is stored', async () => {
    await runEngine(
      createTestEngine(server.baseUrl),
      inputOf('now', { voice: { history: [{ role: 'user', content: 'spoken before' }] } }),
    );
    expect(server.requests[0]?.body.input).toEqual([
      { role: 'user', content: 'spoken before\n\n(Automatic message.) The message above got no answer.\n\nnow' },
    ]);
  });

  it('continues from a checkpoint without repeating what is settled', async () => {
    let executed = 0;
    const counted: Tool<typeof calculate.parameters> = {
      ...calculate,
      execute(args, context) {
        executed += 1;
        return calculate.execute(args, context);
      },
    };
    const tools = createToolRegistry([counted, currentTime]);
    server.answer(({ api }, index) =>
      index === 0 ? callTool('calculate', { expression: '6*7' }, 'Let me compute.') : wholeAnswer(api, ['It is 42.']),
    );
    const first = await runEngine(createTestEngine(server.baseUrl, { tools }), inputOf('what is 6*7'));
    expect(first.text).toBe('Let me compute.\n\nIt is 42.');
    const snapshot = JSON.parse(JSON.stringify(first.snapshots[0])) as Snapshot;
    const engine = createTestEngine(server.baseUrl, { tools });
    expect(engine.canResume?.(snapshot)).toBe(true);
    const resumed = await runEngine(engine, { ...inputOf('what is 6*7'), snapshot });
    // The helper starts with an empty text, so it only sees what came after the checkpoint.
    expect(resumed.text).toBe('\n\nIt is 42.');
    expect(executed).toBe(1);
    expect(server.requests[2]?.body.input).toEqual(server.requests[1]?.body.input);
    expect(resumed.result?.usage).toEqual(first.result?.usage);
  });

  it('refuses snapshots of other versions', async () => {
    const engine = createTestEngine(server.baseUrl);
    const snapshot = { version: 'engine-0', textLength: 0, state: {} };
    expect(engine.canResume?.(snapshot)).toBe(false);
    expect((await runEngine(engine, { ...inputOf('x'), snapshot })).error).toBeInstanceOf(AppError);
  });

  it('winds down at the last step: no tools, and told to answer', async () => {
    server.answer(({ api, body }) =>
      body.tools ? callTool('calculate', { expression: '1+1' }) : wholeAnswer(api, ['That is all I know.']),
    );
    const outcome = await runEngine(createTestEngine(server.baseUrl, { maxTurns: 3 }), inputOf('x'));
    expect(outcome.text).toBe('That is all I know.');
    expect(server.requests).toHaveLength(3);
    expect(server.requests[2]?.body.instructions).toContain('last step');
    expect(outcome.result).toMatchObject({ endedBy: 'limit', limit: '3 steps are used up' });
  });

  it('ends with a typed error when the model goes on calling tools even then', async () => {
    server.answer(() => callTool('calculate', { expression: '1+1' }));
    const outcome = await runEngine(createTestEngine(server.baseUrl, { maxTurns: 2 }), inputOf('x'));
    expect(outcome.error).toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(outcome.types.at(-1)).toBe('agent.finished');
  });

  it('tells about failovers in mid-stream, and the text is what the events left', async () => {
    server.answer(({ api }) => ({ chunks: [PARTS[api].text('Once upon'), PARTS[api].text(' a time')], ending: 'reset' }));
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('count to 3'));
    expect(outcome.text).toBe('1 2 3');
    expect(find(outcome, 'provider.switched')).toMatchObject([{ from: 'openai', to: 'offline' }]);
    expect(outcome.result).toMatchObject({
      provider: 'offline',
      fallback: { level: 1, reason: 'The connection to OpenAI failed.' },
    });
  });
});

describe('the engine offline', () => {
  it('computes with a real tool through the same loop', async () => {
    const outcome = await runEngine(createTestEngine('', { isOffline: true }), inputOf('what is 2^64?'));
    expect(outcome.text).toContain('18446744073709551616');
    expect(outcome.types).toEqual([
      'agent.started',
      'usage',
      'tool.started',
      'tool.finished',
      'checkpoint',
      'usage',
      'agent.finished',
    ]);
    expect(outcome.result).toMatchObject({ agent: 'supervisor', provider: 'offline', usage: { cost_usd: 0 } });
    expect(outcome.result?.fallback).toBeUndefined();
  });

  it('hands over', async () => {
    const outcome = await runEngine(
      createTestEngine('', { isOffline: true }),
      inputOf('ask the research agent to calculate 15% of 80'),
    );
    expect(outcome.text).toContain('12');
    expect(outcome.result?.agent).toBe('research');
  });

  it('holds a slow reader’s memory down', async () => {
    const stream = createTestEngine('', { isOffline: true }).execute(inputOf('count to 10000'), new AbortController().signal);
    let count = 0;
    for await (const event of stream) {
      if (event.type === 'text.delta') count += 1;
      if (count === 1) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(count).toBe(10_000);
  });
});

describe('registered agents', () => {
  it('name only tools and agents that exist', () => {
    const agents = createAgents(createToolRegistry());
    expect(() => createTestEngine('', { isOffline: true, agents, tools: createToolRegistry([calculate]) })).toThrow(
      'current_time',
    );
  });
});
