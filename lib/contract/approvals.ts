import { z } from 'zod';
import { agentId, approvalId, conversationId, jsonObject, runId, shallowJsonObject, timeMs } from './primitives.ts';

export const RISK_CLASSES = ['read', 'write', 'execute', 'spend'] as const;
export const APPROVAL_STATUSES = ['pending', 'approved', 'rejected', 'expired', 'cancelled'] as const;

export const approval = z
  .object({
    approval_id: approvalId,
    run_id: runId,
    conversation_id: conversationId,
    call_id: z.string(),
    agent: agentId,
    tool: z.string(),
    arguments: jsonObject,
    risk: z.enum(RISK_CLASSES),
    why: z.string().meta({ description: 'Why approval is needed, in one sentence' }),
    status: z.enum(APPROVAL_STATUSES),
    reason: z.string().nullable().meta({ description: 'What the person who decided gave as the reason' }),
    created_at: timeMs,
    expires_at: timeMs,
    decided_at: timeMs.nullable(),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof approval>;

export const approvalDecisionFields = {
  decision: z.enum(['approve', 'reject']),
  arguments: shallowJsonObject.optional().meta({ description: 'Edited arguments; only with `approve`' }),
  reason: z.string().max(1_000).optional(),
};

/** For `refine`: whoever rejects has nothing to edit. */
export const isEditedToApprove = (answer: { decision: string; arguments?: unknown }) =>
  answer.arguments === undefined || answer.decision === 'approve';
export const EDITS_ISSUE = { path: ['arguments'], message: 'go with `approve` only' };

export const approvalDecision = z
  .strictObject(approvalDecisionFields)
  .refine(isEditedToApprove, EDITS_ISSUE)
  .meta({ id: 'ApprovalDecision' });
export type ApprovalDecision = z.infer<typeof approvalDecision>;

export const approvalListQuery = z.strictObject({ status: z.enum(APPROVAL_STATUSES).optional() });
export const approvalList = z.object({ approvals: z.array(approval) }).meta({ id: 'ApprovalList' });
