'use client';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { toSetArguments } from '../../lib/client/edited-arguments.ts';
import { showConversation } from '../../lib/client/navigation.ts';
import { useApprovals } from '../../lib/client/queries.ts';
import type { Approval } from '../../lib/contract/approvals.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import { ScrollPage } from '../shell/scroll-page.tsx';
import { AppLink } from '../ui/app-link.tsx';
import { ApprovalCard } from './approval-card.tsx';

/** Everything that waits for a decision, across all conversations, and what was decided. */
export function ApprovalsPage() {
  const { data, error } = useApprovals('all');
  const waiting = data?.filter((approval) => approval.status === 'pending') ?? [];
  const settled = data?.filter((approval) => approval.status !== 'pending') ?? [];
  return (
    <ScrollPage title="Approvals">
      <section aria-label="Waiting">
        <h2 className="mb-3 text-lg font-semibold">Waiting for you</h2>
        {!data && !error && <div className="pulse h-28 rounded-2xl bg-side" />}
        {error && !data && (
          <p role="alert" className="rounded-xl bg-danger-soft px-4 py-3 text-sm text-danger">
            {toAppError(error).message}
          </p>
        )}
        {data && waiting.length === 0 && (
          <p className="text-[15px] text-muted">
            Nothing waits. Agents ask here before they change, run or spend something after reading what strangers wrote.
          </p>
        )}
        <ul aria-label="Waiting approvals" className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {waiting.map((approval) => (
            <li key={approval.approval_id}>
              <ApprovalCard approval={approval}>
                <ConversationLink approval={approval} />
              </ApprovalCard>
            </li>
          ))}
        </ul>
      </section>
      {settled.length > 0 && (
        <section aria-label="Decided">
          <h2 className="mb-3 text-lg font-semibold">Decided</h2>
          <ul className="rows">
            {settled.map((approval) => (
              <Settled key={approval.approval_id} approval={approval} />
            ))}
          </ul>
        </section>
      )}
    </ScrollPage>
  );
}

const STATES: Record<Exclude<Approval['status'], 'pending'>, string> = {
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Expired',
  cancelled: 'Run ended',
};

function Settled({ approval }: { approval: Approval }) {
  const { status, tool, agent, reason, decided_at: decidedAt } = approval;
  return (
    <li className="flex-wrap">
      <span className="min-w-0 flex-1 basis-52">
        <span className="block">
          {AGENT_NAMES[agent]} · <code className="font-mono text-[13px]">{tool}</code>
        </span>
        <span className="block truncate text-sm text-muted">{reason ?? JSON.stringify(toSetArguments(approval.arguments))}</span>
        <ConversationLink approval={approval} />
      </span>
      <span className="flex-none text-right text-sm">
        {status !== 'pending' && STATES[status]}
        {decidedAt !== null && <span className="block text-[13px] text-muted">{new Date(decidedAt).toLocaleString('en')}</span>}
      </span>
    </li>
  );
}

function ConversationLink({ approval: { conversation_id: id } }: { approval: Approval }) {
  return (
    <p className="text-sm">
      <AppLink href={`/c/${id}`} onGo={() => showConversation(id)} className="text-link">
        Show the conversation
      </AppLink>
    </p>
  );
}
