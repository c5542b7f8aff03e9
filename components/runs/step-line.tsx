import type { ReactNode } from 'react';
import type { StepState } from '../../lib/client/run-view.ts';

type StepLineProps = {
  icon: ReactNode;
  title: string;
  text?: string | undefined;
  state?: StepState | 'waiting';
  /** Time, tokens: what is said after the state. */
  facts?: string;
};

const STATES = { running: 'running', ok: 'done', error: 'failed', cancelled: 'stopped', waiting: 'waiting' } as const;
const COLOURS: Partial<Record<keyof typeof STATES, string>> = { error: 'text-danger', waiting: 'text-warn' };

/** One step in one line: what, about what, how it went. */
export function StepLine({ icon, title, text, state, facts }: StepLineProps) {
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
        <span className={`flex-none text-[13px] tabular-nums ${COLOURS[state] ?? 'text-muted'}`}>
          {[STATES[state], facts].filter(Boolean).join(' · ')}
        </span>
      )}
    </span>
  );
}
