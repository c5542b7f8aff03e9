import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startCountingProxy } from '../../e2e/standins/counting-proxy.ts';
import { PARTS, type ScriptedOpenAi } from '../../e2e/standins/scripted-openai.ts';
import { AppError } from '../../lib/contract/errors.ts';
import type { EngineEvent } from '../core/engine.ts';
import type { Tool } from '../core/tool.ts';
import { createTestModels } from '../models/fixtures/create-test-models.ts';
import { refuseUnhandled } from '../models/fixtures/refuse-unhandled.ts';
import { withScriptedOpenAi } from '../models/fixtures/with-scripted-openai.ts';
import { calculate } from '../tools/calculate/calculate.ts';
import { createToolRegistry } from '../tools/registry.ts';
import { currentTime } from '../tools/time/current-time.ts';
import type { EngineDeps } from './create-engine.ts';
import { callTool } from './fixtures/call-tool.ts';
import { createTestEngine, find, inputOf, runEngine } from './fixtures/test-engine.ts';

refuseUnhandled();
let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

describe('a run that is stopped', () => {
  it('closes the provider socket before it returns, and throws the reason of the stop', async () => {
    const proxy = await startCountingProxy(server.port);
    server.answer(({ api }) => ({ chunks: [...PARTS[api].begin, PARTS[api].text('Hello')], ending: 'hang' }));
    const controller = new AbortController();
    const reason = new AppError('INTERNAL', { message: 'stopped' });
    const engine = createTestEngine(`http://127.0.0.1:${proxy.port}/v1`);
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
    const models = createTestModels({ openai: { baseUrl: server.baseUrl } });
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
    const engine = createTestEngine(server.baseUrl, { modelFor });
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
    const engine = createTestEngine(server.baseUrl, { tools: createToolRegistry([waiting, currentTime]) });
    const outcome = await runEngine(engine, inputOf('x'), controller.signal);
    expect(outcome.error).toBe(controller.signal.reason);
    expect(toolSignal?.aborted).toBe(true);
    expect(find(outcome, 'tool.finished')).toMatchObject([{ status: 'cancelled' }]);
    expect(server.requests).toHaveLength(1);
  });

  it('closes everything when its reader goes away', async () => {
    server.answer(({ api }) => ({ chunks: [...PARTS[api].begin, PARTS[api].text('Hello')], ending: 'hang' }));
    for await (const event of createTestEngine(server.baseUrl).execute(inputOf('x'), new AbortController().signal)) {
      if (event.type === 'text.delta') break;
    }
    await expect.poll(() => server.openSockets()).toBe(0);
  });
});
