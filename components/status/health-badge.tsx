'use client';
import { useHealth } from '../../lib/client/queries.ts';
import { toServiceNote } from '../../lib/client/service-note.ts';
import { useUi } from '../../lib/client/ui-store.ts';
import { AppLink } from '../ui/app-link.tsx';
import { ToneDot } from './tone-dot.tsx';

export function HealthBadge() {
  const { data, error } = useHealth();
  const { tone, text, more } = toServiceNote(data, error);
  return (
    <AppLink
      href="/status"
      aria-label={`Status: ${text}. ${more}`}
      title={`${text}. ${more}`}
      className="flex min-h-9 min-w-0 flex-1 items-center gap-2.5 rounded-lg px-2 text-sm text-muted hover:bg-hover pointer-coarse:min-h-11"
      onClick={() => useUi.setState({ isDrawerOpen: false })}
    >
      <ToneDot tone={tone} />
      <span className="truncate">{text}</span>
    </AppLink>
  );
}
