/**
 * Messages between replicas: wake-ups, not data. Delivery is at most once; whoever needs certainty also polls the store.
 * Topics: `run.<run_id>` (new events are durable), `cancel` (payload: run id), `keys` (payload: id of a revoked key).
 */
export type EventBus = {
  /** Never throws, never blocks; lost while the bus is down. */
  publish(topic: string, payload: string): void;
  /** Resolves once messages will arrive; the result unsubscribes. */
  subscribe(topic: string, handler: (payload: string) => void): Promise<() => void>;
  /** `embedded`: in this process alone. */
  state(): 'embedded' | 'healthy' | 'unhealthy';
  close(): Promise<void>;
};

/** Counts calls per key in a window; shared by all replicas where Redis is configured, else in-process. Never opens when it fails. */
export type Limiter = {
  consume(key: string, points?: number): Promise<{ allowed: true } | { allowed: false; retryAfterMs: number }>;
};
