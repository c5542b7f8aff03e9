'use client';
import { lazy, Suspense, useEffect } from 'react';
import { announce } from '../../lib/client/announcer-store.ts';
import { refreshApprovals, useApprovals } from '../../lib/client/queries.ts';
import type { ApprovalStep, RunView } from '../../lib/client/run-view.ts';
import { jsonObject } from '../../lib/contract/primitives.ts';

const ApprovalCard = lazy(async () => ({ default: (await import('./approval-card.tsx')).ApprovalCard }));

/** What a run waits for, in its conversation. */
export function RunApprovals({ run }: { run: RunView | undefined }) {
  const waiting =
    run?.steps.filter((step): step is ApprovalStep => step.kind === 'approval' && step.decision === 'pending') ?? [];
  const conversationId = run?.conversationId ?? null;
  if (conversationId === null) return null;
  return waiting.map((step) => <Waiting key={step.id} step={step} conversationId={conversationId} />);
}

function Waiting({ step, conversationId }: { step: ApprovalStep; conversationId: string }) {
  const { data } = useApprovals('pending');
  const known = data?.find((approval) => approval.approval_id === step.id);
  useEffect(() => {
    announce(`${step.tool} waits for your approval`);
    void refreshApprovals();
    return () => void refreshApprovals();
  }, [step.tool]);
  const parsed = jsonObject.safeParse(step.arguments);
  const asked = {
    approval_id: step.id,
    conversation_id: conversationId,
    tool: step.tool,
    arguments: parsed.success ? parsed.data : {},
    risk: step.risk,
    expires_at: step.expiresAt,
  };
  return (
    <Suspense fallback={<p className="pulse py-3 text-sm text-muted">Waiting for your approval…</p>}>
      <ApprovalCard approval={known ?? asked} />
    </Suspense>
  );
}
