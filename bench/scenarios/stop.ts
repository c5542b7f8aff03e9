import type { StopResult } from '../load/protocol.ts';
import { type Plan, toStreamKeys } from '../plan.ts';
import { atMost, type MedianOf, type Row, type Sample, type Scenario } from '../scenario.ts';
import { quantile } from '../statistics.ts';
import type { Bench } from '../system/start-bench.ts';
import type { Product } from '../system/start-product.ts';
import type { Seen } from '../upstream.ts';
import { problemsOf, warmUp } from './load-helpers.ts';

const LONG_ANSWER = { firstTokenMs: 20, tokensPerSecond: 100, tokens: 2_000 } as const;
const AT_ONCE = { direct: 20, nested: 10 } as const;

type Kind = keyof typeof AT_ONCE;

let keys = 0;

function nextPlan(kind: Kind): Plan {
  keys += 1;
  return { kind, ...LONG_ANSWER, key: `stop${keys}` };
}

function howMany(bench: Bench): number {
  if (bench.full) return 1_000;
  return bench.quick ? 40 : 200;
}

/** How long the last of the provider's sockets of one run was open after the stop, and what was sent in the meantime. */
function afterStop(plan: Plan, stoppedAtMs: number, seen: Record<string, Seen>): { closedMs: number; sent: number } | null {
  const records = toStreamKeys(plan).map((key) => seen[key]);
  const closed = records.map((record) => record?.closedAtMs ?? Number.NaN);
  const sent = records.flatMap((record) => record?.sentAtMs.filter((at) => at > stoppedAtMs) ?? []).length;
  return closed.some(Number.isNaN) ? null : { closedMs: Math.max(...closed) - stoppedAtMs, sent };
}

/** The receipt says when the product thinks the provider was stopped; the stand-in knows when it really was. */
function compare(plans: readonly Plan[], stops: readonly StopResult[], seen: Record<string, Seen>): Sample {
  const outcomes = stops.map((stop, index) => afterStop(plans[index] as Plan, stop.stoppedAtMs, seen));
  const open = outcomes.filter((outcome) => outcome === null).length;
  const stopped = outcomes.filter((outcome) => outcome !== null);
  const closed = stopped.map(({ closedMs }) => closedMs);
  const receipts = stops.map((stop) => stop.receiptAfterMs);
  return {
    values: {
      closed_p50: quantile(closed, 0.5),
      closed_p99: quantile(closed, 0.99),
      receipt_p99: quantile(receipts, 0.99),
      sent_after_mean: stopped.reduce((sum, { sent }) => sum + sent, 0) / stopped.length,
      received_after_max: Math.max(...stops.map((stop) => stop.tokensAfterStop)),
    },
    problems: [
      ...problemsOf(stops),
      ...(open > 0 ? [`${open} of ${stops.length}: a socket of the provider was never closed`] : []),
    ],
  };
}

async function measure(bench: Bench, product: Product, kind: Kind): Promise<Sample> {
  const plans = Array.from({ length: howMany(bench) }, () => nextPlan(kind));
  const requests = plans.map((plan) => ({ origin: product.front, plan }));
  const stops = await bench.load.do({ kind: 'stops', requests, upstream: bench.upstream, concurrency: AT_ONCE[kind] });
  const seen = (await (await fetch(`${bench.upstream.url}/seen`)).json()) as Record<string, Seen>;
  return compare(plans, stops, seen);
}

function prepareWith(kind: Kind): Scenario['prepare'] {
  return async (bench) => {
    const product = await bench.startProduct();
    await warmUp(bench, [product.front], kind);
    return { sides: { product: () => measure(bench, product, kind) }, stop: product.stop };
  };
}

function rowsFor(what: string): (median: MedianOf) => Row[] {
  return (median) => {
    const p99 = median('product', 'closed_p99');
    const row = (text: string, metric: string, unit: string) => ({ what: text, unit, value: median('product', metric) });
    return [
      row(`stop until ${what} closed, p50`, 'closed_p50', 'ms'),
      { what: `stop until ${what} closed, p99`, unit: 'ms', value: p99, goal: atMost(250, 'ms', p99) },
      row('stop until the receipt, p99', 'receipt_p99', 'ms'),
      row('tokens that the provider sent after the stop, mean', 'sent_after_mean', ''),
      row('tokens received after the stop by the receipt, worst', 'received_after_max', ''),
    ];
  };
}

export const stop: Scenario = {
  name: 'stop',
  title: `Stop, ${AT_ONCE.direct} runs at a time, 100 tokens/s each`,
  prepare: prepareWith('direct'),
  rows: rowsFor('the provider socket is'),
};

export const nestedStop: Scenario = {
  name: 'nested-stop',
  title: `Stop while the supervisor asks two specialists at the same time, ${AT_ONCE.nested} runs at a time, 100 tokens/s each`,
  prepare: prepareWith('nested'),
  rows: rowsFor('both provider sockets are'),
};
