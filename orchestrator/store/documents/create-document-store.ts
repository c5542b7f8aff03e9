import type { DocumentStore } from '../../core/document-store.ts';
import type { Database } from '../database.ts';
import { createDocumentClaims } from './claim-documents.ts';
import { createDocumentVectors } from './embed-documents.ts';
import { createDocumentWrites } from './write-documents.ts';

export function createDocumentStore({ query }: Pick<Database, 'query'>): DocumentStore {
  return {
    ...createDocumentClaims({ query }),
    ...createDocumentWrites({ query }),
    ...createDocumentVectors({ query }),
    async readText(documentId) {
      const [row] = await query<{ text: string | null; outline: { blocks: [] } | null }>(
        'SELECT content AS text, outline FROM documents WHERE id = $1',
        [documentId],
      );
      return row?.text != null && row.outline ? { text: row.text, outline: row.outline } : null;
    },
  };
}
