import { describe, expect, it } from 'vitest';
import { type Script, type ScriptedOpenAi, wholeAnswer } from '../../e2e/standins/scripted-openai.ts';
import { AppError } from '../../lib/contract/errors.ts';
import { createTestModels } from './fixtures/create-test-models.ts';
import { withScriptedOpenAi } from './fixtures/with-scripted-openai.ts';
import { toBaseUrl, withVersion } from './to-base-url.ts';

let server: ScriptedOpenAi;
withScriptedOpenAi((started) => {
  server = started;
});

let now = 0;
const modelsAt = (path: string) =>
  createTestModels({
    openai: { baseUrl: `http://127.0.0.1:${server.port}${path}` },
    clock: { now: () => now, monotonic: () => now },
  });

async function ask(models: ReturnType<typeof createTestModels>): Promise<string | AppError> {
  let text = '';
  const items = [{ type: 'message' as const, role: 'user' as const, content: 'tell me a story' }];
  try {
    for await (const event of models
      .modelFor('supervisor')
      .stream({ instructions: '', items, tools: [] }, new AbortController().signal)) {
      if (event.type === 'text') text += event.delta;
    }
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return text;
}

const answer = (status: number, body: string, type = 'application/json'): Script => ({
  status,
  headers: { 'content-type': type, 'content-length': String(Buffer.byteLength(body)) },
  chunks: [body],
  ending: 'close',
});
const paths = () => server.requests.map(({ path }) => path);

describe('a server without the Responses API', () => {
  it.each<[string, Script]>([
    ['404 of FastAPI', answer(404, '{"detail":"Not Found"}')],
    ['404 of Go', answer(404, '404 page not found', 'text/plain')],
    ['404 of a proxy', answer(404, '<html><h1>404 Not Found</h1></html>', 'text/html')],
    ['404 of llama.cpp', answer(404, '{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}')],
    ['404 without a body', { status: 404, ending: 'close' }],
    ['405', answer(405, '{"detail":"Method Not Allowed"}')],
    ['501', answer(501, '{"error":{"message":"Not implemented"}}')],
    ['400 of a router', answer(400, '{"error":{"message":"Unknown endpoint: /v1/responses","type":"invalid_request_error"}}')],
    ['400 of a handler of Chat Completions', answer(400, '{"error":{"message":"you must provide a messages parameter"}}')],
    [
      '422 of a handler of Chat Completions',
      answer(422, '{"detail":[{"type":"missing","loc":["body","messages"],"msg":"Field required"}]}'),
    ],
    ['status 200 of LM Studio', answer(200, '{"error":"Unexpected endpoint or method. (POST /v1/responses)"}')],
    ['the page of a web application', answer(200, '<!doctype html><title>Chat</title>', 'text/html; charset=utf-8')],
  ])('%s: the same call goes on with Chat Completions, and later ones begin there', async (_, missing) => {
    server.answer(({ api }) => (api === 'responses' ? missing : wholeAnswer(api, ['Fine.'])));
    const models = modelsAt('/v1');
    expect(await ask(models)).toBe('Fine.');
    expect(await ask(models)).toBe('Fine.');
    expect(paths()).toEqual(['/v1/responses', '/v1/chat/completions', '/v1/chat/completions']);
    expect(models.health()).toMatchObject({ supervisor: 'healthy' });
  });

  it('is asked for it again after hours, for it may be upgraded', async () => {
    server.answer(({ api }) => (api === 'responses' ? answer(404, '{}') : wholeAnswer(api, ['Fine.'])));
    const models = modelsAt('/v1');
    await ask(models);
    now += 7 * 3_600_000;
    server.answer(({ api }) => wholeAnswer(api, ['Better.']));
    expect(await ask(models)).toBe('Better.');
    expect(paths().at(-1)).toBe('/v1/responses');
  });

  it.each<[string, Script, string]>([
    [
      'a model that is missing',
      answer(404, '{"error":{"message":"model \\"gpt-4.1\\" not found, try pulling it first"}}'),
      'not_found',
    ],
    ['a wrong key', answer(401, '{"error":{"message":"no"}}'), 'unauthorised'],
    ['a limit', answer(429, '{"error":{"message":"slow down"}}'), 'rate_limited'],
    ['a fault', answer(500, '{"error":{"message":"boom"}}'), 'server_error'],
    ['a refusal', answer(400, '{"error":{"message":"temperature is wrong"}}'), 'refused'],
  ])('is not seen in %s', async (_, fault, cause) => {
    server.answer(() => fault);
    expect(await ask(modelsAt('/v1'))).toMatchObject({ details: { cause } });
    expect(paths()).toEqual(['/v1/responses']);
  });

  it('whose address lacks the version is found, and an address of nothing is told in words', async () => {
    server.answer(({ path, api }) => (path === '/v1/chat/completions' ? wholeAnswer(api, ['Fine.']) : answer(404, '{}')));
    expect(await ask(modelsAt(''))).toBe('Fine.');
    server.answer(() => answer(404, '{}'));
    expect(await ask(modelsAt('/v2/'))).toMatchObject({
      message: 'OpenAI has nothing at /v2/responses and /v2/chat/completions (404). Check its base URL.',
    });
  });
});

describe('an address', () => {
  it.each([
    ['http://a:1/v1/', 'http://a:1/v1'],
    ['http://a:1//v1//', 'http://a:1/v1'],
    ['http://a:1/', 'http://a:1'],
    [' http://a/v1/chat/completions ', 'http://a/v1'],
    ['http://a/openai/v1/responses/', 'http://a/openai/v1'],
    ['http://a/v1/models#x', 'http://a/v1'],
  ])('%s is %s', (given, base) => {
    expect(toBaseUrl(given)).toBe(base);
  });

  it.each([
    ['http://a:1', 'http://a:1/v1'],
    ['http://a/openai', 'http://a/openai/v1'],
    ['http://a/v1', null],
    ['http://a/v1beta/openai', null],
  ])('%s without a version: %s', (base, other) => {
    expect(withVersion(base)).toBe(other);
  });
});
