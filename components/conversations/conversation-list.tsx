'use client';
import { useDoomed } from '../../lib/client/delete-conversation.ts';
import { type Age, toAge } from '../../lib/client/format.ts';
import { useConversations } from '../../lib/client/queries.ts';
import type { Conversation } from '../../lib/contract/conversations.ts';
import { ConversationRow } from './conversation-row.tsx';

type ConversationListProps = { currentId: string | null; onOpen(id: string): void };

export function ConversationList({ currentId, onOpen }: ConversationListProps) {
  const { conversations, isLoading, error, hasMore, loadMore } = useConversations();
  const doomed = useDoomed((state) => state.doomed);
  const shown = conversations.filter((item) => !(item.conversation_id in doomed));
  return (
    <>
      <ul aria-label="Conversations" aria-busy={isLoading}>
        {toGroups(shown).map(([group, items]) => (
          <li key={group}>
            <h2 className="px-2 pt-4 pb-1 text-xs font-medium text-muted">{group}</h2>
            <ul>
              {items.map((item) => (
                <ConversationRow
                  key={item.conversation_id}
                  conversation={item}
                  isCurrent={item.conversation_id === currentId}
                  onOpen={onOpen}
                />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {isLoading && <ListSkeleton />}
      {!isLoading && error == null && shown.length === 0 && (
        <p className="px-2 py-3 text-sm text-muted">Your conversations will be listed here.</p>
      )}
      {error != null && shown.length === 0 && (
        <p className="px-2 py-3 text-sm text-danger">The list could not be read. It is tried again by itself.</p>
      )}
      {hasMore && (
        <button type="button" className="button mt-3 w-full" onClick={() => void loadMore()}>
          Show more
        </button>
      )}
    </>
  );
}

function ListSkeleton() {
  return (
    <div aria-hidden="true" className="pulse grid gap-3 px-2 pt-5">
      {['80%', '60%', '70%', '50%'].map((width) => (
        <div key={width} className="h-3.5 rounded bg-hover" style={{ width }} />
      ))}
    </div>
  );
}

function toGroups(conversations: Conversation[]): [Age | 'Pinned', Conversation[]][] {
  const groups = new Map<Age | 'Pinned', Conversation[]>();
  const now = Date.now();
  for (const item of conversations) {
    const group = item.pinned ? 'Pinned' : toAge(item.updated_at, now);
    groups.set(group, [...(groups.get(group) ?? []), item]);
  }
  return [...groups];
}
