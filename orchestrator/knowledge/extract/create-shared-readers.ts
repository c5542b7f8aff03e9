import type { ChildProcess } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { FILE_TYPES } from '../../../lib/contract/file-types.ts';
import { type ExtractDocument, type ExtractedDocument, ExtractionError } from '../../core/documents.ts';
import { askReader } from './ask-reader.ts';
import type { ExtractLimits } from './protocol.ts';
import { startReader } from './start-reader.ts';

/** A process takes longer to start than such a document to be read. */
const MAX_BYTES = 256 * 1024;
const MOST_DOCUMENTS = 100;
const IDLE_MS = 5_000;
/** What took longer may have been broken off within a library, or left much behind. */
const SLOW_MS = 5_000;

type Document = Parameters<ExtractDocument>[0];
type Reader = { child: ChildProcess; ownerId: string; documents: number; gone: Promise<void>; timer?: NodeJS.Timeout };

/** Formats of text that few lines or a small parser of ours or others read; e-mails hold files of any format. */
export function isShareable({ mimeType }: Document, sizeBytes: number): boolean {
  const type = Object.hasOwn(FILE_TYPES, mimeType) ? FILE_TYPES[mimeType as keyof typeof FILE_TYPES] : undefined;
  return sizeBytes <= MAX_BYTES && type?.kind === 'text' && mimeType !== 'message/rfc822';
}

/** From its start, and the handle stays there: another reader may get it next. */
async function readWhole(handle: FileHandle): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(MAX_BYTES), position: 0 });
  return buffer.subarray(0, bytesRead);
}

export type SharedReaders = {
  /** Throws `UnreadError`: it is to be read alone; else as `askReader`. */
  read(handle: FileHandle, document: Document, options: Parameters<ExtractDocument>[1]): Promise<ExtractedDocument>;
  /** Resolves when the processes are gone. Nothing may be read any more. */
  close(): Promise<void>;
};

/**
 * Processes that read small documents one after the other, all of one owner. A process ends with the first document that it
 * does not read, that is given up or that takes seconds, after a hundred, and when there is nothing for it to do. `most`: that wait for a document.
 */
export function createSharedReaders(limits: ExtractLimits, most: number, startProcess = startReader): SharedReaders {
  const idle: Reader[] = [];
  const all = new Set<Reader>();

  function start(ownerId: string): Reader {
    const child = startProcess(null, limits);
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
    const reader: Reader = { child, ownerId, documents: 0, gone };
    all.add(reader);
    void gone.then(() => {
      all.delete(reader);
      if (idle.includes(reader)) idle.splice(idle.indexOf(reader), 1);
    });
    return reader;
  }

  function take(ownerId: string): Reader {
    const at = idle.findLastIndex((reader) => reader.ownerId === ownerId);
    const [reader] = at < 0 ? [] : idle.splice(at, 1);
    clearTimeout(reader?.timer);
    return reader ?? start(ownerId);
  }

  async function end(reader: Reader): Promise<void> {
    clearTimeout(reader.timer);
    reader.child.kill('SIGKILL');
    await reader.gone;
  }

  function giveBack(reader: Reader): void {
    idle.push(reader);
    reader.timer = setTimeout(() => void end(reader), IDLE_MS).unref();
    if (idle.length > most) void end(idle.shift() as Reader);
  }

  return {
    async read(handle, { name, mimeType, ownerId }, { signal, onProgress }) {
      const bytes = await readWhole(handle);
      const reader = take(ownerId);
      const deadline = AbortSignal.timeout(limits.timeoutMs);
      const since = performance.now();
      try {
        const order = { name, mimeType, limits, bytes };
        const document = await askReader(reader.child, order, onProgress, AbortSignal.any([signal, deadline]));
        reader.documents += 1;
        if (reader.documents < MOST_DOCUMENTS && performance.now() - since < SLOW_MS) giveBack(reader);
        else await end(reader);
        return document;
      } catch (error) {
        await end(reader);
        signal.throwIfAborted();
        throw error === deadline.reason ? new ExtractionError('TIMED_OUT', error) : error;
      }
    },
    async close() {
      await Promise.all([...all].map(end));
    },
  };
}
