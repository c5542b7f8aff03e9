import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Api,
  PARTS,
  type Script,
  type ScriptedOpenAi,
  startScriptedOpenAi,
  wholeAnswer,
} from '../../e2e/standins/scripted-openai.ts';
import { AppError } from '../../lib/contract/errors.ts';
import type { Clock } from '../core/clock.ts';
import type { ModelEvent, ModelRequest } from '../core/model.ts';
import type { createModels, ModelsOptions } from './create-models.ts';
import { createTestModels } from './fixtures/create-test-models.ts';
import { createRecordedMetrics } from './fixtures/recorded-metrics.ts';

const REQUEST: ModelRequest = {
  instructions: 'be brief',
  items: [{ type: 'message', role: 'user', content: 'tell me a story' }],
  tools: [],
};

const COUNTING = { type: 'message' as const, role: 'user' as const, content: 'count to 3' };

let primary: ScriptedOpenAi;
let secondary: ScriptedOpenAi;
let now: number;

beforeEach(async () => {
  [primary, secondary] = await Promise.all([startScriptedOpenAi(), startScriptedOpenAi()]);
  now = 0;
});
afterEach(() => Promise.all([primary.stop(), secondary.stop()]));

function setUp(options: Partial<ModelsOptions> = {}) {
  const clock: Clock = { now: () => now, monotonic: () => now };
  const recorded = createRecordedMetrics();
  const models = createTestModels({
    ...(options.fallbackProviders ? {} : { openai: { baseUrl: primary.baseUrl } }),
    fallbackProviders: [{ name: 'second', base_url: secondary.baseUrl, model: 'llama' }],
    breaker: { failureThreshold: 2, openMs: 1000 },
    clock,
    metrics: recorded.metrics,
    ...options,
  });
  return { models, ...recorded };
}

type Answer = {
  events: ModelEvent[];
  text: string;
  switches: Extract<ModelEvent, { type: 'switched' }>[];
  last: ModelEvent | undefined;
  error: AppError | undefined;
};

