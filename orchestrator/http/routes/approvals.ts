import type { Handlers } from '../call.ts';

export function approvalRoutes(): Pick<Handlers, 'listApprovals' | 'decideApproval'> {
  return {
    listApprovals: async ({ backend, principal, query }) => ({
      approvals: await backend.approvals.list(principal.ownerId, query.status),
    }),
    decideApproval: ({ backend, principal, params, body }) =>
      backend.approvals.decide(principal.ownerId, params.approval_id, body),
  };
}
