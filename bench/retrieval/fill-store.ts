import { createId } from '../../lib/shared/ids.ts';
import type { DocumentClaim } from '../../orchestrator/core/document-store.ts';
import type { DocumentChunk, DocumentOutline, Embedder } from '../../orchestrator/core/documents.ts';
import type { BlobStore } from '../../orchestrator/core/files.ts';
import type { Store } from '../../orchestrator/core/store.ts';
import { chunkDocument } from '../../orchestrator/knowledge/chunk/chunk-document.ts';
import { toTextParts } from '../../orchestrator/knowledge/ingest/to-text-parts.ts';

export type Text = { name: string; text: string; outline: DocumentOutline };

type Filled = { store: Pick<Store, 'documents' | 'files' | 'runs'>; blobs: Pick<BlobStore, 'write'>; embedder: Embedder | null };

const BATCH = 20;
const BATCH_OF_VECTORS = 100;

async function addVectors({ store, embedder }: Filled, claim: DocumentClaim, nowMs: number): Promise<void> {
  if (!embedder) return;
  for (let after = -1; ; ) {
    const waiting = await store.documents.unembedded(claim.documentId, embedder.model, after, BATCH_OF_VECTORS);
    if (waiting.length === 0) break;
    after = waiting.at(-1)?.position ?? after;
    const vectors = await embedder.embed(
      waiting.map(({ text }) => text),
      'passage',
    );
    const known = waiting.flatMap(({ chunkId }, index) => (vectors[index] ? [{ chunkId, embedding: vectors[index] }] : []));
    await store.documents.addVectors(claim, embedder.model, known, 0.9, nowMs);
  }
  await store.documents.finishVectors(claim, embedder.model, 0.9, nowMs);
}

/** Stores a text as the ingestion does after reading it: real chunks, real rows. Gives its file. */
export async function fillStore(
  parts: Filled,
  ownerId: string,
  { name, text, outline }: Text,
  chunks: Iterable<DocumentChunk> = chunkDocument(text, outline),
): Promise<{ fileId: string; chunkCount: number }> {
  const { store, blobs, embedder } = parts;
  const nowMs = Date.now();
  const blob = await blobs.write(new TextEncoder().encode(text));
  const ids = { fileId: createId('file'), documentId: `doc_${createId('call')}` };
  const file = { ownerId, name, mimeType: 'text/plain', origin: 'upload', runId: null, nowMs } as const;
  await store.files.add({ ...file, ...blob, ...ids });
  await store.runs.heartbeat('bench', 3_600_000);
  const claim = await store.documents.claim({ instanceId: 'bench', active: [], nowMs });
  if (claim?.documentId !== ids.documentId) throw new Error('another document was waiting');
  await store.documents.addText(claim, [...toTextParts({ text, outline })]);
  await store.documents.finishText(claim, { length: text.length, title: outline.title, pageCount: null, notes: [] }, 0.2, nowMs);
  const all = [...chunks];
  for (let at = 0; at < all.length; at += BATCH) await store.documents.addChunks(claim, all.slice(at, at + BATCH), 0.5, nowMs);
  await store.documents.finishChunks(claim, all.length, 0.5, nowMs);
  await addVectors(parts, claim, nowMs);
  await store.documents.finish(claim, embedder?.model ?? null, nowMs);
  return { fileId: ids.fileId, chunkCount: all.length };
}
