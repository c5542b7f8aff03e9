import type { Approval, ApprovalDecision } from '../../lib/contract/approvals.ts';

/** Rows of approvals; shared by all replicas. */
export type ApprovalStore = {
  /** Idempotent per run and call: a recovered run finds the approval of its earlier life again. */
  request(approval: Omit<Approval, 'status' | 'reason' | 'decided_at'> & { ownerId: string }): Promise<Approval>;
  get(ownerId: string, approvalId: string): Promise<Approval | null>;
  /** Newest first, at most 500. */
  list(ownerId: string, status?: Approval['status']): Promise<Approval[]>;
  /**
   * Decides exactly once. `repeated`: the same decision was made before; `conflict`: another one was, or it expired;
   * `null`: there is none of this owner.
   */
  decide(
    ownerId: string,
    approvalId: string,
    decision: ApprovalDecision,
    nowMs: number,
  ): Promise<{ kind: 'decided' | 'repeated' | 'conflict'; approval: Approval } | null>;
  /** Those of these that are not pending any more. */
  decided(approvalIds: readonly string[]): Promise<Approval[]>;
  /** Pending ones past their time become `expired`. */
  expire(nowMs: number): Promise<Approval[]>;
  /** Pending ones of a run that ended become `cancelled`. */
  cancelOfRun(runId: string, nowMs: number): Promise<void>;
};

/** What people do with approvals. */
export type ApprovalInbox = {
  list(ownerId: string, status?: Approval['status']): Promise<Approval[]>;
  /**
   * Exactly once; repeating the same decision is harmless.
   * Throws `AppError`: `NOT_FOUND`, `CONFLICT` (decided otherwise, expired, cancelled), `VALIDATION_FAILED` (edited arguments that the tool
   * refuses; it stays pending).
   */
  decide(ownerId: string, approvalId: string, decision: ApprovalDecision): Promise<Approval>;
};

/** What an engine asks before a call with an effect. Resolves with the decision, however long that takes. Abort: rejects with the reason. */
export type ApprovalDesk = {
  ask(
    approval: Omit<Approval, 'status' | 'reason' | 'decided_at' | 'created_at' | 'expires_at' | 'approval_id'> & {
      ownerId: string;
    },
    signal: AbortSignal,
    onRequested: (approval: Approval) => void,
  ): Promise<Approval>;
};
