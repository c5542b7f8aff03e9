import { usePathname } from 'next/navigation.js';
import { aimAt } from './message-target.ts';
import { type Place, toPlace } from './to-place.ts';

export function usePlace(): Place {
  return toPlace(usePathname());
}

/** Switches between conversations without asking the server for a page: all of them are the same one. */
export function showConversation(conversationId: string | null, mode: 'push' | 'replace' = 'push'): void {
  const path = conversationId === null ? '/' : `/c/${conversationId}`;
  if (globalThis.location.pathname === path) return;
  if (mode === 'push') globalThis.history.pushState(null, '', path);
  else globalThis.history.replaceState(null, '', path);
}

export function toMessagePath(conversationId: string, messageId: string | null): string {
  return `/c/${conversationId}${messageId === null ? '' : `#${messageId}`}`;
}

/** Opens a conversation at one of its messages; with `null` as any other. */
export function showMessage(conversationId: string, messageId: string | null): void {
  if (messageId === null) {
    showConversation(conversationId);
    return;
  }
  globalThis.history.pushState(null, '', toMessagePath(conversationId, messageId));
  aimAt({ conversationId, messageId });
}
