const CONVERSATION_PATH = /^\/c\/(conv_[0-9A-Za-z]{1,64})$/;

export type Place = { kind: 'chat'; conversationId: string | null } | { kind: 'page' };

export function toPlace(pathname: string): Place {
  if (pathname === '/') return { kind: 'chat', conversationId: null };
  const match = CONVERSATION_PATH.exec(pathname);
  return match?.[1] === undefined ? { kind: 'page' } : { kind: 'chat', conversationId: match[1] };
}
