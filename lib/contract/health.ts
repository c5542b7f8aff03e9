import { z } from 'zod';
import { durationMs } from './primitives.ts';

export const SERVICE_STATES = ['healthy', 'degraded', 'unhealthy'] as const;

/** `degraded`: it answers, but not as configured or wished (the offline model, an open breaker, in-process limits while Redis is away). */
const serviceState = z.enum(SERVICE_STATES);
export type ServiceState = z.infer<typeof serviceState>;

/**
 * `ready`: nothing speaks against it; `failing`: its last call failed; `paused`: it failed so often that it is not called for a
 * while; `offline`: the built-in model, which cannot fail.
 */
export const MODEL_STATES = ['ready', 'failing', 'paused', 'offline'] as const;
const modelState = z.object({
  provider: z.string(),
  model: z.string(),
  state: z.enum(MODEL_STATES),
  problem: z.string().optional().meta({ description: 'What went wrong, for people' }),
});
export type ModelState = z.infer<typeof modelState>;

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
    models: z.array(modelState).meta({
      description: 'What answers for the supervisor, first choice first; empty while the product starts',
    }),
    timestamp: z.number().meta({ description: 'Seconds since the epoch' }),
    details: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'What serves, in words: `database: embedded`, `supervisor: offline model, no provider configured`' }),
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
    voice_turn: latency.meta({ description: 'From the end of speech to the first sound of its answer, as browsers measured it' }),
    open_streams: z.int(),
    open_sockets: z.int(),
  })
  .meta({ id: 'MetricsSummary' });
export type MetricsSummary = z.infer<typeof metricsSummary>;
