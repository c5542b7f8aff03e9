'use client';
import { CloudOff, LoaderCircle } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useChat } from '../../lib/client/chat.ts';
import { useConversations, useHealth } from '../../lib/client/queries.ts';
import { toAppError } from '../../lib/contract/errors.ts';

/** One line above the composer while something is wrong with the connection, and only then. */
export function ConnectionNote({ runId }: { runId: string | null }) {
  const connection = useChat((state) => (runId === null ? undefined : state.connections[runId]));
  const isOnline = useSyncExternalStore(
    listen,
    () => navigator.onLine,
    () => true,
  );
  const health = useHealth();
  const list = useConversations();
  const text = toNote({
    isOnline,
    isWriting: runId !== null,
    isReconnecting: connection === 'reconnecting',
    error: health.error ?? list.error,
  });
  if (text === null) return null;
  const Icon = isOnline && connection === 'reconnecting' ? LoaderCircle : CloudOff;
  return (
    <p role="status" className="mb-2 flex items-center gap-2 rounded-xl bg-warn-soft px-4 py-2 text-sm text-warn">
      <Icon aria-hidden="true" size={16} className={Icon === LoaderCircle ? 'spin flex-none' : 'flex-none'} />
      {text}
    </p>
  );
}

type Circumstances = { isOnline: boolean; isWriting: boolean; isReconnecting: boolean; error: unknown };

function toNote({ isOnline, isWriting, isReconnecting, error }: Circumstances): string | null {
  if (!isOnline && isWriting) return 'You are offline. The answer goes on at the server and appears when you are back.';
  if (!isOnline) return 'You are offline. What you write is kept until you can send it.';
  if (isReconnecting) return 'Connection lost. Reconnecting; nothing will be missing.';
  if (error === undefined) return null;
  const { code, message } = toAppError(error);
  if (code === 'UNAUTHENTICATED') return 'Your session has ended. Reload the page to sign in again.';
  return `${message} It is tried again by itself.`;
}

function listen(onChange: () => void): () => void {
  globalThis.addEventListener('online', onChange);
  globalThis.addEventListener('offline', onChange);
  return () => {
    globalThis.removeEventListener('online', onChange);
    globalThis.removeEventListener('offline', onChange);
  };
}
