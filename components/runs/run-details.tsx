'use client';
import { formatDuration, plural } from '../../lib/client/format.ts';
import { useRunRecord } from '../../lib/client/queries.ts';
import { toSteps } from '../../lib/client/run-steps.ts';
import { useRunReplay } from '../../lib/client/use-run-replay.ts';
import type { RunRecord } from '../../lib/contract/runs.ts';
import { Reasoning } from './reasoning.tsx';
import { StepList } from './step-list.tsx';

/** The record of a run, read when someone wants to see it. */
export function RunDetails({ runId, hasSteps }: { runId: string /** They are shown elsewhere already. */; hasSteps: boolean }) {
  const { data, error } = useRunRecord(runId);
  const replay = useRunReplay(hasSteps ? null : runId);
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
      {data.error && <p className="mt-3 text-danger">{data.error.error}</p>}
      {!hasSteps && (
        <div className="mt-3">
          {/* The record has no results of calls and no reasons; it is there when the log of the run is not. */}
          <StepList steps={replay?.steps ?? toSteps(data)} />
          {replay && <Reasoning text={replay.reasoning} />}
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
