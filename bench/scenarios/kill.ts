import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import type { Bench } from '../system/start-bench.ts';
import type { Product } from '../system/start-product.ts';
import { openAtOnce, problemsOf, repeat, warmUp } from './load-helpers.ts';

const PLAN: Plan = { kind: 'direct', firstTokenMs: 80, tokensPerSecond: 50, tokens: 300 };
const STREAMS = 20;
const KILL_AFTER_MS = 2_000;

/** An honest end, if the run could not go on; it may not lose, double or hang. */
const HONEST_END = 'status interrupted';

async function measure(bench: Bench, product: Product): Promise<Sample> {
  const reading = openAtOnce(bench, repeat(product.front, PLAN, STREAMS));
  await sleep(KILL_AFTER_MS);
  process.kill(product.orchestratorPid(), 'SIGKILL');
  const results = await reading;
  const judged = results.map((result) => (result.problem === HONEST_END ? { ...result, problem: '' } : result));
  return {
    values: {
      silence_max: Math.max(...results.map((result) => result.longestGapMs)),
      resumed: results.filter((result) => result.resumes > 0 && result.status === 'completed').length,
      damaged: results.reduce((sum, result) => sum + result.lost + result.doubled, 0),
    },
    problems: problemsOf(judged),
  };
}

export const kill: Scenario = {
  name: 'kill',
  title: `kill -9 of the orchestrator in the middle of ${STREAMS} answers, readers behind the front`,
  async prepare(bench) {
    const product = await bench.startProduct();
    await warmUp(bench, [product.front]);
    return { sides: { product: () => measure(bench, product) }, stop: product.stop };
  },
  rows(median) {
    const silence = median('product', 'silence_max');
    const damaged = median('product', 'damaged');
    return [
      { what: 'longest silence until resumed or ended', unit: 'ms', value: silence, goal: atMost(5_000, 'ms', silence) },
      { what: `resumed and completed, of ${STREAMS}`, unit: '', value: median('product', 'resumed') },
      { what: 'events lost or doubled', unit: '', value: damaged, goal: atMost(0, '', damaged) },
    ];
  },
};
