import type { Bench } from './system/start-bench.ts';

/** One measurement of one side. A problem is broken correctness and fails the benchmark; a number never does. */
export type Sample = { values: Record<string, number>; problems: string[] };

/** One line of the report. */
export type Row = {
  what: string;
  unit: string;
  value: number;
  /** The same on the control, in the same run. */
  control?: number;
  /** Absent: only for information. */
  goal?: { text: string; met: boolean };
};

/** Median over the repetitions of one metric of one side. */
export type MedianOf = (side: string, metric: string) => number;

export type Scenario = {
  /** For `--only=`. */
  name: string;
  title: string;
  /** Starts what it needs; `sides` are measured in turn, again and again. */
  prepare(bench: Bench): Promise<{ sides: Record<string, () => Promise<Sample>>; stop(): Promise<void> }>;
  rows(median: MedianOf): Row[];
};

export function atMost(limit: number, unit: string, value: number): { text: string; met: boolean } {
  return { text: `≤ ${limit} ${unit}`, met: value <= limit };
}
