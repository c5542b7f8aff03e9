import { useState } from 'react';
import { announce } from '../../lib/client/announcer-store.ts';
import { toFieldProblems } from '../../lib/client/edited-arguments.ts';
import { decideApproval } from '../../lib/client/queries.ts';
import { tellTabs } from '../../lib/client/tab-channel.ts';
import type { Approval, ApprovalDecision } from '../../lib/contract/approvals.ts';
import { type FieldIssue, toAppError } from '../../lib/contract/errors.ts';

type Decision = {
  state: 'open' | 'sending' | 'decided';
  error: string | null;
  /** What the tool refuses about edited arguments. */
  problems: readonly FieldIssue[];
  decide(decision: ApprovalDecision): Promise<void>;
};

export function useDecision(approval: Pick<Approval, 'approval_id' | 'tool' | 'conversation_id'>): Decision {
  const [outcome, setOutcome] = useState<Omit<Decision, 'decide'>>({ state: 'open', error: null, problems: [] });
  const decide = async (decision: ApprovalDecision) => {
    setOutcome({ state: 'sending', error: null, problems: [] });
    try {
      const { status } = await decideApproval(approval.approval_id, decision);
      setOutcome({ state: 'decided', error: null, problems: [] });
      announce(`${approval.tool} ${status}`);
      tellTabs(approval.conversation_id);
    } catch (thrown) {
      const error = toAppError(thrown);
      setOutcome({ state: 'open', error: error.message, problems: toFieldProblems(error) });
    }
  };
  return { ...outcome, decide };
}
