import { monotonicMs } from '../clock.ts';
import { postJson } from './post-chats.ts';
import type { StopResult, StreamRequest } from './protocol.ts';
import { readStream, toStreamPath } from './read-stream.ts';

const TEXT_BEFORE_STOP = 20;

/** Starts a run, stops it once some text has arrived, and waits for the end of its stream. */
export async function stopRun({ origin, plan }: StreamRequest): Promise<StopResult> {
  const result: StopResult = {
    key: plan.key ?? '',
    stoppedAtMs: Number.NaN,
    receiptAfterMs: Number.NaN,
    tokensAfterStop: 0,
    problem: '',
  };
  let stopping: Promise<void> | undefined;
  async function stop(runId: string): Promise<void> {
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
      if (tally.textLength >= TEXT_BEFORE_STOP) stopping ??= stop(tally.runId);
    },
  });
  await stopping;
  if (!stopping) result.problem = 'never streamed';
  result.problem ||= stream.problem || (stream.status === 'cancelled' ? '' : `status ${stream.status}`);
  return result;
}
