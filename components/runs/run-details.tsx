'use client';
import { formatDuration, plural } from '../../lib/client/format.ts';
import { useRunRecord } from '../../lib/client/queries.ts';
import type { Replay } from '../../lib/client/use-run-replay.ts';
import type { RunRecord } from '../../lib/contract/runs.ts';
import { StoredSteps } from './stored-steps.tsx';

type RunDetailsProps = {
  runId: string;
  /** Its steps, where they are not shown above the answer. */
  steps: { replay: Replay | null } | null;
};

/** The record of a run, read when someone wants to see it. */
export function RunDetails({ runId, steps }: RunDetailsProps) {
  const { data, error } = useRunRecord(runId);
  if (error) return <p className="py-2 text-sm text-danger">The record of this answer could not be read.</p>;
  if (!data) return <p className="pulse py-2 text-sm text-muted">Reading the record…</p>;
  return (
    <section aria-label="How this answer came about" className="mt-1 rounded-xl border border-line px-4 py-3 text-sm">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
        {toFacts(data).map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-[13px] text-muted">{name}</dt>
            <dd className="truncate tabular-nums" title={value}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {steps && (
        <div className="mt-3">
          <StoredSteps replay={steps.replay} />
        </div>
      )}
    </section>
  );
}

function toFacts({ metadata, token_usage: usage, timings }: RunRecord): [string, string][] {
  const { created_at: created, first_token_at: first, finished_at: finished } = timings;
  const facts: [string, string | undefined][] = [
    ['Model', metadata && `${metadata.provider} · ${metadata.model}`],
    ['First token', first === undefined ? undefined : formatDuration(Math.max(0, first - created))],
    ['Whole answer', finished === undefined ? undefined : formatDuration(Math.max(0, finished - created))],
    ['Tokens', usage && plural(usage.total_tokens, 'token')],
    ['Cost', usage?.cost_usd === undefined || usage.cost_usd === 0 ? undefined : `$${usage.cost_usd.toFixed(4)}`],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
