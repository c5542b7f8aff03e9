'use client';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { DECISION_WORDS } from '../../lib/client/decision-words.ts';
import { formatDuration, plural } from '../../lib/client/format.ts';
import type { RunView, TimelineStep } from '../../lib/client/run-view.ts';
import { capitalise, toDoing, toDone, toIntent } from '../../lib/client/tool-words.ts';
import { StepList } from './step-list.tsx';
import { useElapsed } from './use-elapsed.ts';

type RunTimelineProps = { run: RunView | undefined; isActive: boolean; hasText: boolean };

/** One line that says who does what; it opens to every step. Nothing is shown for an answer without steps worth telling. */
export function RunTimeline({ run, isActive, hasText }: RunTimelineProps) {
  const [isOpen, setOpen] = useState(false);
  const elapsed = useElapsed(isActive ? (run?.startedAt ?? null) : null);
  const steps = run?.steps ?? [];
  if (!isWorthTelling(run)) return isActive && !hasText ? <Waiting run={run} elapsed={elapsed} /> : null;
  const isWaiting = steps.some((step) => step.kind === 'approval' && step.decision === 'pending');
  const total = run?.startedAt != null && run.finishedAt !== null ? run.finishedAt - run.startedAt : elapsed;
  return (
    <div className="mb-2 text-sm">
      <button type="button" aria-expanded={isOpen} className="step-toggle" onClick={() => setOpen(!isOpen)}>
        <ChevronRight aria-hidden="true" size={15} className={`transition-transform ${isOpen ? 'rotate-90' : ''}`} />
        <span className={`min-w-0 truncate ${isActive && !isWaiting ? 'shimmer' : ''}`}>
          {isActive ? toHeadline(steps) : toNames(steps)}
        </span>
        {total !== null && <span className="flex-none tabular-nums">· {formatDuration(total)}</span>}
      </button>
      {isOpen && <StepList steps={steps} />}
    </div>
  );
}

/** Whether there is more to tell than that one agent answered. */
export function isWorthTelling(run: RunView | undefined): boolean {
  return run !== undefined && (run.steps.length > 1 || run.steps.some((step) => step.kind !== 'agent'));
}

const MOST_NAMES = 4;

/** Who and what took part, in order. */
function toNames(steps: readonly TimelineStep[]): string {
  const names = steps.flatMap(toName);
  const unique = [...new Set(names)];
  const rest = unique.length - MOST_NAMES;
  return unique.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${plural(rest, 'other')}` : '');
}

function toName(step: TimelineStep): string[] {
  switch (step.kind) {
    case 'agent':
      return [AGENT_NAMES[step.agent]];
    case 'tool':
      return [toDone(step.tool)];
    case 'switch':
      return [`switched to ${step.to}`];
    case 'resumed':
      return ['resumed'];
    default:
      return [];
  }
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
  const busy = steps.filter((item) => item.kind === 'agent' && item.state === 'running' && isInnermost(item, steps));
  if (!waiting && busy.length > 1) return `${plural(busy.length, 'agent')} at work: ${toNames(busy)}`;
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
