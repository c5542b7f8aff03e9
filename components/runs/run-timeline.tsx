'use client';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { DECISION_WORDS } from '../../lib/client/decision-words.ts';
import { formatDuration, plural } from '../../lib/client/format.ts';
import type { RunView, TimelineStep } from '../../lib/client/run-view.ts';
import { isWorthTelling, toNames } from '../../lib/client/run-words.ts';
import { capitalise, toDoing, toIntent } from '../../lib/client/tool-words.ts';
import type { Replay } from '../../lib/client/use-run-replay.ts';
import type { RunSummary } from '../../lib/contract/run-summary.ts';
import { StepList } from './step-list.tsx';
import { StoredSteps } from './stored-steps.tsx';
import { useElapsed } from './use-elapsed.ts';

type LiveTimelineProps = { run: RunView | undefined; hasText: boolean };

/** While a run goes on: one line that says who does what; it opens to every step so far. */
export function LiveTimeline({ run, hasText }: LiveTimelineProps) {
  const [isOpen, setOpen] = useState(false);
  const elapsed = useElapsed(run?.startedAt ?? null);
  const steps = run?.steps ?? [];
  const isMore = steps.length > 1 || steps.some((step) => step.kind !== 'agent');
  if (!isMore) return hasText ? null : <Waiting run={run} elapsed={elapsed} />;
  const isWaiting = steps.some((step) => step.kind === 'approval' && step.decision === 'pending');
  return (
    <div className="mb-2 text-sm">
      <Toggle isOpen={isOpen} onToggle={() => setOpen(!isOpen)} text={toHeadline(steps)} time={elapsed} isBusy={!isWaiting} />
      {isOpen && <StepList steps={steps} />}
    </div>
  );
}

type RunTimelineProps = { summary: RunSummary | undefined; replay: Replay | null; onOpen(): void };

/** Of a finished run: who took part and how long it took; the steps are read when someone opens it. */
export function RunTimeline({ summary, replay, onOpen }: RunTimelineProps) {
  const [isOpen, setOpen] = useState(false);
  if (!summary || !isWorthTelling(summary)) return null;
  const toggle = () => {
    setOpen(!isOpen);
    onOpen();
  };
  return (
    <div className="mb-2 text-sm">
      <Toggle isOpen={isOpen} onToggle={toggle} text={toNames(summary.parts)} time={summary.duration_ms ?? null} />
      {isOpen && <StoredSteps replay={replay} />}
    </div>
  );
}

type ToggleProps = { isOpen: boolean; onToggle(): void; text: string; time: number | null; isBusy?: boolean };

function Toggle({ isOpen, onToggle, text, time, isBusy = false }: ToggleProps) {
  return (
    <button type="button" aria-expanded={isOpen} className="step-toggle" onClick={onToggle}>
      <ChevronRight aria-hidden="true" size={15} className={`transition-transform ${isOpen ? 'rotate-90' : ''}`} />
      <span className={`min-w-0 truncate ${isBusy ? 'shimmer' : ''}`}>{text}</span>
      {time !== null && <span className="flex-none tabular-nums">· {formatDuration(time)}</span>}
    </button>
  );
}

function Waiting({ run, elapsed }: { run: RunView | undefined; elapsed: number | null }) {
  const who = run?.agent ? AGENT_NAMES[run.agent] : null;
  return (
    <p className="mb-2 text-sm text-muted">
      <span className="pulse">{who ? `${who} is thinking` : 'Starting'}…</span>
      {elapsed !== null && elapsed >= 3_000 && <span className="tabular-nums"> {formatDuration(elapsed)}</span>}
    </p>
  );
}

/** Whether no other agent is at work on its behalf. */
function isInnermost(agent: TimelineStep, steps: readonly TimelineStep[]): boolean {
  return !steps.some((other) => other.kind === 'agent' && other.state === 'running' && other.parentId === agent.id);
}

/** What waits for a person, else the newest thing that is going on, else the newest thing. */
function toHeadline(steps: readonly TimelineStep[]): string {
  const waiting = steps.findLast((item) => item.kind === 'approval' && item.decision === 'pending');
  const busy = steps.flatMap((item) =>
    item.kind === 'agent' && item.state === 'running' && isInnermost(item, steps) ? [AGENT_NAMES[item.agent]] : [],
  );
  if (!waiting && busy.length > 1) return `${plural(busy.length, 'agent')} at work: ${busy.join(', ')}`;
  const step = waiting ?? steps.findLast((item) => 'state' in item && item.state === 'running') ?? steps.at(-1);
  switch (step?.kind) {
    case 'agent':
      return `${AGENT_NAMES[step.agent]} · ${step.note ?? step.task ?? 'working'}`;
    case 'tool':
      return capitalise(step.note === undefined ? toDoing(step) : `${toDoing(step)} · ${step.note}`);
    case 'handoff':
      return `${AGENT_NAMES[step.from]} → ${AGENT_NAMES[step.to]}`;
    case 'approval':
      return `${capitalise(toIntent(step.tool, step.arguments))} · ${DECISION_WORDS[step.decision]}`;
    default:
      return 'Working';
  }
}
