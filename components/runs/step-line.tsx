import type { ReactNode } from 'react';
import type { StepState } from '../../lib/client/run-view.ts';
import type { AskedCall } from '../../lib/contract/run-summary.ts';

type StepLineProps = {
  icon: ReactNode;
  title: string;
  text?: string | undefined;
  state?: StepState | AskedCall['decision'];
  /** How long it took. */
  time?: string;
  /** Said where there is room. */
  extras?: readonly string[];
  bar?: ReactNode;
};

const STATES = {
  running: 'running',
  ok: 'done',
  error: 'failed',
  cancelled: 'stopped',
  pending: 'waiting',
  approve: 'approved by you',
  reject: 'Rejected by you',
  expired: 'not approved in time',
} as const;
const COLOURS: Partial<Record<keyof typeof STATES, string>> = {
  error: 'text-danger',
  reject: 'text-danger',
  expired: 'text-warn',
  pending: 'text-warn',
};

/** One step in one line, in a narrow conversation in two: what, about what, how it went. */
export function StepLine({ icon, title, text = '', state, time = '', extras = [], bar }: StepLineProps) {
  return (
    <span className="flex min-h-7 flex-wrap items-center gap-x-2 text-sm @xl:flex-nowrap">
      <span aria-hidden="true" className={`flex-none ${state === 'running' ? 'pulse text-accent' : 'text-muted'}`}>
        {icon}
      </span>
      <span className="min-w-0 flex-none truncate font-medium @max-xl:flex-1">{title}</span>
      {text !== '' && (
        <span className="min-w-0 flex-1 truncate text-muted @max-xl:order-last @max-xl:basis-full @max-xl:pl-[23px]" title={text}>
          {text}
        </span>
      )}
      {state && (
        <span className={`ml-auto flex-none text-[13px] tabular-nums ${COLOURS[state] ?? 'text-muted'}`}>
          {[STATES[state], time].filter(Boolean).join(' · ')}
          <span className="@max-xl:hidden">{extras.map((extra) => ` · ${extra}`)}</span>
        </span>
      )}
      {bar}
    </span>
  );
}
