import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { FileRecord } from '../contract/files.ts';
import { readFileStream } from './files-stream.ts';
import { createFilesWatcher } from './files-watcher.ts';
import { createHttp } from './http.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const toFile = (id: string, stage: FileRecord['stage'], progress: number): FileRecord => ({
  file_id: id,
  name: `${id}.pdf`,
  mime_type: 'application/pdf',
  size_bytes: 1,
  sha256: 'a',
  origin: 'upload',
  stage,
  progress,
  problem: null,
  notes: [],
  page_count: null,
  passage_count: null,
  embedding_model: null,
  created_at: 1,
  updated_at: 1,
});

type Options = { states: Map<string, FileRecord>; streams?: 'told' | 'cut' | 'refused' };

/** A service of files as the contract has it; streams tell one step and then the end, or break off. */
async function start({ states, streams = 'told' }: Options) {
  const asked: string[] = [];
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    asked.push(url.pathname);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const id = url.pathname.split('/')[3];
    if (id === undefined) {
      const files = [...states.values()].filter(({ stage }) => stage !== 'ready' && stage !== 'failed');
      return json(200, { files, next_before: null, usage: { files: 0, size_bytes: 0, max_bytes: 0 } });
    }
    const file = states.get(id);
    if (!file) return json(404, { error: 'Not found.', code: 'NOT_FOUND' });
    if (!url.pathname.endsWith('/stream')) return json(200, file);
    if (streams === 'refused') return json(429, { error: 'x', code: 'RATE_LIMITED' });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (data: unknown) => response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
    say({ type: 'file.progress', file_id: id, ts: 1, stage: 'extracted', progress: 0.5, note: 'Page 3 of 6' });
    if (streams === 'cut') return void setTimeout(() => response.destroy(), 20);
    setTimeout(() => {
      say({ type: 'file.finished', file_id: id, ts: 2, stage: 'ready', file: toFile(id, 'ready', 1) });
      say('[DONE]');
      response.end();
    }, 20);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const onFinished = vi.fn();
  const watcher = createFilesWatcher({
    http: createHttp(origin),
    readStream: (id, options) => readFileStream(id, { ...options, origin }),
    onFinished,
    pollMs: 15,
  });
  return { watcher, onFinished, asked };
}

test('one file is followed by its stream to its end', async () => {
  const { watcher, onFinished, asked } = await start({ states: new Map([['file_a', toFile('file_a', 'received', 0)]]) });
  const seen: unknown[] = [];
  watcher.store.subscribe(({ file_a: state }) => seen.push(state));
  watcher.watch('file_a');
  watcher.watch('file_a');
  await vi.waitFor(() =>
    expect(onFinished).toHaveBeenCalledExactlyOnceWith('file_a', expect.objectContaining({ stage: 'ready' })),
  );
  expect(seen).toContainEqual(expect.objectContaining({ stage: 'extracted', progress: 0.5, note: 'Page 3 of 6' }));
  expect(asked.filter((path) => path.endsWith('/stream'))).toHaveLength(1);
});

test.each(['cut', 'refused'] as const)('a stream that is %s is made up for by looking', async (streams) => {
  const states = new Map([['file_a', toFile('file_a', 'received', 0)]]);
  const { watcher, onFinished } = await start({ states, streams });
  watcher.watch('file_a');
  await vi.waitFor(() => expect(watcher.store.getState().file_a?.file?.stage).toBe('received'));
  states.set('file_a', toFile('file_a', 'ready', 1));
  await vi.waitFor(() =>
    expect(onFinished).toHaveBeenCalledExactlyOnceWith('file_a', expect.objectContaining({ stage: 'ready' })),
  );
});

test('many files are looked at together, and one that is gone is let go', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `file_${index}`);
  const states = new Map(ids.map((id) => [id, toFile(id, 'chunked', 0.6)]));
  const { watcher, onFinished, asked } = await start({ states, streams: 'refused' });
  for (const id of ids) watcher.watch(id);
  await vi.waitFor(() => expect(watcher.store.getState().file_59?.stage).toBe('chunked'));
  expect(asked.filter((path) => path === '/api/files').length).toBeLessThan(ids.length);
  states.delete('file_7');
  for (const id of ids) if (id !== 'file_7') states.set(id, toFile(id, id === 'file_8' ? 'failed' : 'ready', 1));
  await vi.waitFor(() => expect(onFinished).toHaveBeenCalledTimes(60));
  expect(onFinished).toHaveBeenCalledWith('file_7', null);
});
