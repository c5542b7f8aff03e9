import type { Origin } from '../load/protocol.ts';
import type { Plan } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import { quantile } from '../statistics.ts';
import type { Bench } from '../system/start-bench.ts';
import { finishRun, problemsOf, warmUp } from './load-helpers.ts';

const LONG: Plan = { kind: 'direct', firstTokenMs: 0, tokensPerSecond: 0, tokens: 12_000 };
const SHORT: Plan = { ...LONG, tokens: 20 };
const LEAST_EVENTS = 10_000;

async function replay(bench: Bench, origin: Origin, runId: string, plan: Plan): Promise<Sample> {
  const results = await bench.load.do({ kind: 'replays', origins: [origin], runId, plan, times: bench.quick ? 5 : 30 });
  return {
    values: {
      first_p50: quantile(
        results.map((result) => result.firstFrameMs),
        0.5,
      ),
      first_p95: quantile(
        results.map((result) => result.firstFrameMs),
        0.95,
      ),
      whole_p50: quantile(
        results.map((result) => result.endMs),
        0.5,
      ),
    },
    problems: problemsOf(results),
  };
}

export const resume: Scenario = {
  name: 'resume',
  title: 'Resume from a log of more than 10,000 events (control: of 20)',
  async prepare(bench) {
    const product = await bench.startProduct();
    await warmUp(bench, [product.front]);
    const long = await finishRun(bench, product.front, LONG);
    const short = await finishRun(bench, product.front, SHORT);
    const tooShort = long.events < LEAST_EVENTS ? [`the log has only ${long.events} events`] : [];
    return {
      sides: {
        control: () => replay(bench, product.front, short.runId, SHORT),
        async product() {
          const sample = await replay(bench, product.front, long.runId, LONG);
          return { ...sample, problems: [...tooShort, ...sample.problems] };
        },
      },
      stop: product.stop,
    };
  },
  rows(median) {
    const p95 = median('product', 'first_p95');
    return [
      {
        what: 'first replayed event, p50',
        unit: 'ms',
        value: median('product', 'first_p50'),
        control: median('control', 'first_p50'),
      },
      {
        what: 'first replayed event, p95',
        unit: 'ms',
        value: p95,
        control: median('control', 'first_p95'),
        goal: atMost(50, 'ms', p95),
      },
      { what: 'whole replay, p50', unit: 'ms', value: median('product', 'whole_p50'), control: median('control', 'whole_p50') },
    ];
  },
};
