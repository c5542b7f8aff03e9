'use client';
import { memo } from 'react';
import type { PathItem } from '../../lib/client/thread.ts';
import { AssistantMessage } from './assistant-message.tsx';
import { UserMessage } from './user-message.tsx';

type MessageRowProps = { item: PathItem; isLast: boolean };

export const MessageRow = memo(
  function MessageRow({ item, isLast }: MessageRowProps) {
    return item.message.role === 'user' ? <UserMessage item={item} /> : <AssistantMessage item={item} isLast={isLast} />;
  },
  // The path is made anew when anything in the thread changes; its messages are not.
  (before, after) =>
    before.isLast === after.isLast &&
    before.item.message === after.item.message &&
    before.item.siblings.length === after.item.siblings.length &&
    before.item.siblings.every((sibling, index) => sibling === after.item.siblings[index]),
);
