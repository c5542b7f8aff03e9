import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillStore } from '../../../bench/retrieval/fill-store.ts';
import { openRetrieval, type Retrieval } from '../../../bench/retrieval/open-retrieval.ts';
import { toOutline } from '../../../bench/retrieval/to-outline.ts';
import { AppError } from '../../../lib/contract/errors.ts';
import type { DocumentChunk } from '../../core/documents.ts';
import type { KnowledgeBase } from '../../core/knowledge.ts';
import { silentLogger } from '../../core/logger.ts';
import { databaseKinds, type TestDatabase } from '../../store/fixtures/test-databases.ts';
import { createBuiltinEmbedder } from '../embed/builtin/create-builtin-embedder.ts';
import { createKnowledgeBase } from './create-knowledge-base.ts';

const OWNER = 'own_1';
const embedder = createBuiltinEmbedder();

const TEXTS: Record<string, string> = {
  'lease-2024.md': `# Lease\n\nThe tenant pays a deposit of 2,400 euros before moving in.\n\n# Notice\n\nEither side may end the contract with three months' notice.`,
  'manual.md': `# Pump\n\nSet max_open_valves to 12 in pump.config.json and restart the unit.\n\n# Noise\n\nA humming sound means that the bearing needs oil.`,
  'tokyo.txt': '東京都の人口は約千四百万人です。\n\n大阪府の人口は約八百八十万人です。',
  'garden.txt': 'Gärtner pflanzen Tulpenzwiebeln im Herbst.\n\nIm Frühling blühen sie.',
  'emoji.txt': `${'😀'.repeat(5)} Parrots speak.\n\nParrots eat nuts.`,
};

/** One chunk a paragraph. */
function* toChunks(text: string): Generator<DocumentChunk> {
  let position = 0;
  for (const { 0: content, index } of text.matchAll(/[^\n]+(?:\n[^\n]+)*/g)) {
    yield {
      position,
      page: position + 1,
      headingPath: [],
      charStart: index,
      charEnd: index + content.length,
      content,
      context: '',
    };
    position += 1;
  }
}

