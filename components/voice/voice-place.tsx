'use client';
import { lazy, Suspense } from 'react';
import { useVoiceLink } from './voice-link.ts';

const VoiceDock = lazy(() => import('./voice-dock.tsx'));

/** The place of voice above the message field; empty, and without its code, until somebody wants to speak. */
export function VoicePlace({ conversationId }: { conversationId: string | null }) {
  const hasSession = useVoiceLink((state) => state.session !== null);
  const isOpen = useVoiceLink((state) => state.isOpen);
  const skeleton = isOpen && (
    <p role="status" className="voice-panel text-sm text-muted">
      Getting voice ready…
    </p>
  );
  if (!hasSession) return skeleton;
  return (
    <Suspense fallback={skeleton}>
      <VoiceDock conversationId={conversationId} />
    </Suspense>
  );
}
