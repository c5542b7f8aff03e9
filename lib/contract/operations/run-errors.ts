/** What a call that starts a run can answer. */
export const runErrors = ['VALIDATION_FAILED', 'IDEMPOTENCY_MISMATCH', 'NOT_FOUND', 'NOT_READY', 'PROVIDER_UNAVAILABLE'] as const;
