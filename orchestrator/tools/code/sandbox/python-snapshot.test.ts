import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../core/logger.ts';
import { packageDirectory } from './package-directory.ts';
import { preparePythonSnapshot } from './python-snapshot.ts';
import { startGuest } from './start-guest.ts';

const LIMITS = { memoryBytes: 256 * 2 ** 20, outputBytes: 1_000, valueChars: 100, files: 1, fileBytes: 1_000 };

async function onePlusOne(snapshot: string | undefined): Promise<string | null> {
  const guest = startGuest(
    {
      entry: new URL('../guest/python.ts', import.meta.url),
      reads: [packageDirectory('pyodide'), ...(snapshot === undefined ? [] : [snapshot])],
      settings: { limits: LIMITS, ...(snapshot === undefined ? {} : { snapshot }) },
    },
    silentLogger,
  );
  await guest.ready;
  const order = { code: '1 + 1', files: [], wallMs: 10_000, onOutput: () => {}, signal: new AbortController().signal };
  const { value } = await guest.run(order);
  await guest.stop();
  return value;
}

describe('snapshot of the Python interpreter', () => {
  let directory: string;
  let blocked: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cartrita-snapshot-'));
    blocked = join(directory, 'file');
    await writeFile(blocked, '');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is made once, where it can be kept, and restores a working interpreter', async () => {
    const places = [join(blocked, 'below a file'), join(directory, 'cache')];
    const path = (await preparePythonSnapshot(places, silentLogger)) as string;
    expect(dirname(path)).toBe(places[1]);
    expect(await readdir(dirname(path))).toHaveLength(1);
    const { mtimeMs } = await stat(path);
    expect(await preparePythonSnapshot(places, silentLogger)).toBe(path);
    expect((await stat(path)).mtimeMs).toBe(mtimeMs);
    expect(await onePlusOne(path)).toBe('2');
  });

  it('can be done without', async () => {
    expect(await preparePythonSnapshot([], silentLogger)).toBeUndefined();
    expect(await onePlusOne(undefined)).toBe('2');
  });

  it('that is broken ends the start, not in a wait', async () => {
    const broken = join(directory, 'broken');
    await writeFile(broken, 'no snapshot');
    await expect(onePlusOne(broken)).rejects.toThrow('could not be started');
  });
});
