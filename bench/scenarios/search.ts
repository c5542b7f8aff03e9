import { toSearchWords } from '../../lib/shared/search-words.ts';
import type { DocumentChunk } from '../../orchestrator/core/documents.ts';
import type { KnowledgeBase } from '../../orchestrator/core/knowledge.ts';
import { silentLogger } from '../../orchestrator/core/logger.ts';
import { chunkDocument } from '../../orchestrator/knowledge/chunk/chunk-document.ts';
import { createBuiltinEmbedder } from '../../orchestrator/knowledge/embed/builtin/create-builtin-embedder.ts';
import { createKnowledgeBase } from '../../orchestrator/knowledge/retrieve/create-knowledge-base.ts';
import { type DatabaseKind, databaseKinds, type TestDatabase } from '../../orchestrator/store/fixtures/test-databases.ts';
import { monotonicMs } from '../clock.ts';
import { fillStore } from '../retrieval/fill-store.ts';
import { openRetrieval, type Retrieval } from '../retrieval/open-retrieval.ts';
import { type Question, readCorpus, readQuestions } from '../retrieval/questions.ts';
import { atMost, type Row, type Sample, type Scenario } from '../scenario.ts';
import { quantile } from '../statistics.ts';

const OWNER = 'own_bench';
const PASSAGES = 20_000;
const QUICK_PASSAGES = 2_000;
const DOCUMENT_PASSAGES = 200;
const GOALS: Record<string, number> = { PGlite: 30, PostgreSQL: 15 };

type Side = { name: string; database: TestDatabase; retrieval: Retrieval; base: KnowledgeBase };

const embedder = createBuiltinEmbedder();

/** Chunks of the corpus again and again, with words of their own, so that vectors and words differ as real ones do. */
async function makeChunks(count: number): Promise<DocumentChunk[]> {
  const chunks = (await readCorpus()).flatMap(({ text, outline }) => [...chunkDocument(text, outline)]);
  return Array.from({ length: count }, (_, index) => {
    const chunk = chunks[(index * 7) % chunks.length] as DocumentChunk;
    const other = chunks[(index * 13 + Math.floor(index / chunks.length) * 5) % chunks.length] as DocumentChunk;
    const content = `${chunk.content.slice(0, 600)}\n${other.content.slice(0, 500)} item${index}`;
    return { ...chunk, content };
  });
}

async function open(kind: DatabaseKind, chunks: readonly DocumentChunk[]): Promise<Side> {
  const database = await kind.create();
  const retrieval = await openRetrieval(database.options);
  const base = createKnowledgeBase({ passages: retrieval.store.passages, embedder, log: silentLogger });
  await retrieval.store.passages.prepareVectors(embedder.model, embedder.dimensions);
  for (let at = 0; at < chunks.length; at += DOCUMENT_PASSAGES) {
    const part = chunks.slice(at, at + DOCUMENT_PASSAGES);
    let end = 0;
    const placed = part.map((chunk, position) => {
      const charStart = end;
      end = charStart + chunk.content.length + 2;
      return { ...chunk, position, charStart, charEnd: end - 2 };
    });
    const text = part.map(({ content }) => content).join('\n\n');
    await fillStore({ ...retrieval, embedder }, OWNER, { name: `part-${at}.txt`, text, outline: { blocks: [] } }, placed);
  }
  return { name: kind.name, database, retrieval, base };
}

async function measure(questions: readonly Question[], run: (question: string) => Promise<number>): Promise<Sample> {
  const durations: number[] = [];
  const problems: string[] = [];
  for (const { question, kind } of questions) {
    const startedAt = monotonicMs();
    if ((await run(question)) === 0 && kind === 'question') problems.push(`nothing found for: ${question}`);
    durations.push(monotonicMs() - startedAt);
  }
  return { values: { p50: quantile(durations, 0.5), p95: quantile(durations, 0.95) }, problems };
}

function toSides({ name, retrieval, base }: Side, questions: readonly Question[]): Record<string, () => Promise<Sample>> {
  const { passages } = retrieval.store;
  const scope = { ownerId: OWNER };
  return {
    [`${name} hybrid`]: () =>
      measure(questions, async (question) => (await base.search(OWNER, question, { limit: 10 })).passages.length),
    [`${name} words`]: () =>
      measure(
        questions,
        async (question) =>
          (await passages.find(scope, { words: toSearchWords(question), phrases: [], vector: null }, 10)).length,
      ),
    [`${name} vectors`]: () =>
      measure(questions, async (question) => {
        const [vector] = await embedder.embed([question], 'query');
        const known = vector ? { model: embedder.model, vector } : null;
        return known ? (await passages.find(scope, { words: [], phrases: [], vector: known }, 10)).length : 1;
      }),
  };
}

export const search: Scenario = {
  name: 'search',
  title: 'Search: the best 10 of 20,000 passages, each of 180 questions; built-in vectors',
  async prepare({ quick }) {
    const chunks = await makeChunks(quick ? QUICK_PASSAGES : PASSAGES);
    const sides: Side[] = [];
    for (const kind of await databaseKinds(process.env.TEST_DATABASE_URL)) sides.push(await open(kind, chunks));
    const questions = await readQuestions();
    return {
      sides: Object.assign({}, ...sides.map((side) => toSides(side, questions))) as Record<string, () => Promise<Sample>>,
      async stop() {
        for (const { retrieval, database } of sides) {
          await retrieval.close();
          await database.remove();
        }
      },
    };
  },
  rows: (medianOf) =>
    Object.entries(GOALS).flatMap(([name, goal]): Row[] => {
      const p95 = medianOf(`${name} hybrid`, 'p95');
      const row = (side: string, metric: string): Row => ({
        what: `${name}: ${side} alone, ${metric}`,
        unit: 'ms',
        value: medianOf(`${name} ${side}`, metric),
      });
      if (Number.isNaN(p95)) return [];
      return [
        { what: `${name}: hybrid, p50`, unit: 'ms', value: medianOf(`${name} hybrid`, 'p50') },
        { what: `${name}: hybrid, p95`, unit: 'ms', value: p95, goal: atMost(goal, 'ms', p95) },
        ...['words', 'vectors'].flatMap((side) => [row(side, 'p50'), row(side, 'p95')]),
      ];
    }),
};
