import type { Origin } from '../load/protocol.ts';
import type { Plan } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import { quantile } from '../statistics.ts';
import { cpuMs } from '../system/process-stats.ts';
import type { Bench } from '../system/start-bench.ts';
import { warmUp } from './load-helpers.ts';

const PLAN: Plan = { kind: 'direct', firstTokenMs: 0, tokensPerSecond: 0, tokens: 20 };
const CONCURRENCY = 32;

async function measure(bench: Bench, origin: Origin, pid: number): Promise<Sample> {
  const seconds = bench.quick ? 2 : 8;
  const before = cpuMs(pid);
  const { durationsMs, elapsedMs, errors } = await bench.load.do({
    kind: 'posts',
    origin,
    plan: PLAN,
    concurrency: CONCURRENCY,
    seconds,
  });
  return {
    values: {
      per_second: (durationsMs.length * 1000) / elapsedMs,
      p95: quantile(durationsMs, 0.95),
      errors,
      cpu: (cpuMs(pid) - before) / durationsMs.length,
    },
    problems: errors > 0 ? [`${errors} of ${durationsMs.length} answers were wrong`] : [],
  };
}

export const postChat: Scenario = {
  name: 'post-chat',
  title: `Non-stream POST, instant upstream, ${CONCURRENCY} callers`,
  async prepare(bench) {
    const product = await bench.startProduct();
    await warmUp(bench, [bench.control, product.front]);
    return {
      sides: {
        control: () => measure(bench, bench.control, bench.controlPid),
        product: () => measure(bench, product.front, product.orchestratorPid()),
      },
      stop: product.stop,
    };
  },
  rows(median) {
    const rate = median('product', 'per_second');
    const p95 = median('product', 'p95');
    const errors = median('product', 'errors');
    return [
      {
        what: 'requests a second',
        unit: '1/s',
        value: rate,
        control: median('control', 'per_second'),
        goal: { text: '≥ 500 1/s', met: rate >= 500 },
      },
      { what: 'duration, p95', unit: 'ms', value: p95, control: median('control', 'p95'), goal: atMost(1200, 'ms', p95) },
      { what: 'orchestrator CPU per request', unit: 'ms', value: median('product', 'cpu'), control: median('control', 'cpu') },
      { what: 'errors', unit: '', value: errors, control: median('control', 'errors'), goal: atMost(0, '', errors) },
    ];
  },
};
