import { request as openRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Origin } from '../load/protocol.ts';
import { atMost, type Row, type Sample, type Scenario } from '../scenario.ts';
import { rssBytes } from '../system/process-stats.ts';
import type { Bench } from '../system/start-bench.ts';
import type { Product } from '../system/start-product.ts';

const MEGABYTE = 2 ** 20;
const SIZE = 200 * MEGABYTE;
const MAX_GROWTH_MB = 32;
const SAMPLE_EVERY_MS = 10;
/** Until the reader of a file that was deleted has ended. */
const SETTLE_MS = 3_000;
const TYPE = 'multipart/form-data; boundary=b';
const HEAD = Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="large.txt"\r\n\r\n');
const TAIL = Buffer.from('\r\n--b--\r\n');

/** As fast as it is taken; gives the id of the file. `letter`: each time other bytes. */
function upload({ url, headers }: Origin, sizeBytes: number, letter: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const length = HEAD.length + sizeBytes + TAIL.length;
    const request = openRequest(`${url}/api/upload`, {
      method: 'POST',
      headers: { ...headers, 'content-type': TYPE, 'content-length': length },
    });
    request.on('error', reject).on('response', async (answer) => {
      const body = await text(answer);
      if (answer.statusCode === 201) resolve(JSON.parse(body).file_id);
      else reject(new Error(`the upload was answered with ${answer.statusCode}`));
    });
    request.write(HEAD);
    const piece = Buffer.alloc(64 * 1024, 97 + (letter % 26));
    let sent = 0;
    const more = (): void => {
      while (sent < sizeBytes) {
        sent += piece.length;
        if (!request.write(piece)) return void request.once('drain', more);
      }
      request.end(TAIL);
    };
    more();
  });
}

/** Most memory of a process above what it had at first. */
function watchGrowth(pid: number): () => number {
  const before = rssBytes(pid);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, rssBytes(pid));
  }, SAMPLE_EVERY_MS);
  return () => {
    clearInterval(timer);
    return (most - before) / MEGABYTE;
  };
}

let letters = 0;

async function measure(product: Product): Promise<Sample> {
  const front = watchGrowth(product.frontPid);
  const orchestrator = watchGrowth(product.orchestratorPid());
  const startedAt = performance.now();
  const fileId = await upload(product.front, SIZE, letters++);
  const seconds = (performance.now() - startedAt) / 1000;
  const values = { front_growth: front(), orchestrator_growth: orchestrator(), rate: SIZE / MEGABYTE / seconds };
  // Nor is what reads it.
  await forget(product.front, fileId);
  return { values, problems: [] };
}

async function forget({ url, headers }: Origin, fileId: string): Promise<void> {
  const answer = await fetch(`${url}/api/files/${fileId}`, { method: 'DELETE', headers });
  if (!answer.ok) throw new Error(`the upload was not deleted: ${answer.status}`);
}

async function prepare(bench: Bench) {
  const env = { MAX_UPLOAD_BYTES: String(SIZE), MAX_UPLOAD_REQUEST_BYTES: String(SIZE + MEGABYTE) };
  const product = await bench.startProduct({ env });
  // What the first upload loads is not its size.
  for (let round = 0; round < 3; round++) {
    const fileId = await upload(product.front, 16 * MEGABYTE, letters++);
    await forget(product.front, fileId);
  }
  await pause(SETTLE_MS);
  return { sides: { product: () => measure(product) }, stop: product.stop };
}

export const uploadMemory: Scenario = {
  name: 'upload',
  title: 'Upload of one file of 200 MB through the front, until 201',
  prepare,
  rows(median) {
    const growth = (what: string, metric: string): Row => {
      const value = median('product', metric);
      return { what, unit: 'MB', value, goal: atMost(MAX_GROWTH_MB, 'MB', value) };
    };
    return [
      growth('memory of the front, growth at most', 'front_growth'),
      growth('memory of the orchestrator, growth at most', 'orchestrator_growth'),
      { what: 'throughput, synced to disk', unit: 'MB/s', value: median('product', 'rate') },
    ];
  },
};
