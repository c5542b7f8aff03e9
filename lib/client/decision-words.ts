import type { ApprovalStep } from './run-view.ts';

export const DECISION_WORDS: Record<ApprovalStep['decision'], string> = {
  pending: 'waits for approval',
  approve: 'approved',
  reject: 'rejected',
  expired: 'not approved in time',
};
