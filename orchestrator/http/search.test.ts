import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createId } from '../../lib/shared/ids.ts';
import type { KnowledgeBase } from '../core/knowledge.ts';
import { BOOTSTRAP } from '../keys/bootstrap-key.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

type Search = Parameters<KnowledgeBase['search']>;

/** Finds nothing, and of the query "forever" not even that. */
const searches: Search[] = [];
const knowledge: KnowledgeBase = {
  search(...call) {
    searches.push(call);
    return call[1] === 'forever' ? new Promise(() => {}) : Promise.resolve({ passages: [], embeddingModel: null });
  },
};

describe('a search over HTTP', () => {
  let server: TestServer;
  let statements = 0;

  beforeAll(async () => {
    server = await startTestServer({
      backend: (backend) => ({
        ...backend,
        knowledge,
        files: {
          ...backend.files,
          get: async (...call) => {
            statements += 1;
            return backend.files.get(...call);
          },
          hasAll: async (...call) => {
            statements += 1;
            return backend.files.hasAll(...call);
          },
        },
      }),
    });
  });
  afterAll(() => server.close());

  async function keep(count: number): Promise<string[]> {
    const blob = await server.blobs.write(new TextEncoder().encode('a note'));
    const file = { ...blob, ownerId: BOOTSTRAP.ownerId, name: 'note.txt', mimeType: 'text/plain', runId: null };
    const fileIds = Array.from({ length: count }, () => createId('file'));
    const add = (fileId: string) => server.store.files.add({ ...file, origin: 'upload', fileId, nowMs: Date.now() });
    await Promise.all(fileIds.map(add));
    return fileIds;
  }

  it('looks many files up at once, and takes none that is missing', async () => {
    const fileIds = await keep(60);
    statements = 0;
    const response = await server.post('/api/search', { query: 'note', file_ids: [...fileIds, ...fileIds] });
    expect(response.status).toBe(200);
    expect(statements).toBe(1);
    expect(searches.at(-1)?.[2]).toMatchObject({ fileIds: [...fileIds, ...fileIds], limit: 10 });
    const before = searches.length;
    const missing = await server.post('/api/search', { query: 'note', file_ids: [...fileIds, 'file_unknown'] });
    expect([missing.status, searches.length]).toEqual([404, before]);
    expect((await server.post('/api/search', { query: 'note', file_ids: [] })).status).toBe(200);
  });

  it('ends when nobody waits for it any more', async () => {
    const leaving = new AbortController();
    const answer = server.post('/api/search', { query: 'forever' }, { signal: leaving.signal });
    await vi.waitFor(() => expect(searches.at(-1)?.[1]).toBe('forever'));
    const signal = searches.at(-1)?.[2].signal;
    expect(signal?.aborted).toBe(false);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
  });
});
