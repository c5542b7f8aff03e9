import type { ExtractLimits } from '../protocol.ts';
import type { TextBuilder } from './create-text-builder.ts';
import type { Recogniser } from './recognise-text.ts';

/** A file to be read: the document itself, or one within it. */
export type Source = { name: string; mimeType: string; bytes: Uint8Array };

/** What a reader works with. */
export type ReadContext = {
  out: TextBuilder;
  limits: ExtractLimits;
  /** How many archives or e-mails this file is inside of. */
  depth: number;
  /** Bytes that archives may still unpack to, all of them together. */
  budget: { bytes: number };
  /** By `performance.now()`; work that can be cut short ends then. */
  softDeadline: number;
  /** Shared by all pages and pictures. */
  recogniser: Recogniser;
  progress(progress: number, note: string): void;
  /** For people; each once. */
  note(text: string): void;
  /** The first one counts. */
  setTitle(title: string): void;
  setPageCount(pages: number): void;
  /** Reads a file that is inside this one, below a heading. Throws what its reader throws, and adds nothing if that cannot be read at all. */
  readPart(part: Source, heading: string): Promise<void>;
};

/** Reads one format. Throws `ExtractionError`, or whatever its library throws, which counts as `DAMAGED`. */
export type Reader = (source: Source, context: ReadContext) => Promise<void> | void;
