'use client';
import { ShieldQuestion } from 'lucide-react';
import { plural } from '../../lib/client/format.ts';
import { useApprovals } from '../../lib/client/queries.ts';
import { useUi } from '../../lib/client/ui-store.ts';
import { AppLink } from '../ui/app-link.tsx';

/** The way to the inbox, with the number of those that wait. */
export function ApprovalsLink() {
  const { data } = useApprovals('pending');
  const count = data?.length ?? 0;
  return (
    <AppLink href="/approvals" className="nav-link" onClick={() => useUi.setState({ isDrawerOpen: false })}>
      <ShieldQuestion aria-hidden="true" size={16} className="flex-none" />
      <span className="min-w-0 flex-1 truncate">Approvals</span>
      {count > 0 && (
        <span className="badge">
          {count}
          <span className="sr-only"> {plural(count, 'approval').replace(/^\S+ /, '')} waiting</span>
        </span>
      )}
    </AppLink>
  );
}
