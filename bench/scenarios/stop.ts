import type { StopResult } from '../load/protocol.ts';
import type { Plan } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import { quantile } from '../statistics.ts';
import type { Bench } from '../system/start-bench.ts';
import type { Product } from '../system/start-product.ts';
import type { Seen } from '../upstream.ts';
import { problemsOf, warmUp } from './load-helpers.ts';

const PLAN: Plan = { kind: 'direct', firstTokenMs: 20, tokensPerSecond: 100, tokens: 2_000 };
const CONCURRENCY = 20;

let keys = 0;

function howMany(bench: Bench): number {
  if (bench.full) return 1_000;
  return bench.quick ? 40 : 200;
}

/** The receipt says when the product thinks the provider was stopped; the stand-in knows when it really was. */
function compare(stops: StopResult[], seen: Record<string, Seen>): Sample {
  const untilClosed: number[] = [];
  const sentAfter: number[] = [];
  const problems = problemsOf(stops);
  for (const stop of stops) {
    const record = seen[stop.key];
    if (record?.closedAtMs == null) {
      problems.push(`the provider socket of ${stop.key} was never closed`);
      continue;
    }
    untilClosed.push(record.closedAtMs - stop.stoppedAtMs);
    sentAfter.push(record.sentAtMs.filter((at) => at > stop.stoppedAtMs).length);
  }
  return {
    values: {
      closed_p50: quantile(untilClosed, 0.5),
      closed_p99: quantile(untilClosed, 0.99),
      receipt_p99: quantile(
        stops.map((stop) => stop.receiptAfterMs),
        0.99,
      ),
      sent_after_mean: sentAfter.reduce((sum, count) => sum + count, 0) / sentAfter.length,
      received_after_max: Math.max(...stops.map((stop) => stop.tokensAfterStop)),
    },
    problems,
  };
}

async function measure(bench: Bench, product: Product): Promise<Sample> {
  const requests = Array.from({ length: howMany(bench) }, () => {
    keys += 1;
    return { origin: product.front, plan: { ...PLAN, key: `stop${keys}` } };
  });
  const stops = await bench.load.do({ kind: 'stops', requests, concurrency: CONCURRENCY });
  const seen = (await (await fetch(`${bench.upstream.url}/seen`)).json()) as Record<string, Seen>;
  return compare(stops, seen);
}

export const stop: Scenario = {
  name: 'stop',
  title: `Stop, ${CONCURRENCY} runs at a time, 100 tokens/s each`,
  async prepare(bench) {
    const product = await bench.startProduct();
    await warmUp(bench, [product.front]);
    return { sides: { product: () => measure(bench, product) }, stop: product.stop };
  },
  rows(median) {
    const p99 = median('product', 'closed_p99');
    const row = (what: string, metric: string, unit: string) => ({ what, unit, value: median('product', metric) });
    return [
      row('stop until the provider socket is closed, p50', 'closed_p50', 'ms'),
      { what: 'stop until the provider socket is closed, p99', unit: 'ms', value: p99, goal: atMost(250, 'ms', p99) },
      row('stop until the receipt, p99', 'receipt_p99', 'ms'),
      row('tokens that the provider sent after the stop, mean', 'sent_after_mean', ''),
      row('tokens received after the stop by the receipt, worst', 'received_after_max', ''),
    ];
  },
};
