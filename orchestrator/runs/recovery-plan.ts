import type { Engine } from '../core/engine.ts';
import type { RunRow, RunStore } from '../core/store.ts';
import { readEvents } from './read-events.ts';
import type { RunOptions } from './run-deps.ts';
import type { RecoveryPlan } from './run-job.ts';
import { EMPTY_TRANSCRIPT, extendTranscript, type Transcript } from './transcript.ts';

type Policy = {
  engine: Pick<Engine, 'canResume'>;
  isReadOnlyTool(name: string): boolean;
  options: Pick<RunOptions, 'recovery' | 'maxRecoveries'>;
};

export async function readTranscript(store: RunStore, runId: string): Promise<Transcript> {
  let transcript = EMPTY_TRANSCRIPT;
  for await (const { event, seq } of readEvents(store, runId)) transcript = extendTranscript(transcript, event, seq);
  return transcript;
}

/**
 * What to do with a run whose process is gone. It goes on from the last snapshot only if that repeats nothing: every tool
 * with side effects that was started must have ended before it. Waiting for a person is no reason to give a run up.
 */
export function planRecovery(policy: Policy, run: RunRow, transcript: Transcript, cancelRequested: boolean): RecoveryPlan {
  if (cancelRequested) return { kind: 'end', status: 'cancelled' };
  const { engine, options, isReadOnlyTool } = policy;
  const { snapshot } = run;
  const settledSeq = snapshot?.seq ?? 0;
  const recoveries = run.epoch - 1;
  const isWaiting = transcript.waitingFor.length > 0;
  const isRefused =
    options.recovery === 'interrupt' ||
    (recoveries > options.maxRecoveries && !isWaiting) ||
    (snapshot !== null && engine.canResume?.(snapshot) === false) ||
    transcript.toolStarts.some(({ tool, endSeq }) => (endSeq ?? Infinity) > settledSeq && !isReadOnlyTool(tool));
  if (isRefused) return { kind: 'end', status: 'interrupted' };
  return { kind: 'resume', ...(snapshot ? { snapshot } : {}) };
}