describe.each(await databaseKinds(process.env.TEST_DATABASE_URL))('the knowledge base on $name', ({ create }) => {
  let database: TestDatabase;
  let retrieval: Retrieval;
  let base: KnowledgeBase;
  const fileIds: Record<string, string> = {};

  const add = async (ownerId: string, name: string, text: string) =>
    (await fillStore({ ...retrieval, embedder }, ownerId, { name, text, outline: toOutline(text) }, toChunks(text))).fileId;
  const search = async (query: string, options: { fileIds?: string[]; limit?: number } = {}, ownerId = OWNER) =>
    (await base.search(ownerId, query, { limit: 5, ...options })).passages;

  beforeAll(async () => {
    database = await create();
    retrieval = await openRetrieval(database.options);
    base = createKnowledgeBase({ passages: retrieval.store.passages, embedder, log: silentLogger });
    for (const [name, text] of Object.entries(TEXTS)) fileIds[name] = await add(OWNER, name, text);
    await add('own_2', 'theirs.txt', 'The deposit of the tenant is a secret of somebody else.');
  });
  afterAll(async () => {
    await retrieval.close();
    await database.remove();
  });

  it.each([
    ['how much is the deposit', 'lease-2024.md', '2,400 euros'],
    ['2400', 'lease-2024.md', '2,400 euros'],
    ['terminating the agreement', 'lease-2024.md', 'three months'],
    ['max_open_valves', 'manual.md', 'max_open_valves'],
    ['open valves', 'manual.md', 'max_open_valves'],
    ['pump.config.json', 'manual.md', 'restart the unit'],
    ['my machine makes a strange buzzing noise', 'manual.md', 'humming'],
    ['東京の人口', 'tokyo.txt', '東京都'],
    ['GARTNER', 'garden.txt', 'Tulpenzwiebeln'],
  ])('finds what answers %s', async (query, title, part) => {
    const [best] = await search(query);
    expect(best).toMatchObject({ title, fileId: fileIds[title] });
    expect(best?.text).toContain(part);
  });

  it('gives exact text at exact places, neighbours as one passage', async () => {
    for (const query of ['tenant deposit contract notice', 'parrots', 'humming pump bearing valves']) {
      for (const { title, text, charStart, charEnd } of await search(query)) {
        expect(TEXTS[title]?.slice(charStart, charEnd)).toBe(text);
      }
    }
    const [best] = await search('tenant deposit contract notice');
    expect(best?.title).toBe('lease-2024.md');
    expect(best?.text).toMatch(/deposit[\s\S]*months' notice/);
  });

  it('looks up quoted phrases word for word, and goes on without them when they occur nowhere', async () => {
    expect((await search('"needs oil"')).map(({ title }) => title)).toEqual(['manual.md']);
    expect(await search('"oil needs"')).not.toEqual([]);
    expect(await search('"to be"')).toEqual(expect.any(Array));
  });

  it('prefers a file that is named', async () => {
    const [best] = await search('what does lease-2024.md say about a strange humming sound');
    expect(best?.title).toBe('lease-2024.md');
  });

  it('knows what words are worth: rare ones more, and of another owner nothing', async () => {
    const { passages } = retrieval.store;
    const weights = await passages.weigh(OWNER, [['parrot'], ['nowhere']]);
    expect(weights.get('nowhere')).toBeGreaterThan(weights.get('parrot') ?? Number.POSITIVE_INFINITY);
    expect(await passages.weigh('own_3', [['parrot']])).not.toEqual(await passages.weigh(OWNER, [['parrot']]));
  });

  it('holds a compound for one word, however many forms it has', async () => {
    const { passages } = retrieval.store;
    const forms = ['third-parrot', 'third', 'parrot'];
    const apart = await passages.weigh(
      OWNER,
      forms.map((form) => [form]),
    );
    const together = await passages.weigh(OWNER, [forms]);
    expect([...together.keys()]).toEqual(forms);
    const sum = [...together.values()].reduce((all, weight) => all + weight, 0);
    expect(sum).toBeCloseTo(Math.max(...apart.values()), 6);
  });

  it('keeps owners and files apart', async () => {
    expect((await search('deposit', {}, 'own_2')).map(({ title }) => title)).toEqual(['theirs.txt']);
    expect(await search('deposit', {}, 'own_3')).toEqual([]);
    expect(await search('deposit', { fileIds: [fileIds['lease-2024.md'] ?? ''] }, 'own_2')).toEqual([]);
    const within = await search('deposit of the tenant', { fileIds: [fileIds['manual.md'] ?? ''] });
    expect(new Set(within.map(({ title }) => title))).toEqual(new Set(['manual.md']));
    expect(await search('deposit', { fileIds: [] })).toEqual([]);
  });

  it('says the same thing once', async () => {
    await add(OWNER, 'lease-copy.txt', 'The tenant pays a deposit of 2,400 euros before moving in');
    const found = (await search('tenant deposit 2400 euros', { limit: 10 })).filter(({ text }) => text.includes('2,400'));
    expect(found).toHaveLength(1);
  });

  it('forgets what is deleted', async () => {
    const fileId = await add(OWNER, 'gone.txt', 'The heliotrope stands in the orangery.');
    expect((await search('heliotrope'))[0]).toMatchObject({ fileId });
    await retrieval.store.files.remove(OWNER, fileId);
    expect((await search('heliotrope')).map((passage) => passage.fileId)).not.toContain(fileId);
  });

  it.each([
    '',
    '""',
    '\u0000',
    '\uD800',
    "'; DROP TABLE chunks; --",
    '%_\\',
    '((((',
    'a'.repeat(2_000),
    '的'.repeat(2_000),
    '!!!',
    '"(" "["',
  ])('takes any query: %j', async (query) => expect(await search(query)).toEqual(expect.any(Array)));

  it('goes on by words when the query cannot be embedded, and says so', async () => {
    const broken = { ...embedder, embed: () => Promise.reject(new AppError('PROVIDER_UNAVAILABLE')) };
    const byWords = createKnowledgeBase({ passages: retrieval.store.passages, embedder: broken, log: silentLogger });
    const outcome = await byWords.search(OWNER, 'deposit', { limit: 3 });
    expect(outcome).toMatchObject({ embeddingModel: null, passages: [{ title: expect.stringMatching(/lease/) }] });
    expect((await base.search(OWNER, 'deposit', { limit: 3 })).embeddingModel).toBe(embedder.model);
  });

  it('takes the order of a reranker, and its own when that fails', async () => {
    const passages = retrieval.store.passages;
    const upside = createKnowledgeBase({
      passages,
      embedder,
      log: silentLogger,
      rerank: async (_, texts) => texts.map((text) => (text.includes('bearing') ? 1 : 0)),
    });
    const failing = createKnowledgeBase({
      passages,
      embedder,
      log: silentLogger,
      rerank: () => Promise.reject(new AppError('PROVIDER_UNAVAILABLE')),
    });
    const options = { limit: 8 };
    expect((await upside.search(OWNER, 'deposit or sound', options)).passages[0]?.text).toContain('bearing');
    expect(await failing.search(OWNER, 'deposit or sound', options)).toEqual(
      await base.search(OWNER, 'deposit or sound', options),
    );
  });

  it('ends with the signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(base.search(OWNER, 'deposit', { limit: 3, signal })).rejects.toThrow('enough');
  });

  it('finds the same through the index of vectors, among those of others', async () => {
    const { passages } = retrieval.store;
    const vector = { model: embedder.model, vector: (await embedder.embed(['noise of a machine'], 'query'))[0] ?? [] };
    const near = await passages.find({ ownerId: OWNER }, { words: [], phrases: [], vector }, 50);
    expect(near.length).toBeGreaterThan(3);
    expect(near.every(({ similarity, words }) => similarity !== null && words === 0)).toBe(true);
  });
});