async function ask(models: ReturnType<typeof createModels>, request = REQUEST): Promise<Answer> {
  const events: ModelEvent[] = [];
  let text = '';
  let error: AppError | undefined;
  try {
    for await (const event of models.modelFor('supervisor').stream(request, new AbortController().signal)) {
      events.push(event);
      if (event.type === 'text') text += event.delta;
      if (event.type === 'switched') text = text.slice(0, text.length - event.discardChars);
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    error = thrown;
  }
  const switches = events.filter((event) => event.type === 'switched');
  return { events, text, switches, last: events.at(-1), error };
}

const FAULTS: Record<string, (api: Api, prefix: readonly string[]) => Script> = {
  'clean early end': (_api, prefix) => ({ chunks: prefix, ending: 'close' }),
  reset: (_api, prefix) => ({ chunks: prefix, ending: 'reset' }),
  silence: (_api, prefix) => ({ chunks: prefix, ending: 'hang' }),
  malformed: (api, prefix) => ({ chunks: [...prefix, PARTS[api].malformed], ending: 'close' }),
  'error event': (api, prefix) => ({ chunks: [...prefix, PARTS[api].error], ending: 'close' }),
};

describe('the chain', () => {
  describe.each(Object.keys(FAULTS))('%s', (name) => {
    const fault = FAULTS[name] as (typeof FAULTS)[string];
    // Short where a test waits for silence alone: elsewhere a busy machine must not look like a silent provider.
    const limits = name === 'silence' ? { firstTokenTimeoutMs: 1_000, idleTimeoutMs: 1_000 } : {};

    it('before the first token: the next provider answers, invisibly but for the switch', async () => {
      primary.answer(({ api }) => fault(api, PARTS[api].begin));
      secondary.answer(({ api }) => wholeAnswer(api, ['All', ' is', ' well.']));
      const { text, switches, last } = await ask(setUp(limits).models);
      expect(text).toBe('All is well.');
      expect(switches).toMatchObject([{ from: 'openai', to: 'second', level: 1, discardChars: 0 }]);
      expect(last).toMatchObject({ type: 'finished', provider: 'second', model: 'llama' });
    });

    it('in mid-stream: the next provider goes on from the text so far', async () => {
      primary.answer(({ api }) => fault(api, [...PARTS[api].begin, PARTS[api].text('Once upon'), PARTS[api].text(' a ti')]));
      secondary.answer(({ api, body }) => {
        const messages = body.messages as { role: string; content: string }[];
        const soFar = messages.findLast((message) => message.role === 'assistant')?.content ?? '';
        return wholeAnswer(api, ['Once upon a time.'.slice(soFar.length)]);
      });
      const { text, switches } = await ask(setUp(limits).models);
      expect(text).toBe('Once upon a time.');
      expect(switches).toMatchObject([{ from: 'openai', to: 'second', discardChars: 0 }]);
    });

    it('on all providers in mid-stream: the failure of the first is told, and the text so far stays', async () => {
      for (const server of [primary, secondary])
        server.answer(({ api }) => fault(api, [PARTS[api].text('Once upon'), PARTS[api].text(' a ti')]));
      const { text, switches, last, error } = await ask(setUp(limits).models);
      expect(text.startsWith('Once upon') || text === '').toBe(true);
      expect(switches.map(({ to, level }) => [to, level])).toEqual([['second', 1]]);
      expect(last?.type).not.toBe('finished');
      expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', details: { provider: 'openai', model: 'gpt-4.1' } });
      expect(switches[0]?.cause).toBe(error?.details?.cause);
    });

    it('on all providers in mid-stream, what the offline model can do: it answers, what was said is void', async () => {
      for (const server of [primary, secondary])
        server.answer(({ api }) => fault(api, [PARTS[api].text('Once upon'), PARTS[api].text(' a ti')]));
      const { text, switches, last } = await ask(setUp(limits).models, { ...REQUEST, items: [COUNTING] });
      expect(text).toBe('1 2 3');
      expect(switches.map(({ to, level }) => [to, level])).toEqual([
        ['second', 1],
        ['offline', 2],
      ]);
      expect(last).toMatchObject({ type: 'finished', provider: 'offline', costUsd: 0 });
    });
  });

  it('voids the tool calls of a failed attempt', async () => {
    primary.answer(({ api }) => ({
      chunks: [PARTS[api].toolCall('call_void', 'calculate', '{}'), PARTS[api].error],
      ending: 'close',
    }));
    const { events } = await ask(setUp().models);
    expect(events.some((event) => event.type === 'tool_call')).toBe(false);
  });

  it('a continuation that adds nothing completes the answer', async () => {
    primary.answer(({ api }) => ({ chunks: [PARTS[api].text('The whole answer.')], ending: 'close' }));
    secondary.answer(({ api }) => wholeAnswer(api, []));
    const { text, last } = await ask(setUp().models);
    expect(text).toBe('The whole answer.');
    expect(last).toMatchObject({ type: 'finished', provider: 'second' });
  });

  it('tells reasons without upstream texts', async () => {
    primary.answer(() => ({ status: 500, chunks: ['{"error":{"message":"upstream secret sk-123"}}'], ending: 'close' }));
    const { switches } = await ask(setUp().models);
    expect(switches).toMatchObject([{ reason: 'OpenAI had an internal error (500).', cause: 'server_error' }]);
  });

  it('asks the first provider for the model of the request, others for their own', async () => {
    primary.answer(() => ({ status: 503, ending: 'close' }));
    const { models, calls } = setUp();
    await ask(models, { ...REQUEST, model: 'gpt-special' });
    expect(primary.requests[0]?.body.model).toBe('gpt-special');
    expect(secondary.requests[0]?.body.model).toBe('llama');
    expect(calls.map(({ provider, model, outcome, errorKind }) => [provider, model, outcome, errorKind])).toEqual([
      ['openai', 'other', 'failed', 'server_error'],
      ['second', 'llama', 'ok', undefined],
    ]);
  });

  it('asks a provider for the model that an agent has there', async () => {
    const provider = { name: 'second', base_url: secondary.baseUrl, model: 'llama', models: { code: 'coder' } };
    const { models } = setUp({ fallbackProviders: [provider] });
    const agents = ['supervisor', 'code'] as const;
    for (const agent of agents) {
      for await (const _event of models.modelFor(agent).stream(REQUEST, new AbortController().signal));
    }
    expect(secondary.requests.map(({ body }) => body.model)).toEqual(['llama', 'coder']);
    expect(agents.map((agent) => models.modelName(agent))).toEqual(['llama', 'coder']);
  });

  it('does not fall back after a stop, and calls nobody else', async () => {
    primary.answer(({ api }) => ({ chunks: [PARTS[api].text('Once')], ending: 'hang' }));
    const { models, calls } = setUp();
    const controller = new AbortController();
    const stream = models.modelFor('supervisor').stream(REQUEST, controller.signal);
    await stream.next();
    controller.abort(new Error('stop'));
    await expect(stream.next()).rejects.toThrow('stop');
    expect(secondary.requests).toHaveLength(0);
    expect(calls).toMatchObject([{ outcome: 'aborted' }]);
    await expect.poll(() => primary.openSockets()).toBe(0);
  });
});

describe('breakers in the chain', () => {
  const down = (): Script => ({ status: 503, ending: 'close' });

  it('stop calling a failing provider, and probe it once per window', async () => {
    primary.answer(down);
    const { models, breakers } = setUp();
    await ask(models);
    await ask(models);
    const skipped = await ask(models);
    expect(primary.requests).toHaveLength(2);
    expect(skipped.switches).toMatchObject([
      {
        from: 'openai',
        to: 'second',
        cause: 'paused',
        reason: 'OpenAI had an internal error (503). OpenAI is paused after errors. Next try in 1 s.',
      },
    ]);
    now += 1000;
    await Promise.all(Array.from({ length: 10 }, () => ask(models)));
    expect(primary.requests).toHaveLength(3);
    primary.answer(({ api }) => wholeAnswer(api, ['back']));
    now += 1000;
    expect((await ask(models)).text).toBe('back');
    expect((await ask(models)).switches).toEqual([]);
    expect(breakers).toEqual(['open', 'half_open', 'open', 'half_open', 'closed'].map((state) => `openai/gpt-4.1 ${state}`));
  });

  it('honour Retry-After', async () => {
    primary.answer(() => ({ status: 429, headers: { 'retry-after': '30' }, ending: 'close' }));
    const { models } = setUp();
    await ask(models);
    now += 29_999;
    await ask(models);
    expect(primary.requests).toHaveLength(1);
    now += 1;
    await ask(models);
    expect(primary.requests).toHaveLength(2);
  });

  it('stay closed when requests are refused for their content', async () => {
    primary.answer(() => ({ status: 400, ending: 'close' }));
    const { models } = setUp();
    for (let index = 0; index < 4; index += 1) await ask(models);
    expect(primary.requests).toHaveLength(4);
  });

  it('are per model: a wrong name of one caller harms nobody', async () => {
    primary.answer(({ api, body }) => (body.model === 'wrong' ? { status: 404, ending: 'close' } : wholeAnswer(api, ['fine'])));
    const { models } = setUp();
    for (let index = 0; index < 3; index += 1) await ask(models, { ...REQUEST, model: 'wrong' });
    expect((await ask(models)).switches).toEqual([]);
  });
});

describe('health and names', () => {
  it('without providers: the offline model is a degraded supervisor and no fallback of anything', async () => {
    const { models } = setUp({ fallbackProviders: [] });
    expect(models.health()).toMatchObject({
      supervisor: 'degraded',
      fallback_provider: 'degraded',
      models: [{ provider: 'offline', model: 'offline', state: 'offline' }],
      details: { supervisor: 'offline model, no provider configured' },
    });
    expect(models.modelName('code')).toBe('offline');
    const { text, switches } = await ask(models);
    expect(switches).toEqual([]);
    expect(text).toContain('OPENAI_API_KEY');
  });

  it('follows the breakers', async () => {
    const { models } = setUp();
    const states = () => models.health().models.map(({ provider, state }) => `${provider} ${state}`);
    expect(models.health()).toMatchObject({ supervisor: 'healthy', fallback_provider: 'healthy' });
    expect(states()).toEqual(['openai ready', 'second ready', 'offline offline']);
    expect(models.modelName('supervisor')).toBe('gpt-4.1');
    primary.answer(() => ({ status: 500, ending: 'close' }));
    await ask(models);
    expect(states()[0]).toBe('openai failing');
    expect(models.health().details.supervisor).toBe('openai (gpt-4.1): OpenAI had an internal error (500).');
    await ask(models);
    expect(models.health()).toMatchObject({ supervisor: 'degraded', fallback_provider: 'healthy' });
    expect(states()).toEqual(['openai paused', 'second ready', 'offline offline']);
    expect(models.health().models[0]?.problem).toContain('Next try in 1 s.');
    expect(models.problem('supervisor')).toBeNull();
    secondary.answer(() => ({ status: 401, ending: 'close' }));
    await ask(models);
    expect(models.problem('supervisor')).toContain('OpenAI had an internal error (500).');
  });
});
