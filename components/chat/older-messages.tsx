'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { chatActions, useChat } from '../../lib/client/chat.ts';
import type { PathItem } from '../../lib/client/thread.ts';
import { MessageRow } from './message-row.tsx';
import { useTargetOf } from './use-message-target.ts';

type OlderMessagesProps = {
  scroller: RefObject<HTMLDivElement | null>;
  conversationId: string | null;
  olderBefore: string | null;
  items: PathItem[];
};

/** Further pages are asked for when this many messages are left above the screen. */
const LOAD_AHEAD = 6;
const CHARS_PER_LINE = 80;
const LINE_PX = 26;
const ROW_PX = 70;

export function OlderMessages({ scroller, conversationId, olderBefore, items }: OlderMessagesProps) {
  const load = useChat((state) => (conversationId === null ? undefined : state.loads[conversationId]));
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => items[index]?.message.message_id ?? index,
    estimateSize: (index) => ROW_PX + Math.ceil((items[index]?.message.content.length ?? 0) / CHARS_PER_LINE) * LINE_PX,
    overscan: 4,
  });
  const rows = virtualizer.getVirtualItems();
  const firstShown = rows[0]?.index ?? 0;
  const isIdle = load?.state === 'ready';
  useEffect(() => {
    if (conversationId !== null && olderBefore !== null && isIdle && firstShown < LOAD_AHEAD)
      void chatActions.loadOlder(conversationId);
  }, [conversationId, olderBefore, isIdle, firstShown]);
  useStayInPlace(scroller, items, virtualizer.getTotalSize());
  const targetId = useTargetOf(conversationId);
  const targetIndex = targetId === null ? -1 : items.findIndex(({ message }) => message.message_id === targetId);
  useEffect(() => {
    if (targetIndex >= 0) virtualizer.scrollToIndex(targetIndex, { align: 'center' });
  }, [targetIndex, virtualizer]);
  return (
    <>
      {olderBefore !== null && (
        <p className="py-3 text-center text-sm text-muted">
          {load?.state === 'failed' ? (
            <button
              type="button"
              className="button"
              onClick={() => conversationId !== null && void chatActions.loadOlder(conversationId)}
            >
              Load older messages
            </button>
          ) : (
            'Loading older messages…'
          )}
        </p>
      )}
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {rows.map((row) => {
          const item = items[row.index];
          return (
            item && (
              <div
                key={row.key}
                ref={virtualizer.measureElement}
                data-index={row.index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <MessageRow item={item} isLast={false} />
              </div>
            )
          );
        })}
      </div>
    </>
  );
}

/** Messages that are put in above what is read must not move it. */
function useStayInPlace(scroller: RefObject<HTMLDivElement | null>, items: PathItem[], height: number): void {
  const before = useRef({ firstId: items[0]?.message.message_id, count: items.length, height });
  useLayoutEffect(() => {
    const last = before.current;
    const firstId = items[0]?.message.message_id;
    const isPrepended =
      last.count > 0 && firstId !== last.firstId && items.some(({ message }) => message.message_id === last.firstId);
    if (isPrepended && scroller.current) scroller.current.scrollTop += height - last.height;
    before.current = { firstId, count: items.length, height };
  }, [scroller, items, height]);
}
