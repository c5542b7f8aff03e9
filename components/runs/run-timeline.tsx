'use client';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { formatDuration, plural } from '../../lib/client/format.ts';
import type { RunView, TimelineStep } from '../../lib/client/run-view.ts';
import { StepList } from './step-list.tsx';
import { useElapsed } from './use-elapsed.ts';

type RunTimelineProps = { run: RunView | undefined; isActive: boolean; hasText: boolean };

/** One line that says who does what; it opens to every step. Nothing is shown for an answer without steps worth telling. */
export function RunTimeline({ run, isActive, hasText }: RunTimelineProps) {
  const [isOpen, setOpen] = useState(false);
  const elapsed = useElapsed(isActive ? (run?.startedAt ?? null) : null);
  const steps = run?.steps ?? [];
  if (!isWorthTelling(run)) return isActive && !hasText ? <Waiting run={run} elapsed={elapsed} /> : null;
  const total = run?.startedAt != null && run.finishedAt !== null ? run.finishedAt - run.startedAt : elapsed;
  return (
    <div className="mb-2 text-sm">
      <button type="button" aria-expanded={isOpen} className="step-toggle" onClick={() => setOpen(!isOpen)}>
        <ChevronRight aria-hidden="true" size={15} className={`transition-transform ${isOpen ? 'rotate-90' : ''}`} />
        <span className={`min-w-0 truncate ${isActive ? 'shimmer' : ''}`}>{isActive ? toHeadline(steps) : toNames(steps)}</span>
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
      return [step.tool];
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

/** The newest thing that is going on, else the newest thing. */
function toHeadline(steps: readonly TimelineStep[]): string {
  const step = steps.findLast((item) => 'state' in item && item.state === 'running') ?? steps.at(-1);
  switch (step?.kind) {
    case 'agent':
      return `${AGENT_NAMES[step.agent]} · ${step.note ?? step.task ?? 'working'}`;
    case 'tool':
      return `${step.tool} · ${step.note ?? 'running'}`;
    case 'handoff':
      return `${AGENT_NAMES[step.from]} → ${AGENT_NAMES[step.to]}`;
    case 'approval':
      return `${step.tool} · waits for approval`;
    default:
      return 'Working';
  }
}
