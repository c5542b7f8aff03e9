import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from '../../../core/logger.ts';
import { packageDirectory } from './package-directory.ts';
import { guestArguments } from './start-guest.ts';

const GUEST = new URL('../guest/', import.meta.url);
/** What the snapshot depends on besides the version of Pyodide. */
const SOURCES = ['runner.py', 'plot.py', 'load-python.ts', 'make-snapshot.ts'];
const MAX_SNAPSHOT_BYTES = 128 * 2 ** 20;
const TIMEOUT_MS = 120_000;

const run = promisify(execFile);

async function fileName(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(packageDirectory('pyodide'), 'package.json')));
  for (const source of SOURCES) hash.update(await readFile(new URL(source, GUEST)));
  return `python-${hash.digest('hex').slice(0, 16)}.snapshot`;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function makeSnapshot(): Promise<Buffer> {
  const program = { entry: new URL('../guest/make-snapshot.ts', import.meta.url), reads: [packageDirectory('pyodide')] };
  const { stdout } = await run(process.execPath, guestArguments(program), {
    encoding: 'buffer',
    env: { NODE_ENV: 'production' },
    maxBuffer: MAX_SNAPSHOT_BYTES,
    timeout: TIMEOUT_MS,
  });
  return stdout;
}

async function keep(path: string, snapshot: Buffer): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(unfinished, snapshot, { flush: true });
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/**
 * Path of a snapshot of the interpreter's memory, which is made once and kept in the first of the directories that takes it.
 * `undefined` when that is not possible: then every interpreter starts in full. Never throws.
 */
export async function preparePythonSnapshot(directories: readonly string[], log: Logger): Promise<string | undefined> {
  try {
    const name = await fileName();
    const paths = directories.map((directory) => join(resolve(directory), name));
    for (const path of paths) if (await exists(path)) return path;
    const snapshot = await makeSnapshot();
    for (const path of paths) {
      const isKept = await keep(path, snapshot).then(
        () => true,
        (error: unknown) => log.debug({ err: error, path }, 'the snapshot of the Python interpreter cannot be kept here'),
      );
      if (isKept) return path;
    }
    log.warn({ directories }, 'nowhere to keep a snapshot of the Python interpreter; each start will take seconds');
  } catch (error) {
    log.warn({ err: error }, 'no snapshot of the Python interpreter; each start will take seconds');
  }
  return undefined;
}
