import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiKey } from '../../lib/contract/keys.ts';
import { runKeysCommand } from '../keys/run-keys-command.ts';
import { ADMIN_KEY } from './fixtures/create-test-client.ts';
import { readStream } from './fixtures/read-stream.ts';
import { connectSocket } from './fixtures/socket-client.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function listKeys(): Promise<ApiKey[]> {
  return ((await (await server.call('/api/keys')).json()) as { keys: ApiKey[] }).keys;
}

describe('API keys', () => {
  it('show their secret once, and only a hash is stored', async () => {
    const response = await server.post('/api/keys', { name: 'laptop' });
    expect(response.status).toBe(201);
    const created = (await response.json()) as ApiKey & { key: string };
    expect(created).toMatchObject({ name: 'laptop', scopes: ['chat'], revoked_at: null, expires_at: null });
    expect(created.key).toMatch(/^ck_[\w-]{43}$/);
    expect(created.key.startsWith(created.prefix)).toBe(true);
    expect((await server.call('/api/agents', { key: created.key })).status).toBe(200);
    const listed = JSON.stringify(await listKeys());
    expect(listed).toContain(created.key_id);
    expect(listed).not.toContain(created.key);
    expect(listed).not.toMatch(/owner|hash/);
  });

  it('need the scope: chat keys cannot manage keys, admin keys can chat', async () => {
    const chat = await server.createKey(['chat']);
    const admin = await server.createKey(['admin']);
    for (const [method, path] of [
      ['GET', '/api/keys'],
      ['DELETE', `/api/keys/${admin.key_id}`],
    ] as const) {
      const response = await server.call(path, { method, key: chat.key });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([403, 'FORBIDDEN']);
    }
    expect((await server.post('/api/keys', { name: 'x', scopes: ['admin'] }, { key: chat.key })).status).toBe(403);
    expect((await server.call('/api/agents', { key: admin.key })).status).toBe(200);
    expect((await server.call('/api/keys', { key: admin.key })).status).toBe(200);
  });

  it('end when they expire', async () => {
    const lasting = await server.createKey(['chat'], { expires_at: Date.now() + 3_600_000 });
    const { key } = await server.createKey(['chat'], { expires_at: Date.now() + 600 });
    await expect.poll(async () => (await server.call('/api/agents', { key })).status).toBe(401);
    expect((await server.call('/api/agents', { key: lasting.key })).status).toBe(200);
  });

  it('can be rotated: the new key sees the data of the old one', async () => {
    const old = await server.createKey();
    const { conversation_id } = (await (await server.post('/api/conversations', {}, { key: old.key })).json()) as {
      conversation_id: string;
    };
    const next = await server.createKey(['chat'], { same_data_as: old.key_id });
    await server.call(`/api/keys/${old.key_id}`, { method: 'DELETE' });
    expect((await server.call(`/api/conversations/${conversation_id}`, { key: next.key })).status).toBe(200);
    expect((await server.call(`/api/conversations/${conversation_id}`, { key: old.key })).status).toBe(401);
    const sibling = await server.createKey(['chat'], { same_data_as: 'key_bootstrap' });
    const mine = await server.post('/api/conversations', { title: 'of the admin' });
    const { conversation_id: id } = (await mine.json()) as { conversation_id: string };
    expect((await server.call(`/api/conversations/${id}`, { key: sibling.key })).status).toBe(200);
  });

  it('remember when they were used', async () => {
    const { key, key_id } = await server.createKey();
    await server.call('/api/agents', { key });
    await expect.poll(async () => (await listKeys()).find((one) => one.key_id === key_id)?.last_used_at).toBeTypeOf('number');
  });
});

