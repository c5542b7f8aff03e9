'use client';
import { useAnnouncer } from '../../lib/client/announcer-store.ts';

/** Says what happened to people who cannot see it; a repeated sentence gets a new element, else it would be silent. */
export function Announcer() {
  const { text, count } = useAnnouncer();
  return (
    <div role="status" aria-live="polite" className="sr-only">
      <span key={count}>{text}</span>
    </div>
  );
}
