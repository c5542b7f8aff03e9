import { Counter, Histogram, type Registry } from 'prom-client';
import type { SearchMetrics } from '../core/metrics.ts';

/** In seconds; fine around the budgets of 15 ms (PostgreSQL) and 30 ms (embedded). */
const DURATIONS = [0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const PASSAGES = [0, 1, 2, 5, 10, 20, 50];

export function createSearchMetrics(registry: Registry, prefix: string): SearchMetrics {
  const registers = [registry];
  const seconds = new Histogram({
    name: `${prefix}search_duration_seconds`,
    help: 'Duration of searches in files, by what took part',
    buckets: DURATIONS,
    labelNames: ['mode'],
    registers,
  });
  const passagesFound = new Histogram({
    name: `${prefix}search_passages`,
    help: 'Passages that a search in files gave',
    buckets: PASSAGES,
    labelNames: ['mode'],
    registers,
  });
  const unanswered = new Counter({
    name: `${prefix}searches_unanswered_total`,
    help: 'Searches in files without an answer',
    labelNames: ['outcome'],
    registers,
  });
  return {
    searchDone({ mode, passages, durationMs }) {
      seconds.observe({ mode }, durationMs / 1000);
      passagesFound.observe({ mode }, passages);
    },
    searchEnded: (outcome) => unanswered.inc({ outcome }),
  };
}
