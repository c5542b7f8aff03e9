import { setTimeout as sleep } from 'node:timers/promises';
import type { Origin } from '../load/protocol.ts';
import type { Plan } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import { cpuMs } from '../system/process-stats.ts';
import type { Bench } from '../system/start-bench.ts';
import { firstTokens, openAtOnce, problemsOf, repeat, USUAL_PACE, warmUp } from './load-helpers.ts';

const PLAN: Plan = { kind: 'agents', ...USUAL_PACE, tokens: 200 };

/** Covers what a server does after its last byte, such as the end of a log write. */
const AFTERMATH_MS = 300;

async function measure(bench: Bench, origin: Origin, pid: number, count: number): Promise<Sample> {
  const before = cpuMs(pid);
  const results = await openAtOnce(bench, repeat(origin, PLAN, count));
  await sleep(AFTERMATH_MS);
  const right = results.filter((result) => result.problem === '').length;
  const damaged = results.reduce((sum, result) => sum + result.lost + result.doubled, 0);
  return {
    values: { ...firstTokens(results), cpu: (cpuMs(pid) - before) / count, right, damaged },
    problems: problemsOf(results),
  };
}

function prepareWith(count: (bench: Bench) => number): Scenario['prepare'] {
  return async (bench) => {
    const product = await bench.startProduct();
    await warmUp(bench, [bench.control, product.front]);
    return {
      sides: {
        control: () => measure(bench, bench.control, bench.controlPid, count(bench)),
        product: () => measure(bench, product.front, product.orchestratorPid(), count(bench)),
      },
      stop: product.stop,
    };
  };
}

function ratioRow(median: (side: string, metric: string) => number, metric: string, what: string, limit: number) {
  const value = median('product', metric);
  const control = median('control', metric);
  return { what, unit: 'ms', value, control, goal: { text: `≤ ${limit} × control`, met: value <= limit * control } };
}

function damagedRow(value: number) {
  return { what: 'events lost or doubled', unit: '', value, goal: atMost(0, '', value) };
}

export const agentRun: Scenario = {
  name: 'agent-run',
  title: 'Supervisor → specialist → tool → 200 tokens, 50 at once, run log included',
  prepare: prepareWith(() => 50),
  rows: (median) => [
    damagedRow(median('product', 'damaged')),
    ratioRow(median, 'cpu', 'orchestrator CPU per run', 1.8),
    ratioRow(median, 'first_token_p95', 'first token, p95', 1.5),
    {
      what: 'first token, p50',
      unit: 'ms',
      value: median('product', 'first_token_p50'),
      control: median('control', 'first_token_p50'),
    },
  ],
};

export const manyRuns: Scenario = {
  name: 'many-runs',
  title: 'Supervisor → specialist → tool → 200 tokens, 500 opened at once',
  prepare: prepareWith((bench) => (bench.quick ? 100 : 500)),
  rows(median) {
    const right = median('product', 'right');
    const control = median('control', 'right');
    return [
      { what: 'right answers', unit: '', value: right, control, goal: { text: 'all', met: right >= control } },
      ratioRow(median, 'first_token_p95', 'first token, p95', 1.5),
      ratioRow(median, 'cpu', 'orchestrator CPU per run', 1.8),
    ];
  },
};
