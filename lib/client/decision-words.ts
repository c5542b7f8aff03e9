import type { AskedCall } from '../contract/run-summary.ts';

/** What became of a call that a person was asked about. */
export const DECISION_WORDS: Record<AskedCall['decision'], string> = {
  pending: 'waits for approval',
  approve: 'Approved by you',
  reject: 'Rejected by you',
  expired: 'Not approved in time',
  cancelled: 'Not decided: the run ended',
};
