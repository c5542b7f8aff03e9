import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ReaderMessage, ReadOrder } from '../protocol.ts';
import { DOCUMENT_FD } from '../start-reader.ts';
import { closeNetwork } from './close-network.ts';
import { documentFormat } from './document-format.ts';
import { isLight } from './formats.ts';
import { readDocument } from './read-document.ts';
import { toFailure } from './to-failure.ts';
import type { WatchdogData } from './watchdog.ts';

const TEXT_PIECE_CHARS = 1_000_000;
const BLOCKS_PIECE = 10_000;
const PROGRESS_INTERVAL_MS = 100;

/** Resolves when the message is on its way, so that pieces do not pile up. */
function say(message: ReaderMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
}

function createProgress(): (progress: number, note: string) => void {
  let last = 0;
  return (progress, note) => {
    if (performance.now() - last < PROGRESS_INTERVAL_MS) return;
    last = performance.now();
    void say({ type: 'progress', progress: Math.min(1, Math.max(0, progress)), note });
  };
}

function startWatchdog(memoryMb: number): void {
  const workerData: WatchdogData = { parentPid: process.ppid, memoryBytes: memoryMb * 2 ** 20 };
  new Worker(new URL('./watchdog.ts', import.meta.url), { workerData }).unref();
}

async function read({ name, mimeType, limits, bytes }: ReadOrder): Promise<void> {
  const source = { name, mimeType, bytes: bytes ?? readFileSync(DOCUMENT_FD) };
  if (bytes !== undefined && !isLight(await documentFormat(source))) return say({ type: 'declined' });
  const { text, blocks, summary } = await readDocument(source, limits, createProgress());
  for (let start = 0; start < text.length; start += TEXT_PIECE_CHARS) {
    await say({ type: 'text', text: text.slice(start, start + TEXT_PIECE_CHARS) });
  }
  for (let start = 0; start < blocks.length; start += BLOCKS_PIECE) {
    await say({ type: 'blocks', blocks: blocks.slice(start, start + BLOCKS_PIECE) });
  }
  await say({ type: 'done', summary });
}

let isReady = false;

process.on('message', async (order: ReadOrder) => {
  if (!isReady) {
    isReady = true;
    // Conversations go first.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    closeNetwork();
    startWatchdog(order.limits.memoryMb);
  }
  try {
    await read(order);
  } catch (error) {
    await say({ type: 'failed', ...toFailure(error) });
  }
});
process.once('disconnect', () => process.exit(0));
