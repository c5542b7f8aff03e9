import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readError } from './http.ts';
import { createUploadQueue, type SendFile } from './upload-queue.ts';

type Handler = (
  name: string,
  attempt: number,
) => { status: number; body: unknown; headers?: Record<string, string> } | 'hang' | 'cut';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that answers each upload as told, and what it saw. */
async function startServer(answer: Handler) {
  const seen = { attempts: new Map<string, number>(), keys: new Set<unknown>(), now: 0, most: 0, aborted: 0 };
  server = createServer((request, response) => {
    const name = decodeURIComponent(request.url?.slice(1) ?? '');
    const attempt = (seen.attempts.get(name) ?? 0) + 1;
    seen.attempts.set(name, attempt);
    seen.keys.add(request.headers['idempotency-key']);
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    response.on('close', () => {
      seen.now -= 1;
      if (!response.writableFinished) seen.aborted += 1;
    });
    request.resume().on('end', () => {
      const outcome = answer(name, attempt);
      if (outcome === 'hang') return;
      if (outcome === 'cut') return void request.socket.destroy();
      response
        .writeHead(outcome.status, { 'content-type': 'application/json', ...outcome.headers })
        .end(JSON.stringify(outcome.body));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send: SendFile = async (file, { onSent, signal, idempotencyKey }) => {
    const response = await fetch(`${origin}/${encodeURIComponent(file.name)}`, {
      method: 'POST',
      headers: { 'idempotency-key': idempotencyKey },
      body: file,
      signal,
    }).catch((thrown) => {
      signal.throwIfAborted();
      throw thrown;
    });
    if (!response.ok) throw await readError(response);
    onSent(1);
    return (await response.json()) as Awaited<ReturnType<SendFile>>;
  };
  return { send, seen };
}

const ok = (name: string) => ({ status: 201, body: { file: { file_id: `file_${name}`, name } } });
const files = (...names: string[]) => names.map((name) => new File(['text'], name));

async function start(answer: Handler) {
  const { send, seen } = await startServer(answer);
  const onStored = vi.fn();
  const onFailed = vi.fn();
  const queue = createUploadQueue({ send, onStored, onFailed, retryAfterMs: 1 });
  const stateOf = (id: string | undefined) => queue.store.getState().uploads[id ?? '']?.state;
  return { queue, seen, onStored, onFailed, stateOf };
}

describe('upload queue', () => {
  test('sends all of some hundred files, at most three at a time', async () => {
    const { queue, seen, onStored } = await start(ok);
    queue.add(files(...Array.from({ length: 300 }, (_, index) => `f${index}`)));
    await vi.waitFor(() => expect(onStored).toHaveBeenCalledTimes(300), 100_000);
    expect(seen.most).toBeLessThanOrEqual(3);
    expect([...seen.attempts.values()].every((count) => count === 1)).toBe(true);
  });

  test('tries again by itself what a retry can help, and waits as long as it is told', async () => {
    const busy = { status: 429, body: { error: 'x', code: 'RATE_LIMITED' }, headers: { 'retry-after': '1' } };
    const { queue, seen, stateOf } = await start((name, attempt) => (attempt === 1 ? (name === 'cut' ? 'cut' : busy) : ok(name)));
    const added = queue.add(files('busy', 'cut'));
    for (const { id } of added) await vi.waitFor(() => expect(stateOf(id)).toBe('stored'));
    expect([...seen.attempts.values()]).toEqual([2, 2]);
    // A key an upload: the second attempt does not make a second file.
    expect(seen.keys).toEqual(new Set(added.map(({ id }) => id)));
  });

  test('a refused file fails at once and can be tried again; the others go on', async () => {
    let isRefused = true;
    const refusal = { status: 415, body: { error: 'x', code: 'UNSUPPORTED_TYPE' } };
    const { queue, seen, onFailed, onStored, stateOf } = await start((name) =>
      name === 'bad' && isRefused ? refusal : ok(name),
    );
    const [bad] = queue.add(files('bad', 'good'));
    await vi.waitFor(() => expect(onFailed).toHaveBeenCalledTimes(1));
    await vi.waitFor(() => expect(onStored).toHaveBeenCalledTimes(1));
    expect(seen.attempts.get('bad')).toBe(1);
    expect(queue.store.getState().uploads[bad?.id ?? '']?.error?.code).toBe('UNSUPPORTED_TYPE');
    isRefused = false;
    queue.retry(bad?.id ?? '');
    await vi.waitFor(() => expect(stateOf(bad?.id)).toBe('stored'));
  });

  test('gives up after some attempts', async () => {
    const down = { status: 503, body: { error: 'x', code: 'NOT_READY' } };
    const { queue, seen, onFailed } = await start(() => down);
    queue.add(files('a'));
    await vi.waitFor(() => expect(onFailed).toHaveBeenCalledTimes(1));
    expect(seen.attempts.get('a')).toBe(4);
  });

  test('one that is removed stops being sent, and makes room for the next', async () => {
    const { queue, seen, onStored, onFailed } = await start((name) => (name.startsWith('slow') ? 'hang' : ok(name)));
    const [first, , , last] = queue.add(files('slow1', 'slow2', 'slow3', 'next'));
    await vi.waitFor(() => expect(seen.now).toBe(3));
    queue.remove(first?.id ?? '');
    await vi.waitFor(() => expect(onStored).toHaveBeenCalledTimes(1));
    await vi.waitFor(() => expect(seen.aborted).toBe(1));
    expect(onFailed).not.toHaveBeenCalled();
    expect(queue.store.getState().order).not.toContain(first?.id);
    expect(queue.store.getState().order).toContain(last?.id);
  });
});
