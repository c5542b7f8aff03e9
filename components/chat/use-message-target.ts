import { useEffect, useRef } from 'react';
import { chatActions } from '../../lib/client/chat.ts';
import type { ThreadLoad } from '../../lib/client/chat-store.ts';
import { aimAt, useMessageTarget } from '../../lib/client/message-target.ts';
import { type PathItem, type Thread, toAncestry } from '../../lib/client/thread.ts';
import { showToast } from '../../lib/client/toast-store.ts';

const MESSAGE_ID = /^msg_\w{1,64}$/;

type Shown = { conversationId: string | null; thread: Thread; path: readonly PathItem[]; load: ThreadLoad | null };

/** Brings the message that the address or a search names onto the branch that is shown: picks its branch, loads older pages. */
export function useAimedMessage({ conversationId, thread, path, load }: Shown): void {
  const messageId = useTargetOf(conversationId);
  const picked = useRef<string | null>(null);
  useEffect(() => {
    const named = globalThis.location.hash.slice(1);
    if (conversationId !== null && MESSAGE_ID.test(named)) aimAt({ conversationId, messageId: named });
  }, [conversationId]);
  useEffect(() => {
    if (conversationId === null || messageId === null || load?.state !== 'ready') return;
    if (path.some(({ message }) => message.message_id === messageId)) return;
    if (messageId in thread.messages && picked.current !== messageId) {
      picked.current = messageId;
      for (const message of toAncestry(thread, messageId)) chatActions.pick(message);
    } else if (thread.olderBefore !== null) {
      void chatActions.loadOlder(conversationId);
    } else {
      aimAt(null);
      showToast({ tone: 'info', text: 'That message is not in this conversation any more.' });
    }
  }, [conversationId, messageId, thread, path, load]);
}

/** The message of this conversation that is to be shown; `null`: none. */
export function useTargetOf(conversationId: string | null): string | null {
  return useMessageTarget(({ target }) => (target?.conversationId === conversationId ? (target?.messageId ?? null) : null));
}

const SETTLING_FRAMES = 12;
const SHOWN_MS = 2_500;

/** Scrolls to a message that is rendered, or soon will be, and marks it for a moment. Returns how to give up. */
export function scrollToMessage(messageId: string): () => void {
  let frame = 0;
  let left = SETTLING_FRAMES;
  const look = () => {
    const message = document.getElementById(messageId);
    // Rows above are measured while they come near, which moves it.
    message?.scrollIntoView({ block: 'center' });
    left -= 1;
    if (left > 0) frame = requestAnimationFrame(look);
    else if (message) settle(message);
  };
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
}

function settle(message: HTMLElement): void {
  aimAt(null);
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  message.dataset.hit = '';
  setTimeout(() => delete message.dataset.hit, SHOWN_MS);
}
