import type { Tone } from '../../lib/client/service-note.ts';

const COLORS: Record<Tone, string> = { good: 'bg-accent', calm: 'bg-control', warn: 'bg-warn', bad: 'bg-danger' };

/** The words beside it say the same. */
export function ToneDot({ tone }: { tone: Tone }) {
  return <span aria-hidden="true" className={`tone-dot ${COLORS[tone]}`} />;
}
