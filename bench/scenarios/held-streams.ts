import { setTimeout as sleep } from 'node:timers/promises';
import type { Origin } from '../load/protocol.ts';
import type { Plan } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import { rssBytes } from '../system/process-stats.ts';
import type { Bench } from '../system/start-bench.ts';
import { problemsOf, repeat, warmUp } from './load-helpers.ts';

/** Slow tokens keep every stream open until long after the last one was opened. */
const PLAN: Plan = { kind: 'direct', firstTokenMs: 500, tokensPerSecond: 1, tokens: 25 };
const OPENS_PER_SECOND = 200;
const SETTLE_MS = 5_000;

async function measure(bench: Bench, origin: Origin, pids: Record<string, number>): Promise<Sample> {
  const count = bench.quick ? 400 : 2_000;
  const before = Object.values(pids).map(rssBytes);
  const half = {
    kind: 'streams',
    requests: repeat(origin, PLAN, count / 2),
    concurrency: count,
    opensPerSecond: OPENS_PER_SECOND / 2,
  } as const;
  const reading = Promise.all([bench.load.do(half), bench.secondLoad.do(half)]);
  await sleep((count / OPENS_PER_SECOND) * 1000 + SETTLE_MS);
  const held = Object.values(pids).map(rssBytes);
  const results = (await reading).flat();
  const values: Record<string, number> = {
    terminal: results.filter((result) => result.terminals === 1).length / count,
    lost: results.reduce((sum, result) => sum + result.lost, 0),
    doubled: results.reduce((sum, result) => sum + result.doubled, 0),
    longest_gap: Math.max(...results.map((result) => result.longestGapMs)),
  };
  for (const [index, name] of Object.keys(pids).entries()) {
    values[`${name}_rss`] = ((held[index] ?? Number.NaN) - (before[index] ?? Number.NaN)) / count / 1024;
  }
  return { values, problems: problemsOf(results) };
}

export const heldStreams: Scenario = {
  name: 'held-streams',
  title: '2,000 streams held at once',
  async prepare(bench) {
    const product = await bench.startProduct();
    await warmUp(bench, [bench.control, product.front]);
    return {
      sides: {
        control: () => measure(bench, bench.control, { server: bench.controlPid }),
        product: () => measure(bench, product.front, { front: product.frontPid, orchestrator: product.orchestratorPid() }),
      },
      stop: product.stop,
    };
  },
  rows(median) {
    const terminal = median('product', 'terminal') * 100;
    const damaged = median('product', 'lost') + median('product', 'doubled');
    const memoryRow = (name: 'front' | 'orchestrator') => {
      const value = median('product', `${name}_rss`);
      return {
        what: `memory per stream, ${name}`,
        unit: 'KB',
        value,
        control: median('control', 'server_rss'),
        goal: atMost(64, 'KB', value),
      };
    };
    return [
      { what: 'streams with one terminal event', unit: '%', value: terminal, goal: { text: '100 %', met: terminal === 100 } },
      { what: 'events lost or doubled', unit: '', value: damaged, goal: atMost(0, '', damaged) },
      memoryRow('front'),
      memoryRow('orchestrator'),
      {
        what: 'longest silence of any stream (1 token a second)',
        unit: 'ms',
        value: median('product', 'longest_gap'),
        control: median('control', 'longest_gap'),
      },
    ];
  },
};
