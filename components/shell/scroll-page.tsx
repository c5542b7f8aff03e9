import type { ReactNode } from 'react';
import { PageHeader } from './page-header.tsx';

/** A page of its own beside the chat; its content scrolls, also by keyboard. */
export function ScrollPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <PageHeader title={title} />
      <section aria-label={title} tabIndex={0} className="min-h-0 flex-1 overflow-y-auto -outline-offset-2">
        <div className="column grid grid-cols-[minmax(0,1fr)] gap-8 pt-4 pb-12">{children}</div>
      </section>
    </>
  );
}
