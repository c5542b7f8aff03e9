'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { chatActions } from '../../lib/client/chat.ts';
import type { PathItem } from '../../lib/client/thread.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** ‹ 1/2 › between the versions of a question or the answers to it. */
export function BranchSwitch({ item: { message, siblings } }: { item: PathItem }) {
  if (siblings.length < 2) return null;
  const index = siblings.indexOf(message);
  const go = (to: number) => {
    const target = siblings[to];
    if (target) chatActions.pick(target);
  };
  return (
    <span role="group" aria-label="Versions" className="inline-flex items-center text-[13px] text-muted">
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
