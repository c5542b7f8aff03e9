'use client';
import { useHealth } from '../../lib/client/queries.ts';
import { useUi } from '../../lib/client/ui-store.ts';
import { AppLink } from '../ui/app-link.tsx';
import { DOTS, toOverall } from './service-state.ts';

const WORDS = { healthy: 'All services work', degraded: 'Limited service', unhealthy: 'Not reachable' };

export function HealthBadge() {
  const { data, error } = useHealth();
  const overall = toOverall(data, error);
  const word = overall === 'unhealthy' && error === undefined ? 'Not healthy' : overall === null ? 'Checking…' : WORDS[overall];
  return (
    <AppLink
      href="/status"
      className="flex min-h-9 min-w-0 flex-1 items-center gap-2.5 rounded-lg px-2 text-sm text-muted hover:bg-hover pointer-coarse:min-h-11"
      onClick={() => useUi.setState({ isDrawerOpen: false })}
    >
      <span aria-hidden="true" className={`size-2 flex-none rounded-full ${overall === null ? 'bg-control' : DOTS[overall]}`} />
      <span className="truncate">
        <span className="sr-only">Status: </span>
        {word}
      </span>
    </AppLink>
  );
}