describe('a revoked key', () => {
  it('is refused at once, and revoking again is harmless', async () => {
    const { key, key_id } = await server.createKey();
    expect((await server.call('/api/agents', { key })).status).toBe(200);
    expect((await server.call(`/api/keys/${key_id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await server.call('/api/agents', { key })).status).toBe(401);
    expect((await server.call(`/api/keys/${key_id}`, { method: 'DELETE' })).status).toBe(204);
  });

  it('loses its open streams and sockets; the run goes on', async () => {
    const { key, key_id } = await server.createKey();
    const stream = readStream(await server.call('/api/chat/stream?message=wait', { key }));
    const client = await connectSocket(server.port, { 'x-api-key': key });
    client.send({ type: 'chat', request_id: 'r', message: 'wait' });
    await client.next(({ type }) => type === 'text.delta');
    await stream.until((messages) => messages.length >= 3);
    await server.call(`/api/keys/${key_id}`, { method: 'DELETE' });
    expect(await client.closed).toEqual({ code: 4401 });
    expect(await stream.ended).toBe('end');
    const [last, done] = stream.messages.slice(-2).map(({ data }) => data);
    expect(done).toBe('[DONE]');
    expect(JSON.parse(last as string)).toMatchObject({
      type: 'run.finished',
      status: 'interrupted',
      conversation_id: expect.stringMatching(/^conv_(?!unknown)/),
      error: { code: 'UNAUTHENTICATED' },
    });
    expect(stream.messages.filter(({ data }) => data.includes('run.finished'))).toHaveLength(1);
    expect(server.runs.activeRuns()).toBeGreaterThanOrEqual(2);
  });

  it('loses them also where the news comes late, by looking again', async () => {
    const deaf = await startTestServer({
      store: server.store,
      options: { keyRecheckMs: 50 },
      backend: (backend) => ({ ...backend, bus: { ...backend.bus, subscribe: async () => () => {} } }),
    });
    try {
      const { key, key_id } = await server.createKey();
      const stream = readStream(await deaf.call('/api/chat/stream?message=wait', { key }));
      await stream.until((messages) => messages.length >= 2);
      await server.call(`/api/keys/${key_id}`, { method: 'DELETE' });
      expect(await stream.ended).toBe('end');
      await expect.poll(async () => (await deaf.call('/api/agents', { key })).status).toBe(401);
    } finally {
      await deaf.close();
    }
  });
});

describe('the bootstrap key', () => {
  it('cannot be revoked here', async () => {
    const response = await server.call('/api/keys/key_bootstrap', { method: 'DELETE' });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([409, 'CONFLICT']);
  });
});

describe('npm run keys', () => {
  const lines: string[] = [];
  const run = (...args: string[]) =>
    runKeysCommand({ baseUrl: server.url, key: ADMIN_KEY, print: (line) => lines.push(line) }, args);

  it('creates, lists and revokes through the API', async () => {
    await run('create', '--name', 'from the shell', '--scope', 'chat', '--scope', 'admin', '--expires-in-days', '3');
    const key = /ck_[\w-]{43}/.exec(lines.join('\n'))?.[0] as string;
    const keyId = /key_\w+/.exec(lines.join('\n'))?.[0] as string;
    expect((await server.call('/api/keys', { key })).status).toBe(200);
    await run('list');
    expect(lines.at(-1)).toContain('from the shell');
    await run('revoke', keyId);
    expect((await server.call('/api/keys', { key })).status).toBe(401);
  });

  it.each([[[]], [['dance']], [['create']], [['revoke']], [['create', '--name', 'x', '--expires-in-days', 'soon']]])(
    'explains itself after %j',
    async (args) => {
      await expect(run(...args)).rejects.toThrow('Usage: npm run keys');
    },
  );

  it('reports refusals and a missing orchestrator', async () => {
    await expect(run('revoke', 'key_unknown')).rejects.toThrow('NOT_FOUND');
    const nowhere = { baseUrl: 'http://127.0.0.1:9', key: ADMIN_KEY, print: () => {} };
    await expect(runKeysCommand(nowhere, ['list'])).rejects.toThrow('Is it running?');
  });
});
