import type { DocumentBlock, DocumentOutline, TextPart } from '../../core/documents.ts';
import type { Query } from '../database.ts';

/** Parts of a statement: others wait no longer for the database than for a batch of writes. */
const PARTS_A_READ = 8;

type Head = { length: number | null; title: string | null; content: string | null; outline: DocumentOutline | null };

/** The text of a document, part by part; `null`: there is none, or none yet, or it was deleted meanwhile. */
export async function readText(query: Query, documentId: string): Promise<{ text: string; outline: DocumentOutline } | null> {
  const [head] = await query<Head>('SELECT text_length AS length, title, content, outline FROM documents WHERE id = $1', [
    documentId,
  ]);
  // As version 0.3 stored it.
  if (head?.content != null && head.outline) return { text: head.content, outline: head.outline };
  if (head?.length == null) return null;
  const texts: string[] = [];
  const blocks: DocumentBlock[] = [];
  let length = 0;
  while (length < head.length) {
    const parts = await query<TextPart>(
      'SELECT start, content AS text, blocks FROM document_parts WHERE document_id = $1 AND start >= $2 ORDER BY start LIMIT $3',
      [documentId, length, PARTS_A_READ],
    );
    if (parts.length === 0) return null;
    for (const part of parts) {
      texts.push(part.text);
      for (const block of part.blocks) blocks.push(block);
      length = part.start + part.text.length;
    }
  }
  return { text: texts.join(''), outline: { blocks, ...(head.title === null ? {} : { title: head.title }) } };
}

/** Exactly the text from `start` to `end`, in UTF-16 units; `null` where it is not in parts. */
export async function readSlice(query: Query, documentId: string, start: number, end: number): Promise<string | null> {
  const parts = await query<Pick<TextPart, 'start' | 'text'>>(
    `SELECT p.start, p.content AS text FROM document_parts p JOIN documents d ON d.id = p.document_id AND d.text_length IS NOT NULL
    WHERE p.document_id = $1 AND p.start < $3
      AND p.start >= (SELECT max(start) FROM document_parts WHERE document_id = $1 AND start <= $2)
    ORDER BY p.start`,
    [documentId, start, end],
  );
  const [first] = parts;
  if (!first) return null;
  const text = parts.map((part) => part.text).join('');
  return text.slice(start - first.start, end - first.start);
}
