import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../orchestrator/core/logger.ts';
import { createBuiltinEmbedder } from '../../orchestrator/knowledge/embed/builtin/create-builtin-embedder.ts';
import { createKnowledgeBase } from '../../orchestrator/knowledge/retrieve/create-knowledge-base.ts';
import { embedded, type TestDatabase } from '../../orchestrator/store/fixtures/test-databases.ts';
import { fillStore } from './fill-store.ts';
import { measureSearch } from './measure-search.ts';
import { openRetrieval, type Retrieval } from './open-retrieval.ts';
import { type Question, readCorpus, readQuestions } from './questions.ts';
import { type SideName, toSide } from './sides.ts';

const OWNER = 'own_1';
const PRODUCT: SideName = 'hybrid, scores, sentences (the product)';
const embedder = createBuiltinEmbedder();

/** What `npm run eval:retrieval` measures in detail. */
describe('search with the built-in embeddings', { timeout: 600_000 }, () => {
  let database: TestDatabase;
  let retrieval: Retrieval;
  let questions: Question[];

  const measure = (side: SideName, asked: readonly Question[]) => {
    const passages = toSide(retrieval.store.passages, side);
    return measureSearch(createKnowledgeBase({ passages, embedder, log: silentLogger }), OWNER, asked);
  };

  beforeAll(async () => {
    database = await embedded.create();
    retrieval = await openRetrieval(database.options);
    for (const text of await readCorpus()) await fillStore({ ...retrieval, embedder }, OWNER, text);
    questions = await readQuestions();
  }, 600_000);
  afterAll(async () => {
    await retrieval.close();
    await database.remove();
  });

  it('is better by words and vectors together than by either', async () => {
    const hybrid = await measure(PRODUCT, questions);
    const words = await measure('words', questions);
    const vectors = await measure('vectors', questions);
    expect(hybrid.recallAt5).toBeGreaterThanOrEqual(Math.max(words.recallAt5, vectors.recallAt5));
    expect(hybrid.ndcgAt10).toBeGreaterThanOrEqual(words.ndcgAt10);
    expect(hybrid.ndcgAt10).toBeGreaterThan(vectors.ndcgAt10);
  });

  it('finds nine of ten answers to questions that share a word with them among five passages', async () => {
    const plain = questions.filter(({ kind }) => kind !== 'paraphrase');
    expect(plain.length).toBeGreaterThan(100);
    expect((await measure(PRODUCT, plain)).recallAt5).toBeGreaterThanOrEqual(0.9);
  });
});
