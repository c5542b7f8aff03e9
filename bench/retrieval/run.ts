import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '../../orchestrator/core/logger.ts';
import { createBuiltinEmbedder } from '../../orchestrator/knowledge/embed/builtin/create-builtin-embedder.ts';
import { createKnowledgeBase } from '../../orchestrator/knowledge/retrieve/create-knowledge-base.ts';
import { embedded } from '../../orchestrator/store/fixtures/test-databases.ts';
import { fillStore } from './fill-store.ts';
import { measureSearch, type Quality } from './measure-search.ts';
import { openRetrieval } from './open-retrieval.ts';
import { isHeldOut, type Question, readCorpus, readQuestions } from './questions.ts';
import { SIDES, toSide } from './sides.ts';

const OWNER = 'own_retrieval';
const PAGE = join(import.meta.dirname, '../../docs/retrieval.md');
const PLACE = /(?<=<!-- results -->\n)[\s\S]*(?=<!-- end of results -->)/;

const percent = (value: number) => value.toFixed(3);
const toLine = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const toCells = ({ recallAt5, ndcgAt10, mrr }: Quality) => [recallAt5, ndcgAt10, mrr].map(percent);

const questions = await readQuestions();
const sets: [string, Question[]][] = [
  ['tuning', questions.filter((question) => !isHeldOut(question))],
  ['held out', questions.filter(isHeldOut)],
  ...(['exact', 'question', 'paraphrase'] as const).map((kind): [string, Question[]] => [
    `held out: ${kind}`,
    questions.filter((question) => isHeldOut(question) && question.kind === kind),
  ]),
];

const database = await embedded.create();
const retrieval = await openRetrieval(database.options);
const embedder = createBuiltinEmbedder();
await retrieval.store.passages.prepareVectors(embedder.model, embedder.dimensions);
let passages = 0;
for (const text of await readCorpus()) passages += (await fillStore({ ...retrieval, embedder }, OWNER, text)).chunkCount;

const lines = [toLine(['questions', 'search', 'recall@5', 'nDCG@10', 'MRR']), '|---|---|---|---|---|'];
for (const [name, set] of sets) {
  for (const side of SIDES) {
    const base = createKnowledgeBase({ passages: toSide(retrieval.store.passages, side), embedder, log: silentLogger });
    lines.push(toLine([`${name} (${set.length})`, side, ...toCells(await measureSearch(base, OWNER, set))]));
  }
}
const table = `${passages} chunks, ${embedder.model}.\n\n${lines.join('\n')}\n`;
console.log(table);
const page = await readFile(PAGE, 'utf8').catch(() => '');
if (page !== '')
  await writeFile(
    PAGE,
    page.replace(PLACE, () => `\n${table}\n`),
  );
await retrieval.close();
await database.remove();
