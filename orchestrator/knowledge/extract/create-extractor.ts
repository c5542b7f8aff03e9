import { type FileHandle, open } from 'node:fs/promises';
import { type ExtractDocument, type ExtractedDocument, ExtractionError } from '../../core/documents.ts';
import type { Logger } from '../../core/logger.ts';
import { askReader, UnreadError } from './ask-reader.ts';
import { createSharedReaders, isShareable } from './create-shared-readers.ts';
import { createSlots } from './create-slots.ts';
import type { ExtractLimits } from './protocol.ts';
import { startReader } from './start-reader.ts';

export type ExtractorOptions = {
  log: Logger;
  /** `maxConcurrent`: documents at once; further ones wait. */
  limits: ExtractLimits & { maxConcurrent: number };
};

/** Small texts take milliseconds; one made to be slow must not hold up all others for as long as a large document may take. */
const SMALL_TIMEOUT_MS = 20_000;

function openDocument(path: string): Promise<FileHandle> {
  return open(path, 'r').catch((error: unknown) => {
    throw new ExtractionError('INTERNAL', error);
  });
}

/** In a process of its own that gets the open file and ends with the document. */
async function readAlone(handle: FileHandle, limits: ExtractLimits, ...[file, options]: Parameters<ExtractDocument>) {
  const child = startReader(handle.fd, limits);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  try {
    const { name, mimeType } = file;
    return await askReader(child, { name, mimeType, limits }, options.onProgress, options.signal);
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

/** Reads documents of every format in processes that die with what is wrong with a document. */
export function createExtractor({ log, limits }: ExtractorOptions): { extract: ExtractDocument; close(): Promise<void> } {
  const { maxConcurrent, timeoutMs, memoryMb, maxChars } = limits;
  const bounds = { timeoutMs, memoryMb, maxChars };
  const slots = createSlots(maxConcurrent);
  const shared = createSharedReaders({ ...bounds, timeoutMs: Math.min(timeoutMs, SMALL_TIMEOUT_MS) }, maxConcurrent);
  const closing = new AbortController();
  const working = new Set<Promise<unknown>>();

  async function read(...[file, options]: Parameters<ExtractDocument>): Promise<ExtractedDocument> {
    const handle = await openDocument(file.path);
    try {
      if (isShareable(file, (await handle.stat()).size)) {
        try {
          return await shared.read(handle, file, options);
        } catch (error) {
          if (!(error instanceof UnreadError)) throw error;
        }
      }
      return await readAlone(handle, bounds, file, options);
    } finally {
      await handle.close();
    }
  }

  async function extractNow(...[file, { signal, onProgress }]: Parameters<ExtractDocument>): Promise<ExtractedDocument> {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      return await read(file, { signal: AbortSignal.any([signal, deadline, closing.signal]), onProgress });
    } catch (error) {
      signal.throwIfAborted();
      const problem =
        error instanceof ExtractionError
          ? error
          : new ExtractionError(closing.signal.aborted ? 'CANCELLED' : deadline.aborted ? 'TIMED_OUT' : 'INTERNAL', error);
      log.debug({ code: problem.code, reason: String(problem.cause) }, 'a document could not be read');
      throw problem;
    }
  }

  async function extract(...[file, options]: Parameters<ExtractDocument>): Promise<ExtractedDocument> {
    const release = await slots.take(AbortSignal.any([options.signal, closing.signal])).catch((error: unknown) => {
      options.signal.throwIfAborted();
      throw new ExtractionError('CANCELLED', error);
    });
    try {
      return await extractNow(file, options);
    } finally {
      release();
    }
  }

  return {
    extract(file, options) {
      const work = extract(file, options);
      const settled = work.then(
        () => {},
        () => {},
      );
      working.add(settled);
      void settled.then(() => working.delete(settled));
      return work;
    },
    /** Ends what is being read and waits until the processes are gone. */
    async close() {
      closing.abort(new Error('the extractor is closed'));
      await Promise.all(working);
      await shared.close();
    },
  };
}
