import type { FileProblemCode } from '../../lib/contract/files.ts';

/** A part of an extracted text by structure; `start` and `end` in UTF-16 code units of the text. Blocks are in order and do not overlap. */
export type DocumentBlock = {
  kind: 'heading' | 'paragraph' | 'list_item' | 'table_header' | 'table_row' | 'code' | 'note';
  start: number;
  end: number;
  /** From 1, where the format has pages, slides or sheets. */
  page?: number;
  /** Of a heading, from 1. */
  level?: number;
};

export type DocumentOutline = { blocks: DocumentBlock[]; title?: string };

/** What a reader made of a file. `notes`: what was left out or done differently, for people. */
export type ExtractedDocument = { text: string; outline: DocumentOutline; pageCount: number | null; notes: string[] };

/** A part of a text with the blocks that begin in it; `start` as in blocks. */
export type TextPart = { start: number; text: string; blocks: DocumentBlock[] };

/** Why a file has no text; the wire's words, never those of a library. `cause` for logs only. */
export class ExtractionError extends Error {
  readonly code: FileProblemCode;

  constructor(code: FileProblemCode, cause?: unknown) {
    super(code, { cause });
    this.name = 'ExtractionError';
    this.code = code;
  }
}

/**
 * Reads a file in another process, bounded in memory and time, which never reads files of two owners. Throws `ExtractionError`.
 * Abort: kills the process, throws the signal's reason.
 */
export type ExtractDocument = (
  file: { path: string; ownerId: string; name: string; mimeType: string },
  options: { signal: AbortSignal; onProgress(progress: number, note: string): void },
) => Promise<ExtractedDocument>;

/** A piece of a document as it is searched. `content` is exactly `text.slice(charStart, charEnd)`. */
export type DocumentChunk = {
  position: number;
  page: number | null;
  headingPath: string[];
  charStart: number;
  charEnd: number;
  content: string;
  /** What a reader of this part alone would miss, e.g. the header row of a table. */
  context: string;
};

/** Turns texts into vectors. `model` names what made them; vectors of different models are never compared. */
export type Embedder = {
  model: string;
  dimensions: number;
  /**
   * One vector of unit length a text, in order; `null` where the model knows no word of it.
   * Throws `AppError('PROVIDER_UNAVAILABLE')`. Abort: throws the signal's reason.
   */
  embed(texts: readonly string[], kind: 'passage' | 'query', signal?: AbortSignal): Promise<(readonly number[] | null)[]>;
};
