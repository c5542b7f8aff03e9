import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startOpenAi } from '../../../../e2e/standins/openai.ts';
import { createHttpEmbedder } from './create-http-embedder.ts';

type Answer = { status?: number; headers?: Record<string, string>; body?: unknown; raw?: string; hang?: boolean };
type Request = { input: string[]; model: string; encoding_format: string; dimensions?: number };

const undo: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function readBody(request: IncomingMessage): Promise<Request> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Request;
}

async function serve(respond: (request: Request) => Answer) {
  const requests: Request[] = [];
  let closed = 0;
  const server: Server = createServer(async (request, response) => {
    response.on('close', () => {
      closed += 1;
    });
    // Who asked may have left before all was said.
    const body = await readBody(request).catch(() => null);
    if (body === null) return;
    requests.push(body);
    const { status = 200, headers = {}, body: answer, raw, hang } = respond(body);
    if (!hang) response.writeHead(status, headers).end(raw ?? JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, requests, closed: () => closed };
}

const vectorsOf = (texts: readonly string[], vector = [3, 4]) => ({
  data: texts.map((_, index) => ({ index, embedding: vector })).reverse(),
});
const create = (baseUrl: string, changes = {}) =>
  createHttpEmbedder({ baseUrl, apiKey: 'key', model: 'small', dimensions: 2, timeoutMs: 60_000, ...changes });

describe('embeddings over HTTP', () => {
  it('work with the OpenAI API', async () => {
    const openAi = await startOpenAi();
    undo.push(openAi.stop);
    const embedder = create(openAi.baseUrl, { model: 'text-embedding-3-small', dimensions: 1536 });
    const vectors = await embedder.embed(['one', 'two'], 'passage');
    expect(vectors.map((vector) => vector?.length)).toEqual([1536, 1536]);
    expect(Math.hypot(...(vectors[0] ?? []))).toBeCloseTo(1, 6);
    expect(embedder.model).toBe('127.0.0.1/text-embedding-3-small@1536');
    expect(create('https://api.openai.com/v1').model).toBe('openai/small@2');
  });

  it('come in the order of the texts and with unit length, in bounded batches', async () => {
    const server = await serve(({ input }) => ({ body: vectorsOf(input) }));
    const texts = [...Array.from({ length: 130 }, (_, index) => `text ${index}`), 'x'.repeat(100_000), ' '];
    const vectors = await create(server.baseUrl, { shortens: true }).embed(texts, 'passage');
    expect(server.requests.map(({ input }) => input.length)).toEqual([128, 4]);
    expect(server.requests[1]?.input[2]).toHaveLength(24_000);
    expect(server.requests[0]).toMatchObject({ model: 'small', encoding_format: 'float', dimensions: 2 });
    expect(vectors[0]).toEqual([0.6, 0.8]);
    expect(vectors.at(-1)).toBeNull();
  });

  it.each<[string, Answer]>([
    ['another length', { body: vectorsOf(['a'], [1, 2, 3]) }],
    ['too few', { body: { data: [] } }],
    [
      'one of them twice',
      {
        body: {
          data: [
            { index: 0, embedding: [1, 2] },
            { index: 0, embedding: [1, 2] },
          ],
        },
      },
    ],
    ['no numbers', { raw: '{"data":[{"index":0,"embedding":[1,null]}]}' }],
    ['no finite numbers', { raw: '{"data":[{"index":0,"embedding":[1.7e308,1.7e308]}]}' }],
    ['another form', { body: { error: 'secret text' } }],
    ['no JSON', { raw: '<html>' }],
    ['a server error', { status: 500, body: { error: 'secret text' } }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ])('fail on %s', async (_, answer) => {
    const { baseUrl } = await serve(() => answer);
    const failure = await create(baseUrl)
      .embed(['a'], 'query')
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(String((failure as Error).cause)).not.toContain('secret');
  });

  it('pass on when to come back', async () => {
    const { baseUrl } = await serve(() => ({ status: 429, headers: { 'retry-after': '7' } }));
    await expect(create(baseUrl).embed(['a'], 'query')).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      retryAfterSeconds: 7,
    });
  });

  it('give up on a service that is silent or gone', async () => {
    const { baseUrl } = await serve(() => ({ hang: true }));
    await expect(create(baseUrl, { timeoutMs: 50 }).embed(['a'], 'query')).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
    });
    await expect(create('http://127.0.0.1:1').embed(['a'], 'query')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });

  it('end with the signal, and so does the connection', async () => {
    const server = await serve(() => ({ hang: true }));
    const controller = new AbortController();
    const pending = create(server.baseUrl).embed(['a'], 'query', controller.signal);
    await expect.poll(() => server.requests.length).toBe(1);
    controller.abort(new Error('enough'));
    await expect(pending).rejects.toThrow('enough');
    await expect.poll(server.closed).toBe(1);
  });
});
