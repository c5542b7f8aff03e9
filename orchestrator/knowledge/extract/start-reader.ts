import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ExtractLimits } from './protocol.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ENTRY = fileURLToPath(new URL('./reader/reader-process.ts', import.meta.url));

/** Where a reader finds the document. */
export const DOCUMENT_FD = 4;

/** Our own code and packages; nothing of the deployment's data. */
const READABLE = ['lib', 'orchestrator', 'node_modules', 'package.json', 'tsconfig.json'];

/** Neither files but our own, nor the right to write any, nor to start programs. Add-ons are allowed for the canvas of scanned pages. */
export function readerArguments(entry: string, memoryMb: number): string[] {
  return [
    '--permission',
    '--allow-worker',
    '--allow-addons',
    ...READABLE.map((path) => `--allow-fs-read=${ROOT}${path}`),
    '--disable-warning=SecurityWarning',
    '--disable-warning=ExperimentalWarning',
    `--max-old-space-size=${memoryMb}`,
    entry,
  ];
}

/**
 * A process that reads: one document as an open file, or small ones as they are sent to it; no path either way, and an empty environment.
 * Network it closes itself, since this version of Node has no permission for that.
 */
export function startReader(documentFd: number | null, { memoryMb }: ExtractLimits): ChildProcess {
  const child = spawn(process.execPath, readerArguments(ENTRY, memoryMb), {
    cwd: ROOT,
    env: { NODE_ENV: 'production' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', documentFd ?? 'ignore'],
    windowsHide: true,
  });
  child.on('error', () => {});
  return child;
}
