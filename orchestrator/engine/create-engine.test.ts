import { LLMock } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startCountingProxy } from '../../e2e/standins/counting-proxy.ts';
import { type Api, PARTS, type ScriptedOpenAi, startScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import { AppError } from '../../lib/contract/errors.ts';
import { createId } from '../../lib/shared/ids.ts';
import { createAgents } from '../agents/registry.ts';
import { systemClock } from '../core/clock.ts';
import type { Engine, EngineEvent } from '../core/engine.ts';
import { silentLogger } from '../core/logger.ts';
import type { Snapshot } from '../core/store.ts';
import type { Tool } from '../core/tool.ts';
import { createModels } from '../models/create-models.ts';
import { createRecordedMetrics } from '../models/fixtures/recorded-metrics.ts';
import { calculate } from '../tools/calculate/calculate.ts';
import { createToolRegistry } from '../tools/registry.ts';
import { currentTime } from '../tools/time/current-time.ts';
import { createEngine, type EngineDeps } from './create-engine.ts';
import { find, inputOf, runEngine } from './fixtures/test-engine.ts';

const NAMES = {
  supervisor: 'gpt-4.1',
  research: 'gpt-5',
  code: 'gpt-5',
  knowledge: 'gpt-5',
  task: 'gpt-5',
  computer_use: 'gpt-5',
};
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => unhandled.push(reason);
beforeAll(() => process.on('unhandledRejection', onUnhandled));
afterAll(() => process.off('unhandledRejection', onUnhandled));
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).toEqual([]);
});

type SetUp = Partial<Omit<EngineDeps, 'options'>> & Partial<EngineDeps['options']>;

const CLOSED_DESK: EngineDeps['desk'] = { ask: () => Promise.reject(new Error('nothing here needs an approval')) };

/** `responses` as OpenAI, `chat` as the only compatible server, nothing: offline. */
function setUp(api: Api | 'offline', baseUrl = '', options: SetUp = {}): Engine {
  const models = createModels({
    ...(api === 'responses' ? { openai: { baseUrl } } : {}),
    fallbackProviders: api === 'chat' ? [{ name: 'compatible', base_url: baseUrl, model: 'llama' }] : [],
    supervisorModel: 'gpt-4.1',
    agentModels: NAMES,
    firstTokenTimeoutMs: 1_000,
    idleTimeoutMs: 1_000,
    breaker: { failureThreshold: 5, openMs: 1_000 },
    offlinePieceDelayMs: 0,
    clock: systemClock,
    log: silentLogger,
    metrics: createRecordedMetrics().metrics,
  });
  const { modelFor, agents, tools, desk, saveArtifact, readImages, clock, log, createId: makeId, ...limits } = options;
  return createEngine({
    modelFor: modelFor ?? models.modelFor,
    agents: agents ?? createAgents(tools ?? createToolRegistry()),
    tools: tools ?? createToolRegistry(),
    desk: desk ?? CLOSED_DESK,
    saveArtifact: saveArtifact ?? (() => Promise.reject(new Error('no files here'))),
    readImages: readImages ?? (() => Promise.resolve({ images: [], problems: [] })),
    clock: clock ?? systemClock,
    createId: makeId ?? createId,
    log: log ?? silentLogger,
    options: limits,
  });
}

