import { z } from 'zod';
import { approval, approvalDecision, approvalList, approvalListQuery } from '../approvals.ts';
import { approvalId } from '../primitives.ts';
import type { Operation } from './operation.ts';

export const approvalOperations = {
  listApprovals: {
    method: 'GET',
    path: '/api/approvals',
    tag: 'Approvals',
    summary: 'Calls that wait for a person, or waited, across all conversations; newest first',
    access: 'chat',
    query: approvalListQuery,
    success: { kind: 'json', status: 200, schema: approvalList },
    errors: ['VALIDATION_FAILED'],
  },
  decideApproval: {
    method: 'POST',
    path: '/api/approvals/{approval_id}',
    tag: 'Approvals',
    summary: 'Approve, with other arguments if wanted, or reject a call; exactly once, repeating the same decision is harmless',
    access: 'chat',
    params: z.strictObject({ approval_id: approvalId }),
    body: approvalDecision,
    success: { kind: 'json', status: 200, schema: approval },
    errors: ['NOT_FOUND', 'CONFLICT', 'VALIDATION_FAILED'],
  },
} as const satisfies Record<string, Operation>;
