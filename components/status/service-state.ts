import type { HealthResponse, ServiceState } from '../../lib/contract/health.ts';

export const SERVICE_NAMES: Record<keyof HealthResponse['services'], string> = {
  database: 'Database',
  cache: 'Cache and limits',
  supervisor: 'Supervisor',
  fallback_provider: 'Fallback provider',
};

export const DOTS: Record<ServiceState, string> = { healthy: 'bg-accent', degraded: 'bg-warn', unhealthy: 'bg-danger' };

/** The worst state of all, in one word for the badge. */
export function toOverall(health: HealthResponse | undefined, error: unknown): ServiceState | null {
  if (error !== undefined) return 'unhealthy';
  if (!health) return null;
  if (health.status === 'unhealthy') return 'unhealthy';
  return Object.values(health.services).every((state) => state === 'healthy') ? 'healthy' : 'degraded';
}
