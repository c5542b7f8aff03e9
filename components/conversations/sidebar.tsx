'use client';
import { Library, ListTodo, Search, Settings, SquarePen, X } from 'lucide-react';
import { usePathname } from 'next/navigation.js';
import { useDeferredValue, useState } from 'react';
import { showConversation, showMessage, usePlace } from '../../lib/client/navigation.ts';
import { useUi } from '../../lib/client/ui-store.ts';
import { ApprovalsLink } from '../approvals/approvals-link.tsx';
import { HealthBadge } from '../status/health-badge.tsx';
import { AppLink } from '../ui/app-link.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { ConversationList } from './conversation-list.tsx';
import { SearchResults } from './search-results.tsx';

export function Sidebar() {
  const [query, setQuery] = useState('');
  const search = useDeferredValue(query.trim());
  const place = usePlace();
  const currentId = place.kind === 'chat' ? place.conversationId : null;
  const isLibrary = usePathname().startsWith('/library');
  const open = (conversationId: string | null, messageId: string | null = null) => {
    if (conversationId === null) showConversation(null);
    else showMessage(conversationId, messageId);
    useUi.setState({ isDrawerOpen: false });
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-14 flex-none items-center gap-2 pe-2 ps-4">
        <span className="flex-1 text-[15px] font-semibold tracking-tight">Cartrita</span>
        <IconButton label="New chat" aria-keyshortcuts="Control+Shift+O" onClick={() => open(null)}>
          <SquarePen size={18} />
        </IconButton>
        <IconButton label="Close sidebar" className="md:hidden" onClick={() => useUi.setState({ isDrawerOpen: false })}>
          <X size={18} />
        </IconButton>
      </div>
      <div className="relative px-3 pb-2">
        <Search aria-hidden="true" size={16} className="pointer-events-none absolute top-2.5 start-6 text-muted" />
        <input
          type="search"
          aria-label="Search conversations"
          placeholder="Search"
          dir="auto"
          maxLength={200}
          className="field ps-9"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <nav aria-label="Pages" className="grid flex-none px-2 pb-2">
        <AppLink
          href="/library"
          aria-current={isLibrary ? 'page' : undefined}
          className="nav-link"
          onClick={() => useUi.setState({ isDrawerOpen: false })}
        >
          <Library aria-hidden="true" size={16} className="flex-none" />
          <span className="min-w-0 flex-1 truncate">Library</span>
        </AppLink>
        <AppLink href="/tasks" className="nav-link" onClick={() => useUi.setState({ isDrawerOpen: false })}>
          <ListTodo aria-hidden="true" size={16} className="flex-none" />
          <span className="min-w-0 flex-1 truncate">Tasks</span>
        </AppLink>
        <ApprovalsLink />
      </nav>
      <nav aria-label="Conversations" className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {search === '' ? (
          <ConversationList currentId={currentId} onOpen={open} />
        ) : (
          <SearchResults query={search} currentId={currentId} onOpen={open} />
        )}
      </nav>
      <div className="flex flex-none items-center gap-1 border-t border-line px-3 py-2">
        <HealthBadge />
        <AppLink href="/settings" aria-label="Settings" title="Settings" className="icon-button">
          <Settings size={18} />
        </AppLink>
      </div>
    </div>
  );
}
