import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TextPart } from '../../core/documents.ts';
import { silentLogger } from '../../core/logger.ts';
import { createDatabase, type Database } from '../database.ts';
import { databaseKinds, type TestDatabase } from '../fixtures/test-databases.ts';
import { migrateDatabase } from '../migrate-database.ts';
import { openPglite } from '../pglite/open-pglite.ts';
import { createPassageStore } from '../search/create-passage-store.ts';
import { createDocumentStore } from './create-document-store.ts';

const kinds = await databaseKinds(process.env.TEST_DATABASE_URL);

const WAVE = '🌊';
const TEXT = `${WAVE.repeat(20_000)} Nordholm ${'tide '.repeat(20_000)}${WAVE} end`;
const OUTLINE = {
  blocks: [
    { kind: 'heading' as const, level: 1, start: 0, end: 40_000, page: 1 },
    { kind: 'paragraph' as const, start: 40_001, end: TEXT.length, page: 2 },
  ],
  title: 'Tides',
};
const PART = 16_384;

function toParts(): TextPart[] {
  return Array.from({ length: Math.ceil(TEXT.length / PART) }, (_, index) => {
    const start = index * PART;
    const blocks = OUTLINE.blocks.filter((block) => block.start >= start && block.start < start + PART);
    return { start, text: TEXT.slice(start, start + PART), blocks };
  });
}

const SUMMARY = { length: TEXT.length, title: 'Tides', pageCount: 2, notes: ['a note'] };

describe.each(kinds)('the text of a document on $name', (kind) => {
  let database: TestDatabase;
  let opened: Database;
  let close: () => Promise<void>;
  let documents: ReturnType<typeof createDocumentStore>;
  let ids = 0;

  beforeAll(async () => {
    database = await kind.create();
    const { databaseUrl, dataDir } = database.options;
    const server = databaseUrl === undefined ? await openPglite(dataDir, silentLogger) : null;
    const connection = server?.connection ?? { connectionString: databaseUrl };
    close = async () => server?.close();
    await migrateDatabase(connection);
    opened = createDatabase({ ...connection, max: 1 }, silentLogger);
    documents = createDocumentStore(opened);
  });
  afterAll(async () => {
    await opened.close();
    await close();
    await database.remove();
  });

  async function addDocument(): Promise<string> {
    const id = `doc_${ids++}`;
    await opened.query(
      `INSERT INTO documents (id, owner_id, sha256, mime_type, name, size_bytes, stage, attempt, claimed_by, created_at, updated_at)
      VALUES ($1, 'own_1', $1, 'text/plain', 'a.txt', 1, 'received', 1, 'one', 1, 1)`,
      [id],
    );
    return id;
  }

  const partsOf = async (id: string): Promise<number> =>
    (await opened.query('SELECT FROM document_parts WHERE document_id = $1', [id])).length;

  it('is there when all parts are, exactly as it was, also behind characters of two units, and goes with the document', async () => {
    const id = await addDocument();
    const claim = { documentId: id, attempt: 1 };
    const parts = toParts();
    expect(parts.length).toBeGreaterThan(8);
    for (const part of parts) expect(await documents.addText(claim, [part])).toBe(true);
    const { slice } = createPassageStore(opened);
    expect(await documents.readText(id)).toBeNull();
    expect(await slice(id, 0, 10)).toBeNull();
    expect(await documents.finishText(claim, SUMMARY, 0.4, 2)).toBe(true);
    expect(await documents.readText(id)).toEqual({ text: TEXT, outline: OUTLINE });
    for (const [start, end] of [
      [40_001, 40_009],
      [16_380, 16_390],
      [0, TEXT.length],
      [TEXT.length - 3, TEXT.length],
    ] as const) {
      expect(await slice(id, start, end)).toBe(TEXT.slice(start, end));
    }
    await opened.query('DELETE FROM documents WHERE id = $1', [id]);
    expect(await partsOf(id)).toBe(0);
  });

  it('may be empty', async () => {
    const id = await addDocument();
    const summary = { length: 0, title: undefined, pageCount: null, notes: [] };
    expect(await documents.finishText({ documentId: id, attempt: 1 }, summary, 0.4, 2)).toBe(true);
    expect(await documents.readText(id)).toEqual({ text: '', outline: { blocks: [] } });
  });

  it('is written by the latest attempt alone, which removes what is left of earlier ones', async () => {
    const id = await addDocument();
    const [first, second] = [1, 2].map((attempt) => ({ documentId: id, attempt }));
    if (!first || !second) throw new Error('there are two');
    const parts = toParts();
    expect(await documents.addText(first, parts.slice(0, 3))).toBe(true);
    await opened.query("UPDATE documents SET attempt = 2, claimed_by = 'two' WHERE id = $1", [id]);
    expect(await documents.addText(first, parts.slice(3))).toBe(false);
    expect(await documents.clearText(first, 1)).toBeNull();
    expect(await documents.finishText(first, SUMMARY, 0.4, 2)).toBe(false);
    expect(await partsOf(id)).toBe(3);
    expect(await documents.clearText(second, 2)).toEqual({ more: true });
    expect(await documents.clearText(second, 2)).toEqual({ more: false });
    expect(await partsOf(id)).toBe(0);
    expect(await documents.addText(second, parts)).toBe(true);
    expect(await documents.finishText(second, SUMMARY, 0.4, 2)).toBe(true);
    expect(await documents.clearText(second, 2)).toBeNull();
    expect(await documents.readText(id)).toEqual({ text: TEXT, outline: OUTLINE });
  });

  it('is read as version 0.3 stored it', async () => {
    const id = await addDocument();
    const legacy = { blocks: [{ kind: 'paragraph', start: 0, end: 12 }], title: 'Tides' };
    await opened.query("UPDATE documents SET stage = 'extracted', content = 'High and low', outline = $2 WHERE id = $1", [
      id,
      JSON.stringify(legacy),
    ]);
    expect(await documents.readText(id)).toEqual({ text: 'High and low', outline: legacy });
    expect(await createPassageStore(opened).slice(id, 5, 8)).toBe('and');
  });
});
