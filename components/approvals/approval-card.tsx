'use client';
import { ShieldQuestion } from 'lucide-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { formatUntil } from '../../lib/client/format.ts';
import { toIntent } from '../../lib/client/tool-words.ts';
import type { Approval, ApprovalDecision } from '../../lib/contract/approvals.ts';
import { ArgumentsEditor } from './arguments-editor.tsx';
import { ArgumentsView } from './arguments-view.tsx';
import { RejectForm } from './reject-form.tsx';
import { useDecision } from './use-decision.ts';
import { useNow } from './use-now.ts';

/** What is known of an approval: its event says less than the inbox. */
export type AskedApproval = Pick<Approval, 'approval_id' | 'tool' | 'arguments' | 'risk' | 'expires_at' | 'conversation_id'> &
  Partial<Pick<Approval, 'agent' | 'why'>>;

const RISKS: Record<Approval['risk'], string> = {
  read: 'Reads',
  write: 'Changes data',
  execute: 'Runs code',
  spend: 'Costs money',
};

/** A call that waits for a person: what it is, why it waits, and the decision. `children` follows the title. */
export function ApprovalCard({ approval, children }: { approval: AskedApproval; children?: ReactNode }) {
  const [mode, setMode] = useState<'view' | 'edit' | 'reject'>('view');
  const { state, error, problems, decide: send } = useDecision(approval);
  const now = useNow(approval.expires_at);
  const titleId = useId();
  const isExpired = now !== null && now >= approval.expires_at;
  const isBusy = state !== 'open' || isExpired;
  const card = useRef<HTMLDivElement>(null);
  const editButton = useRef<HTMLButtonElement>(null);
  const rejectButton = useRef<HTMLButtonElement>(null);
  const decide = (decision: ApprovalDecision) => {
    // A button that is off loses the focus.
    card.current?.focus();
    void send(decision);
  };
  const back = () => {
    const button = mode === 'edit' ? editButton : rejectButton;
    // The buttons are there again once the form is gone.
    flushSync(() => setMode('view'));
    button.current?.focus();
  };
  return (
    <div ref={card} role="group" aria-labelledby={titleId} tabIndex={-1} data-testid="approval" className="approval-card">
      <p id={titleId} className="flex flex-wrap items-center gap-x-2 text-sm font-medium">
        <ShieldQuestion aria-hidden="true" size={17} className="flex-none text-warn" />
        <span className="min-w-0">
          {approval.agent ? `${AGENT_NAMES[approval.agent]} wants` : 'An agent wants'} to{' '}
          {toIntent(approval.tool, approval.arguments)}
        </span>
        <span className="tag">{RISKS[approval.risk]}</span>
      </p>
      {approval.why !== undefined && <p className="text-sm text-muted">{approval.why}</p>}
      {children}
      {mode === 'edit' ? (
        <ArgumentsEditor
          tool={approval.tool}
          initial={approval.arguments}
          problems={problems}
          isBusy={isBusy}
          onApprove={(edited) => decide({ decision: 'approve', arguments: edited })}
          onCancel={back}
        />
      ) : (
        <ArgumentsView tool={approval.tool} value={approval.arguments} />
      )}
      {error !== null && (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
      {mode === 'reject' && (
        <RejectForm
          isBusy={isBusy}
          onReject={(reason) => decide({ decision: 'reject', ...(reason === '' ? {} : { reason }) })}
          onCancel={back}
        />
      )}
      {mode === 'view' && (
        <div className="flex flex-wrap items-center gap-2">
          <button
            type="button"
            className="button button-primary"
            disabled={isBusy}
            onClick={() => decide({ decision: 'approve' })}
          >
            Approve
          </button>
          <button ref={editButton} type="button" className="button" disabled={isBusy} onClick={() => setMode('edit')}>
            Edit
          </button>
          <button ref={rejectButton} type="button" className="button" disabled={isBusy} onClick={() => setMode('reject')}>
            Reject
          </button>
        </div>
      )}
      <p role="status" className="text-[13px] text-muted">
        {state === 'decided' && 'Decided; the answer goes on.'}
        {state === 'sending' && 'Sending the decision…'}
        {state === 'open' && isExpired && 'Expired: nobody approved it in time.'}
        {state === 'open' && !isExpired && now !== null && `Expires ${formatUntil(approval.expires_at, now)}.`}
      </p>
    </div>
  );
}
