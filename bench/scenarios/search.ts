import { toSearchForms } from '../../lib/shared/search-words.ts';
import type { DocumentChunk } from '../../orchestrator/core/documents.ts';
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
/** With fewer, every vector is compared, and the index of the real size would not be asked. */
const QUICK_PASSAGES = 5_000;
const DOCUMENT_PASSAGES = 200;
const CHOSEN_FILES = 5;
const WARM_UP = 20;
const PROGRESS = 5_000;
const GOALS: Record<string, number> = { PGlite: 30, PostgreSQL: 15 };

type Side = { name: string; database: TestDatabase; retrieval: Retrieval; fileIds: string[] };

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

/** Takes minutes: every passage is written with its words, its vector and all their indexes, as uploads are. */
async function open(kind: DatabaseKind, chunks: readonly DocumentChunk[]): Promise<Side> {
  const database = await kind.create();
  const retrieval = await openRetrieval(database.options);
  await retrieval.store.passages.prepareVectors(embedder.model, embedder.dimensions);
  const fileIds: string[] = [];
  for (let at = 0; at < chunks.length; at += DOCUMENT_PASSAGES) {
    const part = chunks.slice(at, at + DOCUMENT_PASSAGES);
    let end = 0;
    const placed = part.map((chunk, position) => {
      const charStart = end;
      end = charStart + chunk.content.length + 2;
      return { ...chunk, position, charStart, charEnd: end - 2 };
    });
    const text = part.map(({ content }) => content).join('\n\n');
    const file = { name: `part-${at}.txt`, text, outline: { blocks: [] } };
    fileIds.push((await fillStore({ ...retrieval, embedder }, OWNER, file, placed)).fileId);
    const stored = Math.min(at + DOCUMENT_PASSAGES, chunks.length);
    if (stored % PROGRESS === 0) console.log(`search: ${kind.name} has ${stored} of ${chunks.length} passages`);
  }
  return { name: kind.name, database, retrieval, fileIds };
}

async function measure(questions: readonly Question[], run: (question: string) => Promise<number>): Promise<Sample> {
  const durations: number[] = [];
  const problems: string[] = [];
  for (const { question } of questions.slice(0, WARM_UP)) await run(question);
  for (const { question, kind } of questions) {
    const startedAt = monotonicMs();
    if ((await run(question)) === 0 && kind === 'question') problems.push(`nothing found for: ${question}`);
    durations.push(monotonicMs() - startedAt);
  }
  return { values: { p50: quantile(durations, 0.5), p95: quantile(durations, 0.95) }, problems };
}

function toSides({ name, retrieval, fileIds }: Side, questions: readonly Question[]): Record<string, () => Promise<Sample>> {
  const { passages, state } = retrieval.store;
  const scope = { ownerId: OWNER };
  // Each time a new one: it remembers the vectors of queries.
  const hybrid = (chosen?: string[]) => () => {
    const base = createKnowledgeBase({ passages, embedder, log: silentLogger });
    const options = { limit: 10, ...(chosen && { fileIds: chosen }) };
    return measure(questions, async (question) => (await base.search(OWNER, question, options)).passages.length);
  };
  return {
    [`${name} round trip`]: () => measure(questions, async () => (await state()).length),
    [`${name} hybrid`]: hybrid(),
    [`${name} chosen`]: hybrid(fileIds.slice(0, CHOSEN_FILES)),
    [`${name} words`]: () =>
      measure(
        questions,
        async (question) =>
          (await passages.find(scope, { words: toSearchForms(question), phrases: [], vector: null }, 10)).length,
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
  title: 'Search: the best 10 of 20,000 passages, each of 180 questions; built-in vectors (control: an empty statement)',
  async prepare({ quick }) {
    const chunks = await makeChunks(quick ? QUICK_PASSAGES : PASSAGES);
    const kinds = await databaseKinds(process.env.TEST_DATABASE_URL);
    const sides = await Promise.all(kinds.map((kind) => open(kind, chunks)));
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
      if (Number.isNaN(p95)) return [];
      const row = (what: string, side: string, metric: string): Row => ({
        what: `${name}: ${what}, ${metric}`,
        unit: 'ms',
        value: medianOf(`${name} ${side}`, metric),
        control: medianOf(`${name} round trip`, metric),
      });
      const rows = (what: string, side: string) => [row(what, side, 'p50'), row(what, side, 'p95')];
      return [
        row('hybrid', 'hybrid', 'p50'),
        { ...row('hybrid', 'hybrid', 'p95'), goal: atMost(goal, 'ms', p95) },
        ...rows(`hybrid in ${CHOSEN_FILES} files`, 'chosen'),
        ...rows('words alone', 'words'),
        ...rows('vectors alone', 'vectors'),
      ];
    }),
};
