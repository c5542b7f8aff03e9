import type { ResponseMetadata } from '../../lib/contract/chat.ts';
import { type RunStatus, TERMINAL_STATUSES, type TerminalStatus } from '../../lib/contract/events.ts';
import { type CancelReceipt, cancelReceipt } from '../../lib/contract/runs.ts';

/** What a stop cost; kept in the metadata of the stopped run, so that every later request gets the same receipt. */
const stopRecord = cancelReceipt.pick({ stopped_in_ms: true, tokens_after_stop: true });

export type StopRecord = Pick<CancelReceipt, 'stopped_in_ms' | 'tokens_after_stop'>;

export function isTerminal(status: RunStatus): status is TerminalStatus {
  return TERMINAL_STATUSES.some((terminal) => terminal === status);
}

/** The receipt for a run that is over. A run that ended by itself had nothing left to stop. */
export function toCancelReceipt(runId: string, status: TerminalStatus, metadata: ResponseMetadata | null): CancelReceipt {
  const stop = stopRecord.safeParse(metadata?.stop);
  return { run_id: runId, status, stopped_in_ms: 0, tokens_after_stop: 0, ...(stop.success ? stop.data : {}) };
}
