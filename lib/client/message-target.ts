import { create } from 'zustand';

type Target = { conversationId: string; messageId: string };

/** The message that a search has led to and that is not on the screen yet; `null`: none. */
export const useMessageTarget = create<{ target: Target | null }>(() => ({ target: null }));

export function aimAt(target: Target | null): void {
  useMessageTarget.setState({ target });
}
