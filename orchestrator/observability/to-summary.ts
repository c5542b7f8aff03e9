import type { Counter, Gauge, Histogram } from 'prom-client';
import type { MetricsSummary } from '../../lib/contract/health.ts';
import type { Instruments } from './create-instruments.ts';
import { quantile } from './quantile.ts';

async function sum(metric: Counter<string> | Gauge<string>, labels: Record<string, string> = {}): Promise<number> {
  const { values } = await metric.get();
  return values
    .filter((value) => Object.entries(labels).every(([name, wanted]) => String(value.labels[name]).startsWith(wanted)))
    .reduce((total, { value }) => total + value, 0);
}

async function toLatency(histogram: Histogram<string>): Promise<MetricsSummary['first_token']> {
  const { values } = await histogram.get();
  const byBound = new Map<number, number>();
  let count = 0;
  for (const { labels, value, metricName } of values) {
    if (metricName?.endsWith('_count')) count += value;
    const le = 'le' in labels ? Number(labels.le) : Number.NaN;
    if (Number.isFinite(le)) byBound.set(le, (byBound.get(le) ?? 0) + value);
  }
  const cumulative = [...byBound].sort(([left], [right]) => left - right).map(([le, at]) => ({ le, count: at }));
  const ms = (q: number) => {
    const value = quantile(q, { count, cumulative });
    return value === null ? null : Math.round(value * 1000);
  };
  return { count, p50_ms: ms(0.5), p95_ms: ms(0.95) };
}

/** The main numbers, read from the instruments. */
export async function toSummary(at: Instruments): Promise<MetricsSummary> {
  const finished = (status: string) => sum(at.runsFinished, { status });
  return {
    uptime_seconds: Math.round(process.uptime()),
    requests: { total: await sum(at.requests), errors: await sum(at.requests, { status: '5' }) },
    runs: {
      active: await sum(at.runsActive),
      completed: await finished('completed'),
      failed: await finished('failed'),
      cancelled: await finished('cancelled'),
      interrupted: await finished('interrupted'),
      fallbacks: await sum(at.fallbacks),
    },
    first_token: await toLatency(at.firstToken),
    run_duration: await toLatency(at.runSeconds),
    voice_turn: await toLatency(at.voiceTurnSeconds),
    open_streams: await sum(at.openReaders, { kind: 'sse' }),
    open_sockets: await sum(at.openReaders, { kind: 'socket' }),
  };
}
