import type { ChildProcess } from 'node:child_process';
import { WebError } from '../web-error.ts';
import { createProcessPool } from './create-process-pool.ts';
import type { ExtractRequest } from './extract-document.ts';
import type { ExtractAnswer } from './extract-process.ts';
import type { Extracted } from './extracted.ts';

/** Throws `WebError` when the document has no text that can be had. Abort: throws the reason. */
export type Extract = (request: ExtractRequest, signal: AbortSignal) => Promise<Extracted>;

export type ExtractorOptions = {
  /** Processes at once; further documents wait. Default 2. */
  processes?: number;
  /** Of work on one document. Default 10 s. */
  timeoutMs?: number;
  /** Of JavaScript in one process. Default 256 MB. */
  memoryMb?: number;
};

const UNREADABLE = 'the document could not be read: it is broken, locked, or not what it says it is';

function ask(child: ChildProcess, request: ExtractRequest, signal: AbortSignal): Promise<ExtractAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ExtractAnswer>();
  const onAbort = () => reject(signal.reason);
  const onEnd = () => reject(new WebError(UNREADABLE));
  child.once('message', resolve);
  child.once('error', onEnd);
  child.once('exit', onEnd);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  else child.send(request, (error) => error && onEnd());
  return promise.finally(() => {
    signal.removeEventListener('abort', onAbort);
    child.removeListener('message', resolve);
    child.removeListener('error', onEnd);
    child.removeListener('exit', onEnd);
  });
}

/**
 * Extracts in processes of their own: a page of a stranger can neither block this one nor use up its memory. (A thread does
 * not suffice: V8 ends the whole process when a thread with a limit runs out of memory at a bad moment.)
 */
export function createExtractor({ processes = 2, timeoutMs = 10_000, memoryMb = 256 }: ExtractorOptions = {}): Extract {
  const pool = createProcessPool(new URL('./extract-process.ts', import.meta.url), processes, memoryMb);

  return async (request, signal) => {
    const child = await pool.take(signal);
    const deadline = AbortSignal.timeout(timeoutMs);
    let isFit = false;
    try {
      const answer = await ask(child, request, AbortSignal.any([signal, deadline]));
      isFit = true;
      if ('error' in answer) throw new WebError(UNREADABLE, { cause: new Error(answer.error) });
      return answer.extracted;
    } catch (error) {
      if (deadline.aborted && !signal.aborted) throw new WebError('the document takes too long to read');
      throw error;
    } finally {
      pool.give(child, isFit);
    }
  };
}
