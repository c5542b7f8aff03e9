import type { DocumentStore } from '../../core/document-store.ts';
import type { Database } from '../database.ts';
import { createDocumentClaims } from './claim-documents.ts';
import { createDocumentVectors } from './embed-documents.ts';
import { readText } from './read-text.ts';
import { createDocumentWrites } from './write-documents.ts';

export function createDocumentStore({ query }: Pick<Database, 'query'>): DocumentStore {
  return {
    ...createDocumentClaims({ query }),
    ...createDocumentWrites({ query }),
    ...createDocumentVectors({ query }),
    readText: (documentId) => readText(query, documentId),
  };
}
