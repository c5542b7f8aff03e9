import { setTimeout as sleep } from 'node:timers/promises';
import { toForm } from '../../e2e/harness/upload.ts';
import { makeLongReport } from '../../e2e/standins/long-report.ts';
import type { FileRecord, UploadAnswer } from '../../lib/contract/files.ts';
import { monotonicMs } from '../clock.ts';
import type { Origin } from '../load/protocol.ts';
import type { Plan } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import { cpuMs } from '../system/process-stats.ts';
import type { Bench } from '../system/start-bench.ts';
import type { Product } from '../system/start-product.ts';
import { firstTokens, problemsOf, repeat, USUAL_PACE, warmUp } from './load-helpers.ts';

const PAGES = 100;
const LIMIT_MS = 120_000;
const POLL_MS = 50;
const PLAN: Plan = { kind: 'direct', ...USUAL_PACE, tokens: 30 };
/** As many people as ask while one of them uploads. */
const STREAMS = 20;
const CONCURRENCY = 4;

let reports = 0;

async function startIngestion({ url, headers }: Origin): Promise<string> {
  const { rawBody, headers: type } = await toForm([
    { name: 'report.pdf', bytes: makeLongReport(PAGES, `Report${Date.now()}x${reports++}`).bytes },
  ]);
  const body = rawBody as Uint8Array<ArrayBuffer>;
  const answer = await fetch(`${url}/api/upload`, { method: 'POST', headers: { ...headers, ...type }, body });
  if (answer.status !== 201) throw new Error(`the upload was answered with ${answer.status}`);
  return ((await answer.json()) as UploadAnswer).file_id;
}

async function untilReady({ url, headers }: Origin, fileId: string): Promise<FileRecord> {
  for (const until = monotonicMs() + LIMIT_MS; monotonicMs() < until; await sleep(POLL_MS)) {
    const file = (await (await fetch(`${url}/api/files/${fileId}`, { headers })).json()) as FileRecord;
    if (file.stage === 'ready' || file.stage === 'failed') return file;
  }
  throw new Error(`the document was not ready after ${LIMIT_MS} ms`);
}

async function ask(bench: Bench, origin: Origin) {
  const results = await bench.load.do({
    kind: 'streams',
    requests: repeat(origin, PLAN, STREAMS),
    concurrency: CONCURRENCY,
    opensPerSecond: 0,
  });
  return { results, problems: problemsOf(results) };
}

async function idle(bench: Bench, product: Product): Promise<Sample> {
  const { results, problems } = await ask(bench, product.front);
  return { values: firstTokens(results), problems };
}

/** Alone: how long it takes. */
async function alone(product: Product): Promise<Sample> {
  const cpuBefore = cpuMs(product.orchestratorPid());
  const startedAt = monotonicMs();
  const file = await untilReady(product.orchestrator, await startIngestion(product.front));
  const problems = file.stage === 'ready' && file.page_count === PAGES ? [] : [`the document ended as ${file.stage}`];
  return {
    values: { ready: monotonicMs() - startedAt, cpu: cpuMs(product.orchestratorPid()) - cpuBefore },
    problems,
  };
}

/** People ask as long as it lasts: each answer counts. */
async function meanwhile(bench: Bench, product: Product): Promise<Sample> {
  const fileId = await startIngestion(product.front);
  let isReady = false;
  const ready = untilReady(product.orchestrator, fileId).finally(() => {
    isReady = true;
  });
  const rounds: Awaited<ReturnType<typeof ask>>[] = [];
  do rounds.push(await ask(bench, product.front));
  while (!isReady);
  await ready;
  return { values: firstTokens(rounds.flatMap(({ results }) => results)), problems: rounds.flatMap(({ problems }) => problems) };
}

export const ingest: Scenario = {
  name: 'ingest',
  title: `A PDF of ${PAGES} pages made searchable with built-in vectors, and answers meanwhile`,
  async prepare(bench) {
    const product = await bench.startProduct({ env: { EMBEDDINGS: 'builtin' } });
    await warmUp(bench, [product.front], 'direct');
    await alone(product);
    return {
      sides: { idle: () => idle(bench, product), alone: () => alone(product), meanwhile: () => meanwhile(bench, product) },
      stop: product.stop,
    };
  },
  rows(median) {
    const ready = median('alone', 'ready') / 1_000;
    const value = median('meanwhile', 'first_token_p95');
    const control = median('idle', 'first_token_p95');
    return [
      { what: 'upload to `ready`', unit: 's', value: ready, goal: atMost(10, 's', ready) },
      { what: 'CPU of the orchestrator, without the reader', unit: 'ms', value: median('alone', 'cpu') },
      {
        what: 'first token meanwhile, p95 (control: idle)',
        unit: 'ms',
        value,
        control,
        goal: { text: '≤ 1.5 × idle', met: value <= 1.5 * control },
      },
    ];
  },
};
