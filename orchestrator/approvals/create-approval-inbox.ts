import { AppError, validationFailed } from '../../lib/contract/errors.ts';
import type { JsonObject } from '../../lib/contract/primitives.ts';
import type { ToolRegistry } from '../core/agent.ts';
import type { ApprovalInbox, ApprovalStore } from '../core/approvals.ts';
import type { EventBus } from '../core/bus.ts';
import type { Clock } from '../core/clock.ts';
import { APPROVALS_TOPIC } from './create-approval-desk.ts';

type Options = { store: ApprovalStore; bus: EventBus; tools: ToolRegistry; clock: Clock };

/** Where people see what waits for them, across all conversations, and decide. */
export function createApprovalInbox({ store, bus, tools, clock }: Options): ApprovalInbox {
  function assertArguments(toolName: string, edited: JsonObject): void {
    const tool = tools.get(toolName);
    if (!tool) throw new AppError('CONFLICT', { message: 'This tool does not exist any more; the call can only be rejected.' });
    const parsed = tool.parameters.safeParse(edited);
    if (parsed.success) return;
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: ['arguments', ...path].join('.'), reason: message }));
    throw validationFailed(issues);
  }

  return {
    list: store.list,
    async decide(ownerId, approvalId, decision) {
      const { arguments: edited } = decision;
      const approval = await store.get(ownerId, approvalId);
      if (!approval) throw new AppError('NOT_FOUND');
      if (edited && approval.status === 'pending') assertArguments(approval.tool, edited);
      const outcome = await store.decide(ownerId, approvalId, decision, clock.now());
      if (!outcome) throw new AppError('NOT_FOUND');
      if (outcome.kind === 'conflict') {
        throw new AppError('CONFLICT', {
          message: 'This approval is decided already or has expired.',
          details: { status: outcome.approval.status },
        });
      }
      if (outcome.kind === 'decided') bus.publish(APPROVALS_TOPIC, approvalId);
      return outcome.approval;
    },
  };
}
