import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PARTS, startScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import { silentLogger } from '../core/logger.ts';
import { createDiscovery } from './create-discovery.ts';
import type { createModels, ModelsOptions } from './create-models.ts';
import { createTestModels } from './fixtures/create-test-models.ts';
import { chooseChatModel, probeLocalServer } from './local-servers.ts';

const servers: Server[] = [];

/** For an answer that comes, also on a busy machine. */
const PATIENCE_MS = 60_000;

async function listen(handler: RequestListener): Promise<number> {
  const server = createServer(handler);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

const OLLAMA = {
  object: 'list',
  data: [
    { id: 'nomic-embed-text:latest', object: 'model', created: 1_757_000_003, owned_by: 'library' },
    { id: 'codellama:7b', object: 'model', created: 1_757_000_002, owned_by: 'library' },
    { id: 'llama3.2:latest', object: 'model', created: 1_757_000_001, owned_by: 'library' },
  ],
};
const answerJson =
  (body: unknown, status = 200): RequestListener =>
  (request, response) =>
    response
      .writeHead(request.url === '/v1/models' ? status : 404, { 'content-type': 'application/json' })
      .end(JSON.stringify(body));

/** A port at which nobody listens. */
async function freePort(): Promise<number> {
  const port = await listen(() => {});
  const server = servers.pop();
  server?.close();
  if (server) await once(server, 'close');
  return port;
}

const NAMES = { supervisor: 'a', research: 'b', code: 'b', knowledge: 'b', task: 'b', computer_use: 'b' };

const createDiscovering = (options: Partial<ModelsOptions>) =>
  createTestModels({
    agentModels: NAMES,
    firstTokenTimeoutMs: PATIENCE_MS,
    idleTimeoutMs: PATIENCE_MS,
    breaker: { failureThreshold: 2, openMs: 60_000 },
    ...options,
  });

async function ask(models: ReturnType<typeof createModels>, content = 'tell me a story'): Promise<string> {
  let text = '';
  const request = {
    instructions: '',
    items: [{ type: 'message' as const, role: 'user' as const, content }],
    tools: [],
  };
  for await (const event of models.modelFor('research').stream(request, new AbortController().signal)) {
    if (event.type === 'text') text += event.delta;
  }
  return text;
}

describe('probeLocalServer', () => {
  it('finds a server of the OpenAI API and a model to talk to', async () => {
    const port = await listen(answerJson(OLLAMA));
    expect(await probeLocalServer({ name: 'ollama', port }, PATIENCE_MS)).toEqual({
      name: 'ollama',
      baseUrl: `http://127.0.0.1:${port}/v1`,
      model: 'llama3.2:latest',
    });
  });

  it.each<[string, RequestListener]>([
    ['any web server', (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hello</h1>')],
    ['JSON of something else', answerJson({ models: [] })],
    ['a list of something else', answerJson({ object: 'list', data: [{ name: 'x' }] })],
    ['a server without models', answerJson({ object: 'list', data: null })],
    ['a server with embeddings alone', answerJson({ object: 'list', data: [{ id: 'bge-m3' }] })],
    ['one that wants a key', answerJson({ error: 'unauthorized' }, 401)],
    [
      'one that sends elsewhere',
      (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/v1/models' }).end(),
    ],
    ['one that never answers', () => {}],
    ['one that never ends', (_request, response) => response.writeHead(200).write('{"object":"list"')],
    [
      'one that sends too much',
      (_request, response) => {
        response.writeHead(200);
        const more = () => void (response.destroyed || response.write('x'.repeat(65_536), more));
        more();
      },
    ],
  ])('does not take for one: %s', async (_name, handler) => {
    const port = await listen(handler);
    expect(await probeLocalServer({ name: 'x', port }, 300)).toBeNull();
  });

  it('does not take for one: a closed port', async () => {
    expect(await probeLocalServer({ name: 'x', port: await freePort() }, 2_000)).toBeNull();
  });
});

describe('the context of a model that was found', () => {
  const serve =
    (answers: Record<string, unknown>): RequestListener =>
    (request, response) => {
      const answer = answers[request.url ?? ''];
      response
        .writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer ?? {}));
    };
  const list = (entry: object = {}) => ({ object: 'list', data: [{ id: 'llama3.2:latest', ...entry }] });
  const loaded = (context_length?: number) => ({
    models: [{ name: 'llama3.2:latest', model: 'llama3.2:latest', context_length }],
  });

  it.each<[string, string, Record<string, unknown>, number | undefined]>([
    ['ollama', 'as it is loaded', { '/api/ps': loaded(8_192), '/api/show': { parameters: 'num_ctx 4096' } }, 8_192],
    [
      'ollama',
      'as its file says',
      { '/api/ps': { models: [] }, '/api/show': { parameters: 'stop "x"\nnum_ctx                        4096' } },
      4_096,
    ],
    ['ollama', 'not what it could be', { '/api/show': { model_info: { 'llama.context_length': 131_072 } } }, undefined],
    [
      'lm-studio',
      'as it is loaded',
      { '/api/v0/models': { data: [{ id: 'llama3.2:latest', loaded_context_length: 4_096, max_context_length: 131_072 }] } },
      4_096,
    ],
    ['llama.cpp', 'of a slot', { '/props': { default_generation_settings: { n_ctx: 6_144 } } }, 6_144],
    ['llama.cpp', 'of vLLM at its port', { '/v1/models': list({ max_model_len: 16_384 }) }, 16_384],
    ['llama.cpp', 'nonsense', { '/props': { default_generation_settings: { n_ctx: 'many' } } }, undefined],
    ['ollama', 'a list of nothing', { '/api/ps': [], '/api/show': null }, undefined],
  ])('%s: %s', async (name, _, answers, contextTokens) => {
    const port = await listen(serve({ '/v1/models': list(), ...answers }));
    const found = await probeLocalServer({ name, port }, PATIENCE_MS);
    expect(found?.contextTokens).toBe(contextTokens);
    expect(found?.model).toBe('llama3.2:latest');
  });
});

describe('chooseChatModel', () => {
  it.each([
    [['nomic-embed-text', 'gemma:2b'], 'gemma:2b'],
    [['phi3', 'qwen3:8b'], 'qwen3:8b'],
    [['qwen2.5-coder:7b', 'llama3.1:8b'], 'llama3.1:8b'],
    [['text-embedding-nomic', 'whisper-1'], null],
    [[], null],
  ])('%j: %s', (ids, expected) => {
    expect(chooseChatModel(ids.map((id) => ({ id })))).toBe(expected);
  });

  it('prefers the newest among equals', () => {
    expect(
      chooseChatModel([
        { id: 'qwen3:4b', created: 1 },
        { id: 'qwen3:8b', created: 2 },
      ]),
    ).toBe('qwen3:8b');
  });
});

describe('discovery', () => {
  it('looks again, and notices servers that come and go', async () => {
    let isUp = false;
    const port = await listen((request, response) => answerJson(isUp ? OLLAMA : {})(request, response));
    const discovery = createDiscovery({
      servers: [{ name: 'ollama', port }],
      timeoutMs: PATIENCE_MS,
      intervalMs: 20,
      log: silentLogger,
    });
    await discovery.start();
    expect(discovery.found()).toEqual([]);
    isUp = true;
    await expect.poll(() => discovery.found()).toMatchObject([{ model: 'llama3.2:latest' }]);
    isUp = false;
    await expect.poll(() => discovery.found()).toEqual([]);
    discovery.close();
  });

  it('stops looking when it is closed', async () => {
    let asked = 0;
    const port = await listen((request, response) => {
      asked += 1;
      answerJson(OLLAMA)(request, response);
    });
    const discovery = createDiscovery({
      servers: [{ name: 'ollama', port }],
      timeoutMs: PATIENCE_MS,
      intervalMs: 5,
      log: silentLogger,
    });
    await discovery.start();
    discovery.close();
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(asked - before).toBeLessThanOrEqual(1);
  });
});

describe('models of this machine in the chain', () => {
  /** A model server as a whole: its list and its answers. */
  async function startModelServer() {
    const scripted = await startScriptedOpenAi();
    const port = await listen((request, response) => {
      if (request.method === 'GET') {
        answerJson(OLLAMA)(request, response);
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        fetch(`${scripted.baseUrl}/chat/completions`, { method: 'POST', body: Buffer.concat(chunks) })
          .then(async (answer) => {
            response.writeHead(answer.status, { 'content-type': 'text/event-stream' }).end(await answer.text());
          })
          .catch(() => response.destroy());
      });
    });
    return { port, scripted };
  }

  it('answer before the offline model, for every agent, and are shown in health', async () => {
    const { port, scripted } = await startModelServer();
    scripted.answer(({ api }) => wholeAnswer(api, ['Once upon a time.']));
    const models = createDiscovering({ discovery: { servers: [{ name: 'ollama', port }], timeoutMs: PATIENCE_MS } });
    expect(models.modelFor('supervisor').provider).toBe('offline');
    await models.start();
    expect(await ask(models)).toBe('Once upon a time.');
    expect(scripted.requests[0]?.body.model).toBe('llama3.2:latest');
    expect(models.modelFor('supervisor').provider).toBe('ollama');
    expect(models.modelName('code')).toBe('llama3.2:latest');
    expect(models.health()).toMatchObject({
      supervisor: 'healthy',
      details: {
        supervisor: 'ollama (llama3.2:latest)',
        fallback_provider: 'offline model',
        local_models: 'ollama (llama3.2:latest)',
      },
    });
    models.close();
    await scripted.stop();
  });

  it('come after what is configured', async () => {
    const { port, scripted } = await startModelServer();
    const configured = await startScriptedOpenAi();
    configured.answer(({ api }) => ({ chunks: [PARTS[api].error], ending: 'close' }));
    scripted.answer(({ api }) => wholeAnswer(api, ['From here.']));
    const models = createDiscovering({
      openai: { baseUrl: configured.baseUrl },
      discovery: { servers: [{ name: 'ollama', port }], timeoutMs: PATIENCE_MS },
    });
    await models.start();
    expect(models.modelFor('supervisor').provider).toBe('openai');
    expect(await ask(models)).toBe('From here.');
    expect(configured.requests).toHaveLength(1);
    models.close();
    await Promise.all([scripted.stop(), configured.stop()]);
  });

  it('leave to the offline model what it can do when they fail', async () => {
    const { port, scripted } = await startModelServer();
    scripted.answer(() => ({ status: 500, ending: 'close' }));
    const models = createDiscovering({ discovery: { servers: [{ name: 'ollama', port }], timeoutMs: PATIENCE_MS } });
    await models.start();
    await expect(ask(models)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', details: { provider: 'ollama' } });
    expect(await ask(models, 'count to 3')).toBe('1 2 3');
    models.close();
    await scripted.stop();
  });

  it('are not looked for at our own ports, nor at all when that is switched off', async () => {
    const { port, scripted } = await startModelServer();
    const own = createDiscovering({
      discovery: { servers: [{ name: 'ollama', port }], ownPorts: [port], timeoutMs: PATIENCE_MS },
    });
    await own.start();
    expect(own.modelName('supervisor')).toBe('offline');
    expect(own.health().details.local_models).toBe('none found on this machine');
    own.close();
    const off = createDiscovering({});
    await off.start();
    expect(off.health().details.local_models).toBe('not looked for');
    await scripted.stop();
  });
});
