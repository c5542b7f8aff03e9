import { setTimeout as sleep } from 'node:timers/promises';
import type { Origin, StreamRequest, StreamResult } from '../load/protocol.ts';
import type { Plan } from '../plan.ts';
import { quantile } from '../statistics.ts';
import type { Bench } from '../system/start-bench.ts';

/** Upstream as the goals name it: 80 ms to the first token, 250 tokens a second. */
export const USUAL_PACE = { firstTokenMs: 80, tokensPerSecond: 250 } as const;

const INSTANT = { firstTokenMs: 0, tokensPerSecond: 0 } as const;
const WARM_UP_RUNS = 150;

export function repeat(origin: Origin, plan: Plan, count: number): StreamRequest[] {
  return Array.from({ length: count }, () => ({ origin, plan }));
}

/** Each distinct problem once, with how often it came. */
export function problemsOf(results: readonly { problem: string }[]): string[] {
  const counts = new Map<string, number>();
  for (const { problem } of results) if (problem !== '') counts.set(problem, (counts.get(problem) ?? 0) + 1);
  return [...counts].map(([problem, count]) => `${count} of ${results.length}: ${problem}`);
}

export function firstTokens(results: readonly StreamResult[]): { first_token_p50: number; first_token_p95: number } {
  const times = results.map((result) => result.firstTokenMs);
  return { first_token_p50: quantile(times, 0.5), first_token_p95: quantile(times, 0.95) };
}

/** Opens all streams at the same moment. */
export function openAtOnce(bench: Bench, requests: StreamRequest[]): Promise<StreamResult[]> {
  return bench.load.do({ kind: 'streams', requests, concurrency: requests.length, opensPerSecond: 0 });
}

/** Makes a finished run and says how many events its log holds. */
export async function finishRun(bench: Bench, origin: Origin, plan: Plan): Promise<{ runId: string; events: number }> {
  const results = await openAtOnce(bench, repeat(origin, plan, 1));
  const problem = problemsOf(results).join();
  if (problem !== '') throw new Error(`the run to replay went wrong: ${problem}`);
  const runId = results[0]?.runId ?? '';
  const answer = await fetch(`${origin.url}/api/runs/${runId}`, { headers: origin.headers });
  const { last_seq: events } = (await answer.json()) as { last_seq: number };
  return { runId, events };
}

/** Lets the compiler of every process see its hot code before anything is measured. */
export async function warmUp(bench: Bench, origins: readonly Origin[], kind: Plan['kind'] = 'agents'): Promise<void> {
  for (const origin of origins) {
    const requests = repeat(origin, { kind, ...INSTANT, tokens: 60 }, bench.quick ? 20 : WARM_UP_RUNS);
    await bench.load.do({ kind: 'streams', requests, concurrency: 10, opensPerSecond: 0 });
  }
  await sleep(500);
}
