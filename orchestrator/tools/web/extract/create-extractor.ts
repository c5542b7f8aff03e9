import { Worker } from 'node:worker_threads';
import { WebError } from '../web-error.ts';
import type { ExtractRequest } from './extract-document.ts';
import type { ExtractAnswer } from './extract-worker.ts';
import type { Extracted } from './extracted.ts';

/** Throws `WebError` when the document has no text that can be had. Abort: throws the reason. */
export type Extract = (request: ExtractRequest, signal: AbortSignal) => Promise<Extracted>;

export type ExtractorOptions = {
  /** Threads at once; further documents wait. Default 2. */
  threads?: number;
  /** Default 20 s. */
  timeoutMs?: number;
  /** Default 256 MB. */
  memoryMb?: number;
};

const UNREADABLE = 'the document could not be read: it is broken, locked, or not what it says it is';

function startThread(memoryMb: number): Worker {
  const worker = new Worker(new URL('./extract-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32 },
    // What a parser complains about is up to the page.
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

/** Threads that are used again; one that fails, hangs or is stopped in its work is ended. */
function createThreads(most: number, memoryMb: number) {
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  return {
    async take(): Promise<Worker> {
      while (busy >= most) await new Promise<void>((free) => waiting.push(free));
      busy += 1;
      const worker = idle.pop() ?? startThread(memoryMb);
      worker.ref();
      return worker;
    },
    give(worker: Worker, isFit: boolean): void {
      busy -= 1;
      if (isFit) {
        // Waits for the next document without keeping the process alive.
        worker.unref();
        idle.push(worker);
      } else {
        worker.on('error', () => {});
        void worker.terminate();
      }
      waiting.shift()?.();
    },
  };
}

function ask(worker: Worker, request: ExtractRequest, signal: AbortSignal): Promise<ExtractAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ExtractAnswer>();
  const onAbort = () => reject(signal.reason);
  const onExit = () => reject(new WebError(UNREADABLE));
  worker.once('message', resolve);
  worker.once('error', onExit);
  worker.once('exit', onExit);
  signal.addEventListener('abort', onAbort, { once: true });
  worker.postMessage(request);
  return promise.finally(() => {
    signal.removeEventListener('abort', onAbort);
    worker.removeListener('message', resolve);
    worker.removeListener('error', onExit);
    worker.removeListener('exit', onExit);
  });
}

/** Extracts in threads: a page of a stranger can neither block this process nor use up its memory. */
export function createExtractor({ threads = 2, timeoutMs = 20_000, memoryMb = 256 }: ExtractorOptions = {}): Extract {
  const pool = createThreads(threads, memoryMb);

  return async (request, signal) => {
    const worker = await pool.take();
    const deadline = AbortSignal.timeout(timeoutMs);
    let isFit = false;
    try {
      signal.throwIfAborted();
      const answer = await ask(worker, request, AbortSignal.any([signal, deadline]));
      isFit = true;
      if ('error' in answer) throw new WebError(UNREADABLE, { cause: new Error(answer.error) });
      return answer.extracted;
    } catch (error) {
      if (deadline.aborted && !signal.aborted) throw new WebError('the document takes too long to read');
      throw error;
    } finally {
      pool.give(worker, isFit);
    }
  };
}
