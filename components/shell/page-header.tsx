'use client';
import { PanelLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { toggleSidebar } from '../../lib/client/ui-store.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** The top line of a page, with its one first-level heading. */
export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="flex h-14 flex-none items-center gap-2 px-3">
      <IconButton label="Toggle sidebar" aria-keyshortcuts="Control+B" onClick={toggleSidebar}>
        <PanelLeft size={18} />
      </IconButton>
      <h1 dir="auto" className="min-w-0 flex-1 truncate text-[15px] font-medium">
        {title}
      </h1>
      {children}
    </header>
  );
}
