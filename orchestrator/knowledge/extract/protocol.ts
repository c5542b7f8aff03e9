import type { FileProblemCode } from '../../../lib/contract/files.ts';
import type { DocumentBlock } from '../../core/documents.ts';

export type ExtractLimits = {
  /** Of work on one document, archives and all. */
  timeoutMs: number;
  /** Of the whole process. */
  memoryMb: number;
  /** Of the text of one document. */
  maxChars: number;
};

/** What a reader is told. `bytes`: of a document whose reader is shared; else the document is an open file. */
export type ReadOrder = { name: string; mimeType: string; limits: ExtractLimits; bytes?: Uint8Array };

export type ReadSummary = { title?: string; pageCount: number | null; notes: string[] };

/** What a reader says: progress, then the document piece by piece, so that no message is large; or why there is none. `declined`: it is nothing for a shared reader. */
export type ReaderMessage =
  | { type: 'progress'; progress: number; note: string }
  | { type: 'text'; text: string }
  | { type: 'blocks'; blocks: DocumentBlock[] }
  | { type: 'done'; summary: ReadSummary }
  | { type: 'declined' }
  | { type: 'failed'; code: FileProblemCode; cause: string };
