'use client';
import { ArrowDown } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useChat } from '../../lib/client/chat.ts';
import type { PendingSend } from '../../lib/client/chat-store.ts';
import type { PathItem, Thread as ThreadData } from '../../lib/client/thread.ts';
import { MessageRow } from './message-row.tsx';
import { OlderMessages } from './older-messages.tsx';
import { PendingTurn } from './pending-turn.tsx';
import { useFollow } from './use-follow.ts';
import { scrollToMessage, useTargetOf } from './use-message-target.ts';

type ThreadProps = { conversationId: string | null; thread: ThreadData; path: PathItem[]; pending: PendingSend | undefined };

/**
 * The messages of the shown branch. Only what is near the screen is rendered; the last turn stands in the normal flow, so that
 * an answer that grows never makes the list above it measure itself again.
 */
export default function Thread({ conversationId, thread, path, pending }: ThreadProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const shown = pending ? beforePending(path, pending) : path;
  const lastTurnAt = pending && pending.answersMessageId === null ? shown.length : lastQuestionAt(shown);
  const lastTurn = shown.slice(lastTurnAt);
  const isSentHere = useChat(({ sent }) => lastTurn.some(({ message }) => message.run_id !== null && message.run_id in sent));
  const { isAtEnd, jumpToEnd, letGo } = useFollow(scroller, pending);
  const targetId = useTargetOf(conversationId);
  const isTargetShown = shown.some(({ message }) => message.message_id === targetId);
  useEffect(() => {
    if (targetId === null || !isTargetShown) return;
    letGo();
    return scrollToMessage(targetId);
  }, [targetId, isTargetShown, letGo]);
  return (
    <>
      <div
        ref={scroller}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        aria-busy={pending !== undefined}
        tabIndex={0}
        className="thread min-h-0 flex-1 overflow-y-auto overscroll-contain -outline-offset-2"
      >
        <div className="column pt-2 pb-4">
          <OlderMessages
            scroller={scroller}
            conversationId={conversationId}
            olderBefore={thread.olderBefore}
            items={shown.slice(0, lastTurnAt)}
          />
          <div className={pending || isSentHere ? 'last-turn' : ''}>
            {lastTurn.map((item) => (
              <MessageRow key={item.message.message_id} item={item} isLast={item === shown.at(-1) && !pending} />
            ))}
            {pending && <PendingTurn pending={pending} />}
          </div>
        </div>
      </div>
      <div className="column relative h-0">
        {!isAtEnd && (
          <button type="button" className="button jump" onClick={jumpToEnd}>
            <ArrowDown aria-hidden="true" size={16} /> Jump to latest
          </button>
        )}
      </div>
    </>
  );
}

function lastQuestionAt(path: PathItem[]): number {
  return Math.max(
    0,
    path.findLastIndex(({ message }) => message.role === 'user'),
  );
}

/** While a message is on its way the branch ends where it will be attached. */
function beforePending(path: PathItem[], pending: PendingSend): PathItem[] {
  const parentId = pending.answersMessageId ?? pending.parentId;
  if (parentId === null) return [];
  return path.slice(0, path.findIndex(({ message }) => message.message_id === parentId) + 1);
}
