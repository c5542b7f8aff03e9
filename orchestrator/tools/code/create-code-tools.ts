import { fileURLToPath } from 'node:url';
import type { BlobStore, FileStore } from '../../core/files.ts';
import type { Logger } from '../../core/logger.ts';
import type { Tool } from '../../core/tool.ts';
import { createCodeTool } from './create-code-tool.ts';
import { createGuestPool, type GuestPool } from './sandbox/create-guest-pool.ts';
import { packageDirectory } from './sandbox/package-directory.ts';
import type { GuestLimits } from './sandbox/protocol.ts';
import { preparePythonSnapshot } from './sandbox/python-snapshot.ts';
import { type GuestProgram, startGuest } from './sandbox/start-guest.ts';

export type CodeToolsOptions = {
  /** Processes of each language that wait for a program. */
  warm: number;
  /** Programs of each language at once. */
  maxConcurrent: number;
  /** Of one program. */
  memoryBytes: number;
  /** Where a snapshot of the Python interpreter is kept if the installation cannot be written. */
  cacheDirectory: string;
  files: Pick<FileStore, 'get'>;
  blobs: Pick<BlobStore, 'read'>;
  log: Logger;
};

export type CodeTools = {
  tools: Tool[];
  /** Starts the processes that wait, in the background. */
  warm(): void;
  /** Kills every process of a program; resolves when they are gone. */
  close(): Promise<void>;
};

/** Shared by all that run from this installation. */
const INSTALLATION_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/cartrita/', import.meta.url));
const MEGABYTE = 2 ** 20;
const LIMITS = { outputBytes: 256 * 1024, valueChars: 20_000, files: 10, fileBytes: 5 * MEGABYTE };

const SANDBOX =
  'It runs in a sandbox without network, without packages and without access to any computer; nothing is kept between calls. ' +
  'Files that it writes to its working directory are shown to the user: text, CSV, JSON, PNG or SVG, at most 10 of 5 MB.';

const JAVASCRIPT = `Runs a JavaScript or TypeScript program and returns its output, the value of its last expression, errors with \
their line, and files. ${SANDBOX} There are the language itself with top-level await, Intl, console and timers; no import, no DOM, no Node. \
Files: files.list(), files.read(name) as text, files.readBytes(name), files.write(name, text or bytes).`;

const PYTHON = `Runs a Python 3.14 program and returns its output, the value of its last expression, errors with their line, and \
files. ${SANDBOX} There is the standard library with top-level await and all time zones, but no numpy, pandas or matplotlib, and no input(). Charts as SVG: import plot; \
plot.line(x, y), plot.scatter(x, y), plot.bar(labels, values), each with title, x_label, y_label, file='plot.svg'; y or values may be \
a dict of name to numbers.`;

function javascriptProgram(limits: GuestLimits): GuestProgram {
  return {
    entry: new URL('./guest/javascript.ts', import.meta.url),
    reads: ['quickjs-emscripten-core', '@jitl/quickjs-ffi-types', '@jitl/quickjs-ng-wasmfile-release-sync'].map(packageDirectory),
    settings: { limits },
  };
}

function pythonProgram(limits: GuestLimits, snapshot: string | undefined): GuestProgram {
  return {
    entry: new URL('./guest/python.ts', import.meta.url),
    reads: [packageDirectory('pyodide'), ...(snapshot === undefined ? [] : [snapshot])],
    settings: { limits, ...(snapshot === undefined ? {} : { snapshot }) },
  };
}

/** Tools that run code, each program in a process of its own. */
export function createCodeTools({
  warm,
  maxConcurrent,
  memoryBytes,
  cacheDirectory,
  files,
  blobs,
  log,
}: CodeToolsOptions): CodeTools {
  const limits = { ...LIMITS, memoryBytes };
  let snapshot: Promise<string | undefined> | undefined;
  const pools: GuestPool[] = [];

  function createPool(program: () => Promise<GuestProgram>): GuestPool {
    const start = async () => startGuest(await program(), log);
    const pool = createGuestPool({ start, warm, maxConcurrent, log });
    pools.push(pool);
    return pool;
  }

  const javascript = createPool(async () => javascriptProgram(limits));
  const python = createPool(async () => {
    snapshot ??= preparePythonSnapshot([INSTALLATION_CACHE, cacheDirectory], log);
    return pythonProgram(limits, await snapshot);
  });
  const inputs = { files, blobs };
  return {
    tools: [
      createCodeTool({ name: 'run_javascript', description: JAVASCRIPT, pool: javascript, inputs }),
      createCodeTool({ name: 'run_python', description: PYTHON, pool: python, inputs }),
    ],
    warm() {
      for (const pool of pools) pool.warm();
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
}
