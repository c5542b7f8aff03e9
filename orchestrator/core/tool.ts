import type { z } from 'zod';
import type { RISK_CLASSES } from '../../lib/contract/approvals.ts';

/** `read` changes nothing; `write` changes the owner's data; `execute` runs code; `spend` costs money beyond tokens. */
export type RiskClass = (typeof RISK_CLASSES)[number];

/**
 * Something that was really read: a page, a document, a search result's own text. `text` is what a citation may quote;
 * `charStart`: where it begins in the whole extracted text, UTF-16 code units (absent: it is the whole).
 */
export type Source = { title: string; text: string; url?: string; fileId?: string; page?: number; charStart?: number };

export type ToolContext = {
  signal: AbortSignal;
  ownerId: string;
  conversationId: string;
  runId: string;
  callId: string;
  nowMs: number;
  /** Of the user, where the context of the request names one (`time_zone`). */
  timeZone?: string;
  /** Files that came with the question. */
  fileIds: readonly string[];
  /** Files that came with earlier messages of the conversation, newest first, at most 20. */
  earlierFileIds: readonly string[];
  /** Shown while the tool works; `progress` from 0 to 1. */
  progress(note: string, progress?: number): void;
  /** Registers a source; the number is what the agent cites as `[n]`. The same source keeps its number within a run. */
  addSource(source: Source): number;
  /** Keeps a file that the tool made and shows it with the answer. */
  saveArtifact(file: { name: string; mimeType: string; bytes: Uint8Array }): Promise<{ fileId: string }>;
};

/**
 * Something an agent can do. `execute` gets arguments that passed `parameters` and returns text for the model; what it
 * throws becomes an error result that the model sees, never a failed run. `risk` other than `read` marks a side effect:
 * such a call is never repeated by recovery or failover.
 */
export type Tool<P extends z.ZodObject = z.ZodObject> = {
  name: string;
  description: string;
  parameters: P;
  risk: RiskClass;
  timeoutMs: number;
  /** Its output holds what strangers wrote: from then on the run is tainted, and effects and network calls need approval. */
  isUntrusted?: boolean;
  /** It reaches other hosts, so that it could carry data out of a tainted run: then it needs approval for addresses that did not come to the run from outside. */
  usesNetwork?: boolean;
  execute(args: z.output<P>, context: ToolContext): Promise<{ output: string; summary: string }>;
};
