import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileEvent, fileEvent, type UploadAnswer } from '../../lib/contract/files.ts';
import { embedded } from '../store/fixtures/test-databases.ts';
import { withStore } from '../store/fixtures/with-store.ts';
import type { OpenedStore } from '../store/open-store.ts';
import { readStream } from './fixtures/read-stream.ts';
import { startTestServer, type TestServer } from './fixtures/test-server.ts';

let store: OpenedStore;
let server: TestServer;
withStore(embedded, (opened) => {
  store = opened;
});
// One for each test: a test that lets it work decides for no other that its files are read.
beforeEach(async () => {
  server = await startTestServer({ store, options: { heartbeatMs: 40 } });
});
afterEach(() => server.close());

async function upload(text: string, name = 'notes.md', key?: string): Promise<string> {
  const body = new FormData();
  body.append('file', new File([text], name, { type: 'text/markdown' }));
  const answer = await server.call('/api/upload', { method: 'POST', body, ...(key === undefined ? {} : { key }) });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as UploadAnswer).file_id;
}

const openStream = async (fileId: string, key?: string) =>
  readStream(await server.call(`/api/files/${fileId}/stream`, key === undefined ? {} : { key }));

describe('a file on its way', () => {
  it('waits: the stream has the headers of the contract, the state, and pings', async () => {
    const fileId = await upload('Waiting for its turn.');
    const answer = await server.call(`/api/files/${fileId}/stream`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache, no-transform');
    const stream = readStream(answer);
    await stream.until((messages) => messages.length > 0);
    expect(JSON.parse(stream.messages[0]?.data ?? '')).toMatchObject({
      type: 'file.progress',
      file_id: fileId,
      stage: 'received',
    });
    while (stream.comments.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    await stream.cancel();
  });

  it('is cancelled, which may be repeated, and ends its streams; then retried to the end', async () => {
    const fileId = await upload('# Wells\n\nWater comes from below.');
    const stream = await openStream(fileId);
    await stream.until((messages) => messages.length > 0);
    for (const _time of ['first', 'second']) {
      const cancelled = await server.call(`/api/files/${fileId}/cancel`, { method: 'POST' });
      expect(cancelled.status).toBe(200);
      expect(await cancelled.json()).toMatchObject({ stage: 'failed', problem: { code: 'CANCELLED', retryable: true } });
    }
    expect(await stream.ended).toBe('end');
    expect(stream.messages.map(({ data }) => data.slice(0, 24))).toEqual([
      '{"type":"file.progress",',
      '{"type":"file.finished",',
      '[DONE]',
    ]);

    const retried = await server.call(`/api/files/${fileId}/retry`, { method: 'POST' });
    expect(await retried.json()).toMatchObject({ file_id: fileId, stage: 'received', problem: null });
    const again = await openStream(fileId);
    await server.ingestion.work();
    expect(await again.ended).toBe('end');
    expect(again.messages.at(-1)?.data).toBe('[DONE]');
    const events = again.messages.slice(0, -1).map(({ data }) => JSON.parse(data) as FileEvent);
    for (const event of events) expect(fileEvent.safeParse(event).error).toBeUndefined();
    expect(events.filter(({ type }) => type === 'file.finished')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'file.finished', stage: 'ready', file: { passage_count: 1 } });
    for (const action of ['retry', 'cancel']) {
      const refused = await server.call(`/api/files/${fileId}/${action}`, { method: 'POST' });
      expect({ status: refused.status, ...((await refused.json()) as object) }).toMatchObject({ status: 409, code: 'CONFLICT' });
    }
  });

  it('does not exist for another key', async () => {
    const { key } = await server.createKey();
    const fileId = await upload('Not yours.');
    for (const [method, action] of [
      ['GET', 'stream'],
      ['POST', 'retry'],
      ['POST', 'cancel'],
    ] as const) {
      expect((await server.call(`/api/files/${fileId}/${action}`, { method, key })).status).toBe(404);
    }
  });

  it('is told why it is told of no more when the key was revoked', async () => {
    const { key, key_id } = await server.createKey();
    const stream = await openStream(await upload('Watched.', 'watched.md', key), key);
    await stream.until((messages) => messages.length > 0);
    expect((await server.call(`/api/keys/${key_id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await stream.ended).toBe('end');
    const [state, last, done] = stream.messages.map(({ data }) => data);
    expect(JSON.parse(state ?? '')).toMatchObject({ type: 'file.progress', stage: 'received' });
    const event = fileEvent.parse(JSON.parse(last ?? ''));
    expect(event).toMatchObject({
      type: 'file.finished',
      file: { problem: { code: 'CANCELLED', message: expect.stringContaining('API key'), stage: 'received', retryable: true } },
    });
    expect(done).toBe('[DONE]');
    expect(stream.messages).toHaveLength(3);
  });
});
