import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CountingProxy, startCountingProxy } from '../../e2e/standins/counting-proxy.ts';
import { PARTS, type Script, type ScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import type { Tool } from '../core/tool.ts';
import { withScriptedOpenAi } from '../models/fixtures/with-scripted-openai.ts';
import { call, say } from './fixtures/call-tool.ts';
import { createTestEngine, find, inputOf, runEngine } from './fixtures/test-engine.ts';

let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

const answer = (text: string) => wholeAnswer('responses', [text]);
const ask = (agent: string, question: string, id: string) => call(`ask_${agent}`, { question, reason: `For ${question}.` }, id);

function tool(made: Partial<Tool> & Pick<Tool, 'execute'>): Tool {
  return { name: 'probe', description: 'probe', parameters: z.looseObject({}), risk: 'read', timeoutMs: 5_000, ...made };
}

/** The question of an agent that the supervisor asks; `null` for the supervisor itself. */
function askedFor(body: Record<string, unknown>): string | null {
  if (!String(body.instructions).includes('The supervisor asks you this')) return null;
  const [question] = body.input as { content: string }[];
  return question ? question.content : '';
}

describe('asking several agents', () => {
  it('lets them work at the same time, each in a span of its own, and joins what they say', async () => {
    let together = 0;
    let most = 0;
    const both = Promise.withResolvers<void>();
    const probe = tool({
      async execute() {
        together += 1;
        most = Math.max(most, together);
        if (together === 2) both.resolve();
        await both.promise;
        together -= 1;
        return { output: '{"found":true}', summary: 'found' };
      },
    });
    server.answer(({ body }) => {
      const text = JSON.stringify(body.input);
      const question = askedFor(body);
      if (question !== null)
        return text.includes('function_call_output') ? answer(`About ${question}: yes.`) : say(call('probe', { question }));
      return text.includes('function_call_output')
        ? answer('Both say yes.')
        : say(ask('research', 'the sun', 'call_a'), ask('code', 'the moon', 'call_b'));
    });
    const outcome = await runEngine(createTestEngine(server.baseUrl, { extraTools: [probe] }), inputOf('compare'));
    expect(outcome.error).toBeUndefined();
    expect(most).toBe(2);
    expect(outcome.text).toBe('Both say yes.');
    const started = find(outcome, 'agent.started');
    expect(started).toMatchObject([
      { agent: 'supervisor' },
      { agent: 'research', parent_span_id: started[0]?.span_id, task: 'For the sun.' },
      { agent: 'code', parent_span_id: started[0]?.span_id, task: 'For the moon.' },
    ]);
    const spans = new Set(find(outcome, 'tool.started').map((event) => event.span_id));
    expect(spans).toEqual(new Set([started[1]?.span_id, started[2]?.span_id]));
    expect(find(outcome, 'agent.progress').map((event) => event.note)).toEqual(
      expect.arrayContaining(['About the sun: yes.', 'About the moon: yes.']),
    );
    expect(find(outcome, 'agent.finished')).toHaveLength(3);
    expect(outcome.result?.agent).toBe('supervisor');
    const joined = JSON.stringify(server.requests.at(-1)?.body.input);
    expect(joined).toContain('About the sun: yes.');
    expect(joined).toContain('About the moon: yes.');
    // Six calls, one sum.
    expect(outcome.result?.usage.total_tokens).toBe(6 * 18);
  });

  it('offers an asked agent nobody to ask and no handover', async () => {
    server.answer(({ body }) => {
      if (askedFor(body) !== null) return answer('Yes.');
      return JSON.stringify(body.input).includes('function_call_output') ? answer('Done.') : say(ask('research', 'it', 'call_a'));
    });
    await runEngine(createTestEngine(server.baseUrl), inputOf('x'));
    const tools = (index: number) => (server.requests[index]?.body.tools ?? []) as { name: string }[];
    const names = (index: number) => tools(index).map(({ name }) => name);
    expect(names(0)).toContain('ask_research');
    expect(names(0)).toContain('transfer_to_research');
    expect(names(1).filter((name) => /^(ask|transfer)_/.test(name))).toEqual([]);
  });

  it('can be switched off', async () => {
    server.answer(({ body }) =>
      JSON.stringify(body.input).includes('function_call_output') ? answer('Alone.') : say(ask('research', 'it', 'call_a')),
    );
    const outcome = await runEngine(createTestEngine(server.baseUrl, { maxDepth: 0 }), inputOf('x'));
    expect(JSON.stringify(server.requests[0]?.body.tools)).not.toContain('ask_research');
    expect(outcome.text).toBe('Alone.');
    expect(find(outcome, 'agent.started')).toHaveLength(1);
  });

  it.each([
    ['no question', {}],
    ['no JSON object', []],
  ])('survives a call with %s', async (_name, args) => {
    server.answer((_request, index) => (index === 0 ? say(call('ask_research', args)) : answer('Sorry.')));
    const outcome = await runEngine(createTestEngine(server.baseUrl), inputOf('x'));
    expect(outcome.text).toBe('Sorry.');
    expect(JSON.stringify(server.requests[1]?.body.input)).toContain('error');
  });

  it('tells the supervisor when an asked agent comes to no answer', async () => {
    server.answer(({ body }) => {
      if (askedFor(body) !== null) return say(call('calculate', { expression: '1+1' }));
      return JSON.stringify(body.input).includes('function_call_output')
        ? answer('It failed.')
        : say(ask('research', 'it', 'call_a'));
    });
    const outcome = await runEngine(createTestEngine(server.baseUrl, { maxTurns: 4 }), inputOf('x'));
    expect(outcome.error).toBeUndefined();
    expect(outcome.text).toBe('It failed.');
    expect(find(outcome, 'agent.finished').map((event) => event.status)).toEqual(['error', 'ok']);
  });
});

describe('a stop', () => {
  let proxy: CountingProxy;
  beforeEach(async () => {
    proxy = await startCountingProxy(server.port);
  });
  afterEach(() => proxy.stop());

  it('closes the sockets of all agents that work', async () => {
    const silent: Script = { chunks: [...PARTS.responses.begin, PARTS.responses.text('Hm')], ending: 'hang' };
    server.answer(({ body }) =>
      askedFor(body) === null
        ? {
            ...say(ask('research', 'a', 'call_a'), ask('code', 'b', 'call_b'), ask('knowledge', 'c', 'call_c')),
            headers: { connection: 'close' },
          }
        : silent,
    );
    const controller = new AbortController();
    const engine = createTestEngine(`http://127.0.0.1:${proxy.port}/v1`);
    const running = runEngine(engine, inputOf('x'), controller.signal);
    await expect.poll(() => server.requests.length).toBe(4);
    await expect.poll(() => proxy.open()).toBeGreaterThanOrEqual(3);
    controller.abort(new Error('stop'));
    const outcome = await running;
    expect(outcome.error).toBe(controller.signal.reason);
    await proxy.whenOpen(0);
    expect(server.requests).toHaveLength(4);
    expect(find(outcome, 'agent.finished').map((event) => event.status)).toEqual(Array(4).fill('cancelled'));
  });
});

describe('limits end a run with what it has', () => {
  const loopUntilTold = (args: (index: number) => object) =>
    server.answer(({ body }, index) => (body.tools ? say(call('calculate', args(index))) : answer('Here is what I have.')));
  const varying = (index: number) => ({ expression: `${index}+1` });

  it.each([
    ['tool calls', { maxToolCalls: 2 }, 3],
    ['tokens', { maxTokens: 40 }, 4],
    ['money', { maxCostUsd: 0.0001 }, 3],
    ['steps', { maxTurns: 2 }, 2],
    ['time', { maxWorkMs: 0 }, 1],
  ])('%s', async (_name, limits, calls) => {
    loopUntilTold(varying);
    const outcome = await runEngine(createTestEngine(server.baseUrl, { maxTurns: 20, ...limits }), inputOf('x'));
    expect(outcome.error).toBeUndefined();
    expect(outcome.text).toBe('Here is what I have.');
    expect(server.requests.length).toBeLessThanOrEqual(calls);
    expect(find(outcome, 'agent.progress')).toMatchObject([{ step: 'winding_down' }]);
    expect(server.requests.at(-1)?.body.instructions).toContain('last step');
  });

  it('the same call over and over: told once, then ended', async () => {
    loopUntilTold(() => ({ expression: '1+1' }));
    const outcome = await runEngine(createTestEngine(server.baseUrl, { maxTurns: 20 }), inputOf('x'));
    expect(outcome.text).toBe('Here is what I have.');
    expect(server.requests).toHaveLength(5);
    expect(find(outcome, 'tool.finished').map((event) => event.status)).toEqual(['ok', 'ok', 'error', 'error']);
    expect(JSON.stringify(server.requests[3]?.body.input)).toContain('will not change');
  });
});

describe('a tool', () => {
  const once = (name: string, args: object, last = 'Fine.') =>
    server.answer((_request, index) => (index === 0 ? say(call(name, args)) : answer(last)));

  it('that returns 10 MB is cut to what a model can take', async () => {
    once('probe', {});
    const probe = tool({ execute: async () => ({ output: 'x'.repeat(10 * 1024 * 1024), summary: 'much' }) });
    const outcome = await runEngine(createTestEngine(server.baseUrl, { extraTools: [probe] }), inputOf('x'));
    expect(outcome.text).toBe('Fine.');
    expect(JSON.stringify(server.requests[1]?.body.input).length).toBeLessThan(110_000);
    expect(JSON.stringify(server.requests[1]?.body.input)).toContain('characters left out');
    expect(JSON.stringify(find(outcome, 'tool.finished')).length).toBeLessThan(10_000);
  });

  it.each([
    [
      'throws at once',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects with nothing', () => Promise.reject(undefined)],
    ['returns nonsense', () => Promise.resolve(undefined as never)],
  ])('that %s is a result for the model', async (_name, execute) => {
    once('probe', {});
    const outcome = await runEngine(createTestEngine(server.baseUrl, { extraTools: [tool({ execute })] }), inputOf('x'));
    expect(outcome.text).toBe('Fine.');
    expect(find(outcome, 'tool.finished')).toMatchObject([{ status: 'error' }]);
  });

  it.each([
    ['3', 0],
    ['"text"', 0],
    ['[1]', 0],
    ['{"a":', 0],
    // How some models say that there are none.
    ['null', 1],
  ])('with the arguments %s is called %d times', async (args, calls) => {
    server.answer((_request, index) => (index === 0 ? say(PARTS.responses.toolCall('call_1', 'probe', args)) : answer('Fine.')));
    let executed = 0;
    const probe = tool({
      async execute() {
        executed += 1;
        return { output: '', summary: '' };
      },
    });
    const outcome = await runEngine(createTestEngine(server.baseUrl, { extraTools: [probe] }), inputOf('count to 3'));
    expect(outcome.error).toBeUndefined();
    expect(executed).toBe(calls);
  });

  it('reports progress, registers sources and keeps files', async () => {
    once('probe', {}, 'The tower is 300 metres high [1]. Nobody knows [7].');
    const kept: unknown[] = [];
    const probe = tool({
      async execute(_args, context) {
        context.progress('half', 0.5);
        const number = context.addSource({
          title: 'Towers',
          url: 'https://towers.example/',
          text: 'Towers are old. The tower is 300 metres high, they say. It rains.',
        });
        const again = context.addSource({ title: 'Towers', url: 'https://towers.example/', text: 'It rains.' });
        const { fileId } = await context.saveArtifact({ name: 'a.txt', mimeType: 'text/plain', bytes: new Uint8Array([1, 2]) });
        return {
          output: JSON.stringify({ number, again, fileId, callId: context.callId, fileIds: context.fileIds }),
          summary: 'ok',
        };
      },
    });
    const engine = createTestEngine(server.baseUrl, {
      extraTools: [probe],
      async saveArtifact(file) {
        kept.push(file);
        const { ownerId, runId, name, mimeType } = file;
        return { fileId: 'file_1', ownerId, runId, name, mimeType, sizeBytes: 2, sha256: '', origin: 'artifact', createdAt: 0 };
      },
    });
    const outcome = await runEngine(engine, inputOf('how high?', { file_ids: ['file_0'] }));
    expect(find(outcome, 'tool.progress')).toMatchObject([{ call_id: 'call_1', tool: 'probe', note: 'half', progress: 0.5 }]);
    expect(find(outcome, 'tool.finished')[0]?.output).toEqual({
      number: 1,
      again: 1,
      fileId: 'file_1',
      callId: 'call_1',
      fileIds: ['file_0'],
    });
    expect(find(outcome, 'artifact')).toMatchObject([
      { artifact_id: 'file_1', name: 'a.txt', mime_type: 'text/plain', size_bytes: 2 },
    ]);
    expect(kept).toMatchObject([{ ownerId: 'own_1', runId: 'run_1' }]);
    const cited = {
      index: 1,
      url: 'https://towers.example/',
      title: 'Towers',
      quote: 'The tower is 300 metres high, they say.',
      char_start: 16,
    };
    expect(find(outcome, 'citation')).toMatchObject([cited]);
    expect(outcome.result?.citations).toMatchObject([cited]);
  });
});
