import { AppError } from '../../../lib/contract/errors.ts';
import { toEventsJsonSchema } from '../../../lib/contract/events.ts';
import type { HealthResponse, MetricsSummary } from '../../../lib/contract/health.ts';
import { toOpenApi } from '../../../lib/contract/openapi.ts';
import type { Clock } from '../../core/clock.ts';
import type { Call, Handlers } from '../call.ts';
import { toDocsPage } from '../docs-page.ts';

type OperationsOperations =
  | 'health'
  | 'apiHealth'
  | 'healthLive'
  | 'healthReady'
  | 'metrics'
  | 'apiMetrics'
  | 'metricsSummary'
  | 'eventsSchema'
  | 'openapi'
  | 'docs';

/** Numbers of this process. */
export type MetricsSource = { contentType: string; text(): Promise<string>; summary(): Promise<MetricsSummary> };

type Deps = { version: string; clock: Clock; metrics: MetricsSource; isDraining: () => boolean };

const STARTING: Awaited<ReturnType<NonNullable<Call<'health'>['backend']>['health']>> = {
  status: 'unhealthy',
  services: { database: 'unhealthy', cache: 'unhealthy', supervisor: 'unhealthy', fallback_provider: 'unhealthy' },
  models: [],
  details: { database: 'starting' },
};

/** Made at first use; they are the same for the life of the process. */
function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export function operationsRoutes({ version, clock, metrics, isDraining }: Deps): Pick<Handlers, OperationsOperations> {
  const openApi = lazily(() => toOpenApi(version));
  const openApiText = lazily(() => JSON.stringify(openApi()));
  const eventsText = lazily(() => JSON.stringify(toEventsJsonSchema()));
  const docs = lazily(() => toDocsPage(openApi()));

  async function health({ backend, reply }: Call<'health'> | Call<'apiHealth'>): Promise<HealthResponse> {
    const state = backend ? await backend.health() : STARTING;
    reply.code(state.status === 'healthy' ? 200 : 503);
    return { ...state, version, timestamp: clock.now() / 1000 };
  }

  async function prometheus({ reply }: Call<'metrics'> | Call<'apiMetrics'>): Promise<string> {
    reply.type(metrics.contentType);
    return metrics.text();
  }

  return {
    health,
    apiHealth: health,
    healthLive: async () => ({ status: 'alive' }),
    healthReady: async ({ backend }) => {
      if (isDraining() || !(await backend?.isReady())) throw new AppError('NOT_READY');
      return { status: 'ready' };
    },
    metrics: prometheus,
    apiMetrics: prometheus,
    metricsSummary: () => metrics.summary(),
    eventsSchema: async ({ reply }) => {
      reply.type('application/schema+json');
      return eventsText();
    },
    openapi: async ({ reply }) => {
      reply.type('application/json; charset=utf-8');
      return openApiText();
    },
    docs: async ({ reply }) => {
      const page = docs();
      reply.type('text/html; charset=utf-8').header('content-security-policy', page.policy);
      return page.html;
    },
  };
}
