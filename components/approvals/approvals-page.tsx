'use client';
import { ChevronRight } from 'lucide-react';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { DECISION_WORDS } from '../../lib/client/decision-words.ts';
import { showConversation } from '../../lib/client/navigation.ts';
import { useApprovals, useConversations } from '../../lib/client/queries.ts';
import { toIntent } from '../../lib/client/tool-words.ts';
import type { Approval } from '../../lib/contract/approvals.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import { ScrollPage } from '../shell/scroll-page.tsx';
import { AppLink } from '../ui/app-link.tsx';
import { ApprovalCard } from './approval-card.tsx';
import { ArgumentsView } from './arguments-view.tsx';

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
          <p className="text-[15px] text-muted">Nothing to approve. Agents ask before risky actions.</p>
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

const STATES: Record<Exclude<Approval['status'], 'pending'>, { words: string; tone: string }> = {
  approved: { words: DECISION_WORDS.approve, tone: 'text-accent' },
  rejected: { words: DECISION_WORDS.reject, tone: 'text-danger' },
  expired: { words: DECISION_WORDS.expired, tone: 'text-warn' },
  cancelled: { words: DECISION_WORDS.cancelled, tone: 'text-muted' },
};

function Settled({ approval }: { approval: Approval }) {
  const { status, tool, agent, reason } = approval;
  const at = approval.decided_at ?? approval.created_at;
  return (
    <li className="flex-wrap">
      <span className="min-w-0 flex-1 basis-52">
        <span className="block wrap-anywhere">
          {AGENT_NAMES[agent]} wanted to {toIntent(tool, approval.arguments)}
        </span>
        {reason !== null && reason !== '' && <span className="block text-sm text-muted wrap-anywhere">“{reason}”</span>}
        <ConversationLink approval={approval} />
      </span>
      <span className="flex-none text-sm sm:text-right">
        {status !== 'pending' && <span className={STATES[status].tone}>{STATES[status].words}</span>}
        <time dateTime={new Date(at).toISOString()} className="block text-[13px] text-muted">
          {new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })}
        </time>
      </span>
      <details className="step-details group/asked basis-full">
        <summary className="step-toggle">
          <ChevronRight aria-hidden="true" size={15} className="transition-transform group-open/asked:rotate-90" />
          What was asked
        </summary>
        <div className="mt-1 grid gap-2">
          <p className="text-[13px] text-muted">
            Tool <code className="font-mono">{tool}</code> · {approval.why}
          </p>
          <ArgumentsView tool={tool} value={approval.arguments} />
        </div>
      </details>
    </li>
  );
}

function ConversationLink({ approval: { conversation_id: id } }: { approval: Approval }) {
  const known = useConversations().conversations.find((conversation) => conversation.conversation_id === id);
  return (
    <p className="text-sm">
      <AppLink href={`/c/${id}`} onGo={() => showConversation(id)} className="text-link">
        {known ? `In “${known.title}”` : 'Show the conversation'}
      </AppLink>
    </p>
  );
}
