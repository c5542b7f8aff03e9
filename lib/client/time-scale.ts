import type { TimelineStep } from './run-view.ts';

/** When the timed steps of a run began and how long they took in all, in milliseconds. */
export type TimeScale = { startedAt: number; totalMs: number };

/** `null` while a step is still running, and where there is nothing to compare. */
export function toTimeScale(steps: readonly TimelineStep[]): TimeScale | null {
  const timed = steps.filter((step) => step.kind === 'agent' || step.kind === 'tool');
  const ends = timed.flatMap(({ startedAt, durationMs }) => (durationMs === undefined ? [] : [startedAt + durationMs]));
  if (timed.length < 2 || ends.length < timed.length) return null;
  const startedAt = Math.min(...timed.map((step) => step.startedAt));
  const totalMs = Math.max(...ends) - startedAt;
  return totalMs > 0 ? { startedAt, totalMs } : null;
}

/** Where a step lies in the time of the run, in percent. */
export function toTimeShare({ startedAt, totalMs }: TimeScale, step: { startedAt: number; durationMs: number }) {
  const from = Math.min(100, Math.max(0, ((step.startedAt - startedAt) / totalMs) * 100));
  return { from, width: Math.min(100 - from, (step.durationMs / totalMs) * 100) };
}
