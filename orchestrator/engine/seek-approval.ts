import { isDeepStrictEqual } from 'node:util';
import type { Approval } from '../../lib/contract/approvals.ts';
import type { JsonObject } from '../../lib/contract/primitives.ts';
import type { Tool } from '../core/tool.ts';
import type { Invocation } from './invocation.ts';

type Verdict = { kind: 'approved'; args: JsonObject; isEdited: boolean } | { kind: 'refused'; because: string };

function toVerdict(approval: Approval, asked: JsonObject): Verdict {
  const { status, reason } = approval;
  if (status === 'approved') {
    const args = approval.arguments;
    return { kind: 'approved', args, isEdited: !isDeepStrictEqual(args, asked) };
  }
  if (status === 'expired') return { kind: 'refused', because: 'nobody approved the call in time' };
  return { kind: 'refused', because: `the user rejected the call${reason ? `: ${reason}` : ''}; do not try it again` };
}

const DECISIONS = {
  approved: 'approve',
  rejected: 'reject',
  expired: 'expired',
  pending: 'reject',
  cancelled: 'reject',
} as const;

/**
 * Asks a person about a call and waits for the decision. What the model said is stored before, so that a recovery waits on,
 * or acts on the decision, without calling the model again. Abort: rejects with the reason.
 */
export async function seekApproval(
  { tool, args, why, callId }: { tool: Tool; args: JsonObject; why: string; callId: string },
  invocation: Invocation,
): Promise<Verdict> {
  const { run } = invocation;
  const { runId, ownerId, conversationId } = run.input;
  const call = { call_id: callId, tool: tool.name };
  await run.stored();
  const goOn = run.limits.pause();
  try {
    const approval = await run.services.desk.ask(
      {
        ...call,
        ownerId,
        run_id: runId,
        conversation_id: conversationId,
        agent: invocation.agent(),
        arguments: args,
        risk: tool.risk,
        why,
      },
      run.signal,
      ({ approval_id, expires_at }) =>
        run.channel.push({ type: 'approval.requested', ...call, approval_id, arguments: args, risk: tool.risk, expires_at }),
    );
    const { approval_id, status, reason } = approval;
    const because = reason === null ? {} : { reason };
    run.channel.push({ type: 'approval.resolved', ...call, approval_id, decision: DECISIONS[status], ...because });
    return toVerdict(approval, args);
  } finally {
    goOn();
  }
}
