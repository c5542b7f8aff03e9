'use client';
import { markHits } from '../../lib/client/mark-hits.ts';
import { toMessagePath } from '../../lib/client/navigation.ts';
import { useConversationSearch } from '../../lib/client/queries.ts';
import { AppLink } from '../ui/app-link.tsx';
import { MarkedText } from '../ui/marked-text.tsx';

type SearchResultsProps = { query: string; currentId: string | null; onOpen(id: string, messageId: string | null): void };

/** What was found, each opening at the message that was hit. */

export function SearchResults({ query, currentId, onOpen }: SearchResultsProps) {
  const { data, error } = useConversationSearch(query);
  if (error) return <p className="px-2 py-3 text-sm text-danger">The search did not work. Try again in a moment.</p>;
  if (!data) return <p className="px-2 py-3 text-sm text-muted">Searching…</p>;
  if (data.results.length === 0) return <p className="px-2 py-3 text-sm text-muted">Nothing found.</p>;
  return (
    <ul aria-label="Search results">
      {data.results.map(({ conversation, message_id, snippet }) => (
        <li key={`${conversation.conversation_id} ${message_id ?? ''}`}>
          <AppLink
            href={toMessagePath(conversation.conversation_id, message_id)}
            onGo={() => onOpen(conversation.conversation_id, message_id)}
            aria-current={conversation.conversation_id === currentId ? 'page' : undefined}
            className="block rounded-lg px-2 py-1.5 text-sm hover:bg-hover aria-[current]:bg-hover"
          >
            <span dir="auto" className="block truncate font-medium">
              <MarkedText parts={markHits(conversation.title, query)} />
            </span>
            {message_id !== null && (
              <span dir="auto" className="line-clamp-2 block text-[13px] leading-snug text-muted">
                <MarkedText parts={markHits(snippet, query)} />
              </span>
            )}
          </AppLink>
        </li>
      ))}
    </ul>
  );
}
