import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileList } from '../../lib/contract/files.ts';
import { type Product, startProduct } from '../harness/start-product.ts';
import { waitFor } from '../harness/wait-for.ts';
import { describeFiles, describeManyFiles } from './files-matrix.ts';

async function filesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).length;
}

/** Of ten thousand files, whose records are not kept in memory. */
const MAX_GROWTH_BYTES = 600 * 2 ** 20;

function memoryBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

describe('files of the embedded product', () => {
  let product: Product;
  let dataDir: string;
  const kept = () => filesIn(join(dataDir, 'blobs'));
  const arriving = () => filesIn(join(dataDir, 'incoming'));

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cartrita-files-'));
    product = await startProduct({ name: 'files', env: { DATA_DIR: dataDir, RATE_LIMIT_PER_MINUTE: '100000' } });
  });
  afterAll(async () => {
    await product?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  describeFiles(() => product, kept);

  it('leave nothing when the upload breaks off', async () => {
    const [before, list] = [await kept(), await product.call('/api/files')];
    const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="half.txt"\r\n\r\n';
    const outgoing = request(`${product.url}/api/upload`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': 10_000_000 },
    });
    outgoing.on('error', () => {});
    outgoing.write(head + 'half of a file\n'.repeat(100_000));
    await waitFor('the upload to arrive', async () => (await arriving()) > 0);
    outgoing.destroy();
    await waitFor('its bytes to be gone', async () => (await arriving()) === 0);
    expect(await kept()).toBe(before);
    const now = (await product.call('/api/files')).json() as FileList;
    expect(now).toEqual(list.json());
  });

  describe('many at once', () => {
    let before: number;
    beforeAll(() => {
      before = memoryBytes(product.orchestratorPid());
    });
    afterAll(() => expect(memoryBytes(product.orchestratorPid()) - before).toBeLessThan(MAX_GROWTH_BYTES));

    describeManyFiles(() => product, 10_000);
  });
});
