'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { flushSync } from 'react-dom';
import { chatActions } from '../../lib/client/chat.ts';
import type { PathItem } from '../../lib/client/thread.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** ‹ 1/2 › between the versions of a question or the answers to it. */
export function BranchSwitch({ item: { message, siblings } }: { item: PathItem }) {
  if (siblings.length < 2) return null;
  const index = siblings.indexOf(message);
  const go = (to: number) => {
    const target = siblings[to];
    if (!target) return;
    const name = document.activeElement?.getAttribute('aria-label') ?? '';
    flushSync(() => chatActions.pick(target));
    focusVersion(target.message_id, name);
  };
  return (
    <span
      role="group"
      aria-label="Versions"
      data-version={message.message_id}
      className="inline-flex items-center text-[13px] text-muted"
    >
      <IconButton label="Previous version" disabled={index === 0} onClick={() => go(index - 1)}>
        <ChevronLeft size={16} />
      </IconButton>
      <span className="tabular-nums">
        {index + 1}/{siblings.length}
      </span>
      <IconButton label="Next version" disabled={index === siblings.length - 1} onClick={() => go(index + 1)}>
        <ChevronRight size={16} />
      </IconButton>
    </span>
  );
}

/** The row of another version is a new one: the same button in it takes the focus, or its neighbour at an end. */
function focusVersion(messageId: string, name: string): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>(`[data-version="${messageId}"] button:not(:disabled)`);
  ([...buttons].find((button) => button.ariaLabel === name) ?? buttons[0])?.focus();
}