describe.each(['responses', 'chat'] as const)('agents over %s, against aimock', (api) => {
  let mock: LLMock;
  beforeEach(async () => {
    mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 4, logLevel: 'silent' });
    await mock.start();
  });
  afterEach(() => mock.stop());
  const engineOf = () => setUp(api, `${mock.url}/v1`);

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
  beforeEach(async () => {
    server = await startScriptedOpenAi();
  });
  afterEach(() => server.stop());
  const callTool = (name: string, args: object, text = '') => ({
    chunks: [
      ...(text ? [PARTS.responses.text(text)] : []),
      PARTS.responses.toolCall('call_1', name, JSON.stringify(args)),
      ...PARTS.responses.end,
    ],
    ending: 'close' as const,
  });

  it('passes history, context, voice style and the chosen model on', async () => {
    const input = {
      ...inputOf('and now?', { context: { page: 'pricing' }, voice: { history: [] }, model: 'gpt-other' }),
      history: [
        { role: 'user' as const, content: 'first' },
        { role: 'assistant' as const, content: 'answer' },
      ],
    };
    await runEngine(setUp('responses', server.baseUrl), input);
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
    const history = Array.from({ length: 50 }, (_, index) => ({ role: 'user' as const, content: `${index} `.repeat(50) }));
    server.answer(({ api, body }) =>
      wholeAnswer(api, String(body.instructions).includes('memory of a conversation') ? ['They count.'] : ['Yes.']),
    );
    const engine = setUp('responses', server.baseUrl, { historyTokens: 200 });
    const outcome = await runEngine(engine, { ...inputOf('now'), history });
    expect(server.requests).toHaveLength(2);
    expect(JSON.stringify(server.requests[0]?.body.input)).toContain('0 0 0');
    const items = server.requests[1]?.body.input as { content: string }[];
    expect(items.length).toBeLessThan(8);
    expect(items[0]?.content).toContain('They count.');
    expect(items.at(-2)?.content.startsWith('49 ')).toBe(true);
    expect(items.at(-1)?.content).toBe('now');
    expect(find(outcome, 'usage')).toHaveLength(2);
    await runEngine(engine, { ...inputOf('now'), history: [...history, { role: 'assistant', content: 'Yes.' }] });
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
    await runEngine(setUp('responses', server.baseUrl, { historyTokens: 200 }), { ...inputOf('now'), history });
    const items = server.requests.at(-1)?.body.input as { content: string }[];
    expect(items[0]?.content).toContain('- User: Message 1 says something.');
  });

  it('uses voice history when nothing is stored', async () => {
    await runEngine(
      setUp('responses', server.baseUrl),
      inputOf('now', { voice: { history: [{ role: 'user', content: 'spoken before' }] } }),
    );
    expect(server.requests[0]?.body.input).toEqual([
      { role: 'user', content: 'spoken before' },
      { role: 'user', content: 'now' },
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
    const first = await runEngine(setUp('responses', server.baseUrl, { tools }), inputOf('what is 6*7'));
    expect(first.text).toBe('Let me compute.\n\nIt is 42.');
    const snapshot = JSON.parse(JSON.stringify(first.snapshots[0])) as Snapshot;
    const engine = setUp('responses', server.baseUrl, { tools });
    expect(engine.canResume?.(snapshot)).toBe(true);
    const resumed = await runEngine(engine, { ...inputOf('what is 6*7'), snapshot });
    // The helper starts with an empty text, so it only sees what came after the checkpoint.
    expect(resumed.text).toBe('\n\nIt is 42.');
    expect(executed).toBe(1);
    expect(server.requests[2]?.body.input).toEqual(server.requests[1]?.body.input);
    expect(resumed.result?.usage).toEqual(first.result?.usage);
  });

  it('refuses snapshots of other versions', async () => {
    const engine = setUp('responses', server.baseUrl);
    const snapshot = { version: 'engine-0', textLength: 0, state: {} };
    expect(engine.canResume?.(snapshot)).toBe(false);
    expect((await runEngine(engine, { ...inputOf('x'), snapshot })).error).toBeInstanceOf(AppError);
  });

  it('gives failures of tools to the model', async () => {
    const failing: Tool = { ...calculate, parameters: z.object({}), execute: () => Promise.reject(new Error('out of order')) };
    server.answer(({ api }, index) => (index === 0 ? callTool('calculate', {}) : wholeAnswer(api, ['Sorry.'])));
    const outcome = await runEngine(
      setUp('responses', server.baseUrl, { tools: createToolRegistry([failing, currentTime]) }),
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
      setUp('responses', server.baseUrl, { tools: createToolRegistry([slow, currentTime]) }),
      inputOf('x'),
    );
    expect(find(outcome, 'tool.finished')).toMatchObject([{ status: 'error', summary: 'the tool did not finish within 50 ms' }]);
  });

  it.each([
    ['invalid arguments', 'calculate', { wrong: 1 }],
    ['an unknown tool', 'launch_missiles', {}],
  ])('survives %s', async (_name, tool, args) => {
    server.answer(({ api }, index) => (index === 0 ? callTool(tool, args) : wholeAnswer(api, ['Sorry.'])));
    const outcome = await runEngine(setUp('responses', server.baseUrl), inputOf('x'));
    expect(outcome.error).toBeUndefined();
    expect(outcome.text).toBe('Sorry.');
  });

  it('shows calls of tools that do not exist', async () => {
    server.answer(({ api }, index) => (index === 0 ? callTool('launch_missiles', { at: 'noon' }) : wholeAnswer(api, ['Sorry.'])));
    const outcome = await runEngine(setUp('responses', server.baseUrl), inputOf('x'));
    expect(find(outcome, 'tool.started')).toMatchObject([{ tool: 'launch_missiles', arguments: { at: 'noon' } }]);
    expect(find(outcome, 'tool.finished')).toMatchObject([{ status: 'error', summary: 'there is no such tool' }]);
  });

  it('takes arguments that are nested too deep for a broken answer', async () => {
    const args = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const { begin, end, toolCall } = PARTS.responses;
    server.answer(() => ({ chunks: [...begin, toolCall('call_1', 'calculate', args), ...end], ending: 'close' }));
    const outcome = await runEngine(setUp('responses', server.baseUrl), inputOf('2+2'));
    expect(find(outcome, 'provider.switched')[0]).toMatchObject({ reason: 'malformed', to: 'offline' });
    expect(outcome.text).toContain('4');
  });

  it('survives a handover without a reason', async () => {
    server.answer(({ api }, index) => (index === 0 ? callTool('transfer_to_research', {}) : wholeAnswer(api, ['Done.'])));
    const outcome = await runEngine(setUp('responses', server.baseUrl), inputOf('x'));
    expect(outcome.text).toBe('Done.');
    expect(find(outcome, 'agent.handoff')[0]?.reason).toContain('facts');
  });

  it('winds down at the last step: no tools, and told to answer', async () => {
    server.answer(({ api, body }) =>
      body.tools ? callTool('calculate', { expression: '1+1' }) : wholeAnswer(api, ['That is all I know.']),
    );
    const outcome = await runEngine(setUp('responses', server.baseUrl, { maxTurns: 3 }), inputOf('x'));
    expect(outcome.text).toBe('That is all I know.');
    expect(server.requests).toHaveLength(3);
    expect(server.requests[2]?.body.instructions).toContain('last step');
  });

  it('ends with a typed error when the model goes on calling tools even then', async () => {
    server.answer(() => callTool('calculate', { expression: '1+1' }));
    const outcome = await runEngine(setUp('responses', server.baseUrl, { maxTurns: 2 }), inputOf('x'));
    expect(outcome.error).toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(outcome.types.at(-1)).toBe('agent.finished');
  });

  it('tells about failovers in mid-stream, and the text is what the events left', async () => {
    server.answer(({ api }) => ({ chunks: [PARTS[api].text('Once upon'), PARTS[api].text(' a time')], ending: 'reset' }));
    const outcome = await runEngine(setUp('responses', server.baseUrl), inputOf('count to 3'));
    expect(outcome.text).toBe('1 2 3');
    expect(find(outcome, 'provider.switched')).toMatchObject([{ from: 'openai', to: 'offline' }]);
    expect(outcome.result).toMatchObject({ provider: 'offline', fallback: { level: 1, reason: 'unreachable' } });
  });

  it('closes the provider socket before it returns, and throws the reason of the stop', async () => {
    const proxy = await startCountingProxy(server.port);
    server.answer(({ api }) => ({ chunks: [...PARTS[api].begin, PARTS[api].text('Hello')], ending: 'hang' }));
    const controller = new AbortController();
    const reason = new AppError('INTERNAL', { message: 'stopped' });
    const engine = setUp('responses', `http://127.0.0.1:${proxy.port}/v1`);
    const events: EngineEvent['type'][] = [];
    const reading = (async () => {
      for await (const event of engine.execute(inputOf('x'), controller.signal)) {
        events.push(event.type);
        if (event.type === 'text.delta') controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    await proxy.whenOpen(0);
    expect(server.requests).toHaveLength(1);
    expect(events.at(-1)).toBe('agent.finished');
    expect(engine.tokensAfterAbort('run_1')).toBe(0);
    await proxy.stop();
  });

  it('counts tokens that arrived behind the stop', async () => {
    server.answer(({ api }) => ({ chunks: [['a', 'b', 'c'].map((piece) => PARTS[api].text(piece)).join('')], ending: 'hang' }));
    const controller = new AbortController();
    const models = createModels({
      openai: { baseUrl: server.baseUrl },
      fallbackProviders: [],
      supervisorModel: 'gpt-4.1',
      agentModels: NAMES,
      firstTokenTimeoutMs: 1_000,
      idleTimeoutMs: 1_000,
      breaker: { failureThreshold: 5, openMs: 1_000 },
      clock: systemClock,
      log: silentLogger,
      metrics: createRecordedMetrics().metrics,
    });
    const modelFor: EngineDeps['modelFor'] = (agent) => {
      const model = models.modelFor(agent);
      return {
        ...model,
        async *stream(request, signal) {
          for await (const event of model.stream(request, signal)) {
            if (event.type === 'text') controller.abort();
            yield event;
          }
        },
      };
    };
    const engine = setUp('responses', server.baseUrl, { modelFor });
    await runEngine(engine, inputOf('x'), controller.signal);
    expect(engine.tokensAfterAbort('run_1')).toBe(2);
    expect(engine.tokensAfterAbort('run_2')).toBe(0);
  });

  it('stops tools too', async () => {
    const controller = new AbortController();
    let toolSignal: AbortSignal | undefined;
    const waiting: Tool = {
      ...calculate,
      parameters: z.object({}),
      execute: (_args, { signal }) => {
        toolSignal = signal;
        controller.abort(new Error('stop'));
        return new Promise(() => {});
      },
    };
    server.answer(() => callTool('calculate', {}));
    const engine = setUp('responses', server.baseUrl, { tools: createToolRegistry([waiting, currentTime]) });
    const outcome = await runEngine(engine, inputOf('x'), controller.signal);
    expect(outcome.error).toBe(controller.signal.reason);
    expect(toolSignal?.aborted).toBe(true);
    expect(find(outcome, 'tool.finished')).toMatchObject([{ status: 'cancelled' }]);
    expect(server.requests).toHaveLength(1);
  });

  it('closes everything when its reader goes away', async () => {
    server.answer(({ api }) => ({ chunks: [...PARTS[api].begin, PARTS[api].text('Hello')], ending: 'hang' }));
    for await (const event of setUp('responses', server.baseUrl).execute(inputOf('x'), new AbortController().signal)) {
      if (event.type === 'text.delta') break;
    }
    await expect.poll(() => server.openSockets()).toBe(0);
  });
});

describe('the engine offline', () => {
  it('computes with a real tool through the same loop', async () => {
    const outcome = await runEngine(setUp('offline'), inputOf('what is 2^64?'));
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
    const outcome = await runEngine(setUp('offline'), inputOf('ask the research agent to calculate 15% of 80'));
    expect(outcome.text).toContain('12');
    expect(outcome.result?.agent).toBe('research');
  });

  it('holds a slow reader’s memory down', async () => {
    const stream = setUp('offline').execute(inputOf('count to 10000'), new AbortController().signal);
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
    expect(() => setUp('offline', '', { agents, tools: createToolRegistry([calculate]) })).toThrow('current_time');
  });
});
