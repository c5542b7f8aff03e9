import { chatStore } from '../../lib/client/chat.ts';
import type { SendOutcome } from '../../lib/client/chat-actions.ts';
import { NEW_CHAT } from '../../lib/client/chat-store.ts';
import { EMPTY_THREAD, toPath } from '../../lib/client/thread.ts';
import { toPlace } from '../../lib/client/to-place.ts';
import { toChosenAgent, useUi } from '../../lib/client/ui-store.ts';
import { deliver } from '../chat/use-send.ts';

/** The conversation that the page shows; `null`: a new one. */
export function shownConversation(): string | null {
  const place = toPlace(globalThis.location.pathname);
  return place.kind === 'chat' ? place.conversationId : null;
}

/** What is on its way would else become the parent of what comes after it too late. */
function untilFree(key: string): Promise<void> {
  if (!chatStore.getState().pending[key]) return Promise.resolve();
  return new Promise((resolve) => {
    const unsubscribe = chatStore.subscribe(({ pending }) => {
      if (pending[key]) return;
      unsubscribe();
      // Whoever sent it shows where it went, first.
      setTimeout(resolve, 0);
    });
  });
}

/** Sends what was said under the newest message that is shown; its answer will be spoken. */
export async function sendSpoken(text: string): Promise<SendOutcome> {
  await untilFree(shownConversation() ?? NEW_CHAT);
  const conversationId = shownConversation();
  const thread = conversationId === null ? undefined : chatStore.getState().threads[conversationId];
  const parentId = toPath(thread ?? EMPTY_THREAD).at(-1)?.message.message_id ?? null;
  const agent = toChosenAgent(useUi.getState(), conversationId ?? NEW_CHAT);
  return deliver({ conversationId, text, parentId, agent, isVoice: true });
}
