import type { Origin, StreamResult } from '../load/protocol.ts';
import type { Plan } from '../plan.ts';
import { atMost, type Sample, type Scenario } from '../scenario.ts';
import { quantile } from '../statistics.ts';
import { cpuMs } from '../system/process-stats.ts';
import type { Bench } from '../system/start-bench.ts';
import { finishRun, problemsOf, repeat, USUAL_PACE, warmUp } from './load-helpers.ts';

const SHORT: Plan = { kind: 'direct', firstTokenMs: 0, tokensPerSecond: 0, tokens: 5 };
const SIXTY_TOKENS: Plan = { kind: 'direct', ...USUAL_PACE, tokens: 60 };

function firstByte(results: readonly StreamResult[], q: number): number {
  return quantile(
    results.map((result) => result.firstByteMs),
    q,
  );
}

function pairs(bench: Bench): number {
  return bench.quick ? 50 : 400;
}

/** Of results that came in turn: straight, through the front, straight, … */
function toSample(results: StreamResult[]): Sample {
  const straight = results.filter((_, index) => index % 2 === 0);
  const through = results.filter((_, index) => index % 2 === 1);
  return {
    values: {
      added_p50: firstByte(through, 0.5) - firstByte(straight, 0.5),
      added_p95: firstByte(through, 0.95) - firstByte(straight, 0.95),
      straight_p50: firstByte(straight, 0.5),
      straight_p95: firstByte(straight, 0.95),
    },
    problems: problemsOf(results),
  };
}

/** Asks both ways in turn, one request at a time, so that both see the same moments of the machine. */
async function compareStreams(bench: Bench, straight: Origin, through: Origin): Promise<Sample> {
  const requests = Array.from({ length: pairs(bench) }, () => [
    { origin: straight, plan: SHORT },
    { origin: through, plan: SHORT },
  ]).flat();
  return toSample(await bench.load.do({ kind: 'streams', requests, concurrency: 1, opensPerSecond: 0 }));
}

/** The orchestrator's own time to the first byte of a replay varies less than that of a new run, which waits for a commit. */
async function compareReplays(bench: Bench, straight: Origin, through: Origin, runId: string): Promise<Sample> {
  const origins = [straight, through];
  return toSample(await bench.load.do({ kind: 'replays', origins, runId, plan: SHORT, times: pairs(bench) }));
}

async function cpuPerStream(bench: Bench, front: Origin, pid: number): Promise<Sample> {
  const requests = repeat(front, SIXTY_TOKENS, bench.quick ? 100 : 600);
  const before = cpuMs(pid);
  const results = await bench.load.do({ kind: 'streams', requests, concurrency: 50, opensPerSecond: 0 });
  return { values: { cpu: (cpuMs(pid) - before) / requests.length }, problems: problemsOf(results) };
}

export const frontOverhead: Scenario = {
  name: 'front',
  title: 'Front: what the proxy adds',
  async prepare(bench) {
    const product = await bench.startProduct();
    const alone = await bench.startProduct({ orchestratorUrl: bench.upstream.url });
    await warmUp(bench, [product.front, product.orchestrator]);
    await warmUp(bench, [alone.front], 'direct');
    const { runId } = await finishRun(bench, product.front, SHORT);
    return {
      sides: {
        trivial: () => compareStreams(bench, bench.upstream, alone.front),
        product: () => compareReplays(bench, product.orchestrator, product.front, runId),
        cpu: () => cpuPerStream(bench, alone.front, alone.frontPid),
      },
      async stop() {
        await Promise.all([product.stop(), alone.stop()]);
      },
    };
  },
  rows(median) {
    const addedRow = (side: string, upstream: string, percent: 50 | 95, limit: number) => {
      const value = median(side, `added_p${percent}`);
      return {
        what: `added time to first byte, p${percent}, before ${upstream}`,
        unit: 'ms',
        value,
        control: median(side, `straight_p${percent}`),
        goal: atMost(limit, 'ms', value),
      };
    };
    const cpu = median('cpu', 'cpu');
    return [
      addedRow('trivial', 'a trivial server', 50, 1),
      addedRow('trivial', 'a trivial server', 95, 3),
      addedRow('product', 'the orchestrator', 50, 1),
      addedRow('product', 'the orchestrator', 95, 3),
      { what: 'front CPU per stream of 60 tokens', unit: 'ms', value: cpu, goal: atMost(3.5, 'ms', cpu) },
    ];
  },
};
