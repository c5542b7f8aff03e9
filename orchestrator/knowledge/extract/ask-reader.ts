import type { ChildProcess } from 'node:child_process';
import { type DocumentBlock, type ExtractDocument, type ExtractedDocument, ExtractionError } from '../../core/documents.ts';
import type { ReaderMessage, ReadOrder } from './protocol.ts';

type Progress = Parameters<ExtractDocument>[1]['onProgress'];
const MAX_STDERR_CHARS = 4_000;
/** Signals by which a process ends that has used up its memory: V8 aborts, the watchdog and the kernel kill. */
const OUT_OF_MEMORY = new Set<unknown>(['SIGKILL', 'SIGABRT', 'SIGTRAP', 134]);

/** The reader ended or will not read this: where it had read others before, that need not be the fault of this document. */
export class UnreadError extends ExtractionError {}

/** Puts the pieces together. Gives the document with the last one. */
function createAssembly(onProgress: Progress) {
  const texts: string[] = [];
  const blocks: DocumentBlock[] = [];
  return (message: ReaderMessage): ExtractedDocument | null => {
    if (message.type === 'progress') onProgress(message.progress, message.note);
    if (message.type === 'text') texts.push(message.text);
    if (message.type === 'blocks') for (const block of message.blocks) blocks.push(block);
    if (message.type === 'failed') throw new ExtractionError(message.code, message.cause);
    if (message.type === 'declined') throw new UnreadError('UNSUPPORTED', 'nothing for a shared reader');
    if (message.type !== 'done') return null;
    const { title, pageCount, notes } = message.summary;
    return { text: texts.join(''), outline: { blocks, ...(title === undefined ? {} : { title }) }, pageCount, notes };
  };
}

/** Has a reader read a document; nothing of it listens to the process afterwards. Throws `ExtractionError`, or the signal's reason. */
export function askReader(
  child: ChildProcess,
  order: ReadOrder,
  onProgress: Progress,
  signal: AbortSignal,
): Promise<ExtractedDocument> {
  const { promise, resolve, reject } = Promise.withResolvers<ExtractedDocument>();
  const assemble = createAssembly(onProgress);
  let diagnostics = '';
  const onDiagnostics = (text: string) => {
    diagnostics = (diagnostics + text).slice(-MAX_STDERR_CHARS);
  };
  const onMessage = (message: ReaderMessage) => {
    try {
      const document = assemble(message);
      if (document !== null) resolve(document);
    } catch (error) {
      reject(error);
    }
  };
  const onError = (error: Error) => reject(new UnreadError('INTERNAL', error));
  // All that it said has arrived by then.
  const onClose = (code: number | null, killedBy: string | null) => {
    const ending = killedBy ?? code;
    reject(new UnreadError(OUT_OF_MEMORY.has(ending) ? 'TOO_COMPLEX' : 'DAMAGED', `reader ended: ${ending} ${diagnostics}`));
  };
  const onAbort = () => reject(signal.reason);
  child.stderr?.setEncoding('utf8').on('data', onDiagnostics);
  child.on('message', onMessage).on('error', onError).on('close', onClose);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  else child.send(order, (error) => error && onError(error));
  return promise.finally(() => {
    signal.removeEventListener('abort', onAbort);
    child.off('message', onMessage).off('error', onError).off('close', onClose);
    child.stderr?.off('data', onDiagnostics).resume();
  });
}
