import { z } from 'zod';
import { durationMs } from './primitives.ts';

export const SERVICE_STATES = ['healthy', 'degraded', 'unhealthy', 'embedded', 'offline'] as const;

/** `embedded`: the in-process default serves; `offline`: no language model is configured, the offline model answers. */
const serviceState = z.enum(SERVICE_STATES);

/** PRD §9. `timestamp` in seconds. */
export const healthResponse = z
  .object({
    status: z.enum(['healthy', 'unhealthy']),
    version: z.string(),
    services: z.object({
      database: serviceState,
      cache: serviceState,
      supervisor: serviceState,
      fallback_provider: serviceState,
    }),
    timestamp: z.number().meta({ description: 'Seconds since the epoch' }),
  })
  .meta({ id: 'HealthResponse' });
export type HealthResponse = z.infer<typeof healthResponse>;

export const liveResponse = z.object({ status: z.literal('alive') }).meta({ id: 'LiveResponse' });
export const readyResponse = z.object({ status: z.literal('ready') }).meta({ id: 'ReadyResponse' });

const latency = z.object({ count: z.int(), p50_ms: durationMs.nullable(), p95_ms: durationMs.nullable() });

export const metricsSummary = z
  .object({
    uptime_seconds: z.number(),
    requests: z.object({ total: z.int(), errors: z.int() }),
    runs: z.object({
      active: z.int(),
      completed: z.int(),
      failed: z.int(),
      cancelled: z.int(),
      interrupted: z.int(),
      fallbacks: z.int(),
    }),
    first_token: latency,
    run_duration: latency,
    open_streams: z.int(),
    open_sockets: z.int(),
  })
  .meta({ id: 'MetricsSummary' });
export type MetricsSummary = z.infer<typeof metricsSummary>;
