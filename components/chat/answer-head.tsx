'use client';
import type { RunView } from '../../lib/client/run-view.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { RunSummary } from '../../lib/contract/run-summary.ts';
import { DecidedCalls } from '../approvals/decided-calls.tsx';
import { Reasoning } from '../runs/reasoning.tsx';
import { LiveTimeline, RunTimeline } from '../runs/run-timeline.tsx';
import { WhyAgent } from '../runs/why-agent.tsx';
import { regenerate } from './regenerate.ts';
import type { AnswerDetails } from './use-answer-replay.ts';
import { stopRun } from './use-shown-run.ts';

type LiveHeadProps = { message: StoredMessage; run: RunView | undefined; hasText: boolean };

/** Above an answer that is being written: who does what, and why. */
export function LiveHead({ message, run, hasText }: LiveHeadProps) {
  const handoff = run?.steps.findLast((step) => step.kind === 'handoff');
  const asked = run?.steps.filter((step) => step.kind === 'approval') ?? [];
  const askAnother = async (agent: AgentId) => {
    if (message.run_id !== null) await stopRun(message.run_id);
    regenerate(message, { agent });
  };
  return (
    <>
      <LiveTimeline run={run} hasText={hasText} />
      <WhyAgent handoff={handoff} onAsk={(agent) => void askAnother(agent)} />
      <DecidedCalls calls={asked} />
      <Reasoning text={run?.reasoning ?? ''} />
    </>
  );
}

type StoredHeadProps = { message: StoredMessage; summary: RunSummary | undefined; details: AnswerDetails };

/** The same above a finished answer, from what is stored with it. */
export function StoredHead({ message, summary, details: { replay, open } }: StoredHeadProps) {
  const asked = summary?.approvals?.map(({ approval_id: id, ...call }) => ({ ...call, id })) ?? [];
  return (
    <>
      <RunTimeline summary={summary} replay={replay} onOpen={open} />
      <WhyAgent handoff={summary?.handoff} onAsk={(agent) => regenerate(message, { agent })} />
      <DecidedCalls calls={asked} />
      {summary?.has_reasoning && <Reasoning text={replay?.state === 'read' ? replay.run.reasoning : null} onOpen={open} />}
    </>
  );
}
