import { usePathname } from 'next/navigation.js';

const CONVERSATION_PATH = /^\/c\/(conv_[0-9A-Za-z]{1,64})$/;

export type Place = { kind: 'chat'; conversationId: string | null } | { kind: 'page' };

export function toPlace(pathname: string): Place {
  if (pathname === '/') return { kind: 'chat', conversationId: null };
  const match = CONVERSATION_PATH.exec(pathname);
  return match?.[1] === undefined ? { kind: 'page' } : { kind: 'chat', conversationId: match[1] };
}

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
