import { rename } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createId } from '../../lib/shared/ids.ts';
import { systemClock } from '../core/clock.ts';
import { createArtifactKeeper } from '../store/files/create-artifact-keeper.ts';
import { createFileKeeper } from '../store/files/create-file-keeper.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

const CHART = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

describe('content of files', () => {
  let server: TestServer;
  let owner: string;
  let fileId: string;

  /** Kept as the run of this key's owner would keep it. */
  async function keep(key: string, name: string, mimeType: string, bytes: Uint8Array): Promise<string> {
    const accepted = await server.post('/api/runs', { message: 'hello' }, { key });
    const { run_id: runId } = (await accepted.json()) as { run_id: string };
    const ownerId = (await server.store.runs.get(runId))?.ownerId as string;
    const saveArtifact = createArtifactKeeper({
      keepFile: createFileKeeper(server.store.files),
      blobs: server.blobs,
      clock: systemClock,
      createId,
      maxStorageBytes: 2 ** 30,
    });
    return (await saveArtifact({ ownerId, runId, name, mimeType, bytes })).fileId;
  }

  beforeAll(async () => {
    server = await startTestServer();
    owner = (await server.createKey()).key;
    fileId = await keep(owner, 'Größe "1" 50%.svg', 'image/svg+xml', Buffer.from(CHART));
  });
  afterAll(() => server.close());

  it('comes whole, as a download that can do nothing', async () => {
    const answer = await server.call(`/api/files/${fileId}/content`, { key: owner });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(CHART);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-length': String(CHART.length),
      'content-disposition': `attachment; filename="Gr__e _1_ 50_.svg"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22%2050%25.svg`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'cache-control': 'no-store',
    });
  });

  it('is described to HEAD, parts too', async () => {
    const path = `/api/files/${fileId}/content`;
    const [asked, head] = [await server.call(path, { key: owner }), await server.call(path, { method: 'HEAD', key: owner })];
    const told = ({ headers }: Response) =>
      ['content-type', 'content-length', 'etag', 'accept-ranges', 'content-disposition'].map((name) => headers.get(name));
    expect([head.status, told(head), await head.text()]).toEqual([200, told(asked), '']);
    const part = await server.call(path, { method: 'HEAD', key: owner, headers: { range: 'bytes=1-4' } });
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '4']);
    expect((await server.call('/api/files/file_unknown/content', { method: 'HEAD', key: owner })).status).toBe(404);
  });

  it('names the character set of text, and leaves bytes as they are', async () => {
    const text = await keep(owner, 'a.csv', 'text/csv', Buffer.from('ä,b\n'));
    expect((await server.call(`/api/files/${text}/content`, { key: owner })).headers.get('content-type')).toBe(
      'text/csv; charset=utf-8',
    );
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
    const binary = await keep(owner, 'a.png', 'image/png', bytes);
    const answer = await server.call(`/api/files/${binary}/content`, { key: owner });
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('does not exist for another key, in the same words as what never existed', async () => {
    const { key } = await server.createKey();
    const headers = { 'x-request-id': 'same' };
    const others = await server.call(`/api/files/${fileId}/content`, { key, headers });
    const unknown = await server.call('/api/files/file_unknown/content', { key, headers });
    expect([others.status, unknown.status]).toEqual([404, 404]);
    expect(await others.text()).toBe(await unknown.text());
    expect((await server.call(`/api/files/${fileId}/content`, { key: null })).status).toBe(401);
  });

  it('is not found when its bytes are lost', async () => {
    const lost = await keep(owner, 'lost.txt', 'text/plain', Buffer.from('soon gone'));
    const aside = `${server.filesDirectory}-aside`;
    await rename(server.filesDirectory, aside);
    try {
      expect((await server.call(`/api/files/${lost}/content`, { key: owner })).status).toBe(404);
    } finally {
      await rename(aside, server.filesDirectory);
    }
  });
});
