import { ArrowRightLeft, Bot, CornerDownRight, RotateCcw, ShieldQuestion, Wrench } from 'lucide-react';
import type { ReactNode } from 'react';
import { AGENT_NAMES } from '../../lib/client/agent-names.ts';
import { formatDuration, plural } from '../../lib/client/format.ts';
import type { AgentStep, StepState, TimelineStep, ToolStep } from '../../lib/client/run-view.ts';

export function StepList({ steps }: { steps: readonly TimelineStep[] }) {
  return (
    <ol aria-label="Steps" className="mt-1 ml-2 grid gap-0.5 border-l border-line pl-3">
      {steps.map((step) => (
        <li key={`${step.kind} ${step.id}`}>
          <Step step={step} />
        </li>
      ))}
    </ol>
  );
}

function Step({ step }: { step: TimelineStep }) {
  switch (step.kind) {
    case 'agent':
      return <Agent step={step} />;
    case 'tool':
      return <Tool step={step} />;
    case 'handoff':
      return (
        <Line
          icon={<CornerDownRight size={15} />}
          title={`${AGENT_NAMES[step.from]} → ${AGENT_NAMES[step.to]}`}
          text={step.reason}
        />
      );
    case 'switch':
      return <Line icon={<ArrowRightLeft size={15} />} title={`${step.from} → ${step.to}`} text={step.reason} />;
    case 'resumed':
      return <Line icon={<RotateCcw size={15} />} title="Resumed" text="after the server was restarted" />;
    case 'approval':
      return <Line icon={<ShieldQuestion size={15} />} title={step.tool} text={APPROVALS[step.decision]} />;
  }
}

const APPROVALS = { pending: 'waits for approval', approve: 'approved', reject: 'rejected', expired: 'approval expired' };

const STATES: Record<StepState, string> = { running: 'running', ok: 'done', error: 'failed', cancelled: 'stopped' };

function Agent({ step }: { step: AgentStep }) {
  const tokens = step.usage && step.usage.total_tokens > 0 ? ` · ${plural(step.usage.total_tokens, 'token')}` : '';
  const text = step.state === 'running' ? (step.note ?? step.task) : step.task;
  return (
    <Line icon={<Bot size={15} />} title={AGENT_NAMES[step.agent]} text={text} state={step.state} time={toTime(step) + tokens} />
  );
}

function Tool({ step }: { step: ToolStep }) {
  const text = step.summary ?? step.note ?? toInline(step.arguments);
  const line = <Line icon={<Wrench size={15} />} title={step.tool} text={text} state={step.state} time={toTime(step)} />;
  return (
    <details className="step-details">
      <summary>{line}</summary>
      <Json label="Arguments" value={step.arguments} />
      {step.output !== undefined && <Json label="Result" value={step.output} />}
    </details>
  );
}

function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <div className="my-1">
      <p className="text-[13px] text-muted">{label}</p>
      <pre
        tabIndex={0}
        role="group"
        aria-label={label}
        className="max-h-60 overflow-auto rounded-lg bg-side p-3 font-mono text-[13px]"
      >
        {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
      </pre>
    </div>
  );
}

type LineProps = { icon: ReactNode; title: string; text?: string | undefined; state?: StepState; time?: string };

function Line({ icon, title, text, state, time }: LineProps) {
  return (
    <span className="flex min-h-7 items-center gap-2 text-sm">
      <span aria-hidden="true" className={`flex-none ${state === 'running' ? 'pulse text-accent' : 'text-muted'}`}>
        {icon}
      </span>
      <span className="flex-none font-medium">{title}</span>
      <span className="min-w-0 flex-1 truncate text-muted" title={text}>
        {text}
      </span>
      {state && (
        <span className={`flex-none text-[13px] tabular-nums ${state === 'error' ? 'text-danger' : 'text-muted'}`}>
          {[STATES[state], time].filter(Boolean).join(' · ')}
        </span>
      )}
    </span>
  );
}

function toTime(step: AgentStep | ToolStep): string {
  return step.durationMs === undefined ? '' : formatDuration(step.durationMs);
}

function toInline(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
