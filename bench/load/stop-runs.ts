import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../clock.ts';
import { toStreamKeys } from '../plan.ts';
import type { Seen } from '../upstream.ts';
import { postJson } from './post-chats.ts';
import type { Origin, StopResult, StreamRequest } from './protocol.ts';
import { readStream, toStreamPath } from './read-stream.ts';

const TEXT_BEFORE_STOP = 20;
const LOOK_MS = 50;
const MAX_LOOKS = 400;

/** Resolves when all of these streams are under way at the provider; what asked agents write is seen by nobody else. */
async function untilStreaming(upstream: Origin, keys: readonly string[]): Promise<boolean> {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const seen = (await (await fetch(`${upstream.url}/seen?keys=${keys.join()}`)).json()) as Record<string, Seen>;
    if (keys.every((key) => (seen[key]?.sentAtMs.length ?? 0) > 0)) return true;
    await sleep(LOOK_MS);
  }
  return false;
}

/** Starts a run, stops it once some text has arrived (of asked agents: at the provider), and waits for the end of its stream. */
export async function stopRun({ origin, plan }: StreamRequest, upstream: Origin): Promise<StopResult> {
  const result: StopResult = {
    key: plan.key ?? '',
    stoppedAtMs: Number.NaN,
    receiptAfterMs: Number.NaN,
    tokensAfterStop: 0,
    problem: '',
  };
  let stopping: Promise<void> | undefined;
  async function stop(runId: string): Promise<void> {
    if (plan.kind === 'nested' && !(await untilStreaming(upstream, toStreamKeys(plan)))) result.problem = 'agents were not asked';
    result.stoppedAtMs = monotonicMs();
    const { status, text } = await postJson(origin, `/api/runs/${runId}/cancel`, {});
    result.receiptAfterMs = monotonicMs() - result.stoppedAtMs;
    if (status === 200) result.tokensAfterStop = (JSON.parse(text) as { tokens_after_stop: number }).tokens_after_stop;
    else result.problem = `cancel answered ${status}`;
  }
  const stream = await readStream({
    origin,
    plan: null,
    path: toStreamPath(plan),
    onFrames: (tally) => {
      const isDue = plan.kind === 'nested' ? tally.runId !== '' : tally.textLength >= TEXT_BEFORE_STOP;
      if (isDue) stopping ??= stop(tally.runId);
    },
  });
  await stopping;
  if (!stopping) result.problem = 'never streamed';
  result.problem ||= stream.problem || (stream.status === 'cancelled' ? '' : `status ${stream.status}`);
  return result;
}
