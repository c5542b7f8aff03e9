'use client';
import type { ReactNode } from 'react';
import { formatDuration, plural } from '../../lib/client/format.ts';
import { useAgents, useHealth, useMetrics } from '../../lib/client/queries.ts';
import type { Tone } from '../../lib/client/service-note.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import type { HealthResponse, MetricsSummary, ModelState, ServiceState } from '../../lib/contract/health.ts';
import { toProviderName } from '../../lib/shared/provider-name.ts';
import { ScrollPage } from '../shell/scroll-page.tsx';
import { ToneDot } from './tone-dot.tsx';

/** Milliseconds, p95. PRD NFR-1; of a spoken turn the sum of its stages. */
const BUDGETS = { firstToken: 350, wholeAnswer: 1_200, spokenTurn: 2_050 };

export function StatusPage() {
  const health = useHealth();
  const metrics = useMetrics();
  return (
    <ScrollPage title="Status">
      <Section title="Services">
        {health.data && <Services health={health.data} />}
        {health.error && <Failure error={health.error} />}
        {!health.data && !health.error && <Placeholder />}
      </Section>
      <Section title="Latency">
        {metrics.data ? <Latency metrics={metrics.data} /> : metrics.error ? <Failure error={metrics.error} /> : <Placeholder />}
      </Section>
      <Section title="Load">
        {metrics.data ? <Load metrics={metrics.data} /> : metrics.error ? <Failure error={metrics.error} /> : <Placeholder />}
      </Section>
      <Agents />
    </ScrollPage>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}

const Placeholder = () => <div className="pulse h-28 rounded-2xl bg-side" />;

function Failure({ error }: { error: unknown }) {
  return <p className="rounded-xl bg-danger-soft px-4 py-3 text-sm text-danger">{toAppError(error).message}</p>;
}

function State({ tone, word }: { tone: Tone; word: string }) {
  return (
    <span className="flex flex-none items-center gap-2 text-sm">
      <ToneDot tone={tone} />
      {word}
    </span>
  );
}

const MODEL_WORDS: Record<ModelState['state'], { tone: Tone; word: string }> = {
  ready: { tone: 'good', word: 'connected' },
  failing: { tone: 'warn', word: 'failing' },
  paused: { tone: 'warn', word: 'paused after errors' },
  offline: { tone: 'calm', word: 'always there' },
};
const SERVICE_WORDS: Record<ServiceState, { tone: Tone; word: string }> = {
  healthy: { tone: 'good', word: 'works' },
  degraded: { tone: 'warn', word: 'limited' },
  unhealthy: { tone: 'bad', word: 'away' },
};

type ServiceRow = { name: string; hint: string | undefined; tone: Tone; word: string };

function toRows({ models, services, details }: HealthResponse): ServiceRow[] {
  return [
    ...models.map(({ provider, model, state }) => ({
      name: toProviderName(provider),
      hint: state === 'offline' ? 'Fixed rules: calculates, keeps tasks, quotes files and pages' : model,
      ...MODEL_WORDS[state],
    })),
    { name: 'Database', hint: details?.database, ...SERVICE_WORDS[services.database] },
    { name: 'Cache and limits', hint: details?.cache, ...SERVICE_WORDS[services.cache] },
  ];
}

function Services({ health }: { health: HealthResponse }) {
  return (
    <>
      <ul className="rows">
        {toRows(health).map(({ name, hint, tone, word }) => (
          <li key={`${name} ${hint}`}>
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{name}</span>
              {hint && <span className="block text-sm text-muted wrap-anywhere">{hint}</span>}
            </span>
            <State tone={tone} word={word} />
          </li>
        ))}
      </ul>
      {health.details?.local_models && (
        <p className="mt-2 text-[13px] text-muted">Local model servers: {health.details.local_models}</p>
      )}
      <p className="mt-2 text-[13px] text-muted">Version {health.version}</p>
    </>
  );
}

function Latency({ metrics }: { metrics: MetricsSummary }) {
  return (
    <ul className="rows">
      <Budget name="First token" latency={metrics.first_token} budgetMs={BUDGETS.firstToken} />
      <Budget name="Whole answer" latency={metrics.run_duration} budgetMs={BUDGETS.wholeAnswer} />
      {metrics.voice_turn.count > 0 && (
        <Budget name="Spoken answer, to its first sound" latency={metrics.voice_turn} budgetMs={BUDGETS.spokenTurn} />
      )}
    </ul>
  );
}

function Budget({ name, latency, budgetMs }: { name: string; latency: MetricsSummary['first_token']; budgetMs: number }) {
  const { p50_ms: p50, p95_ms: p95, count } = latency;
  const isWithin = p95 !== null && p95 <= budgetMs;
  return (
    <li>
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{name}</span>
        <span className="block text-sm text-muted tabular-nums">
          {p50 === null || p95 === null
            ? `No answers yet; the budget is ${formatDuration(budgetMs)}`
            : `p50 ${formatDuration(p50)} · p95 ${formatDuration(p95)} of ${formatDuration(budgetMs)} · ${plural(count, 'answer')}`}
        </span>
      </span>
      {p95 !== null && <State tone={isWithin ? 'good' : 'warn'} word={isWithin ? 'within budget' : 'over budget'} />}
    </li>
  );
}

function Load({ metrics: { runs, requests, open_streams, open_sockets, uptime_seconds } }: { metrics: MetricsSummary }) {
  const facts: [string, string | number][] = [
    ['Running now', runs.active],
    ['Completed', runs.completed],
    ['Failed', runs.failed],
    ['Stopped', runs.cancelled],
    ['Interrupted', runs.interrupted],
    ['With fallback', runs.fallbacks],
    ['Requests', requests.total],
    ['Errors', requests.errors],
    ['Open streams', open_streams],
    ['Open sockets', open_sockets],
    ['Up for', formatDuration(uptime_seconds * 1_000)],
  ];
  return (
    <dl className="grid grid-cols-2 gap-2 sm:grid-cols-4">
      {facts.map(([name, value]) => (
        <div key={name} className="rounded-xl border border-line px-4 py-2.5">
          <dt className="text-[13px] text-muted">{name}</dt>
          <dd className="text-lg font-medium tabular-nums">{typeof value === 'number' ? value.toLocaleString('en') : value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Agents() {
  const { data } = useAgents();
  if (!data) return null;
  return (
    <Section title="Agents">
      <ul className="rows">
        {data.map((agent) => (
          <li key={agent.agent_id}>
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{agent.name}</span>
              <span className="block text-sm text-muted">
                {agent.model}
                {agent.success_rate !== null && ` · ${Math.round(agent.success_rate * 100)} % successful`}
                {agent.p95_ms !== null && ` · p95 ${formatDuration(agent.p95_ms)}`}
              </span>
            </span>
            <State tone={agent.status === 'unavailable' ? 'bad' : 'good'} word={agent.status} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
