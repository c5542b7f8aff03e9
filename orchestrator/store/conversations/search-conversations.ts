import type { Conversation } from '../../../lib/contract/conversations.ts';
import type { ConversationStore } from '../../core/store.ts';
import type { Query } from '../database.ts';
import { toLikePattern } from '../sql-text.ts';
import { CONVERSATION_COLUMNS } from './conversation-columns.ts';

type Results = Awaited<ReturnType<ConversationStore['search']>>;

const WORD = /[\p{L}\p{N}]+/gu;

/** Scripts that do not put spaces between words: the word index is of no use for them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const SNIPPET_BEFORE = 60;
const SNIPPET_AFTER = 140;

/** One result a conversation: by its title, else by its newest message that has all words (each may be the start of one). */
export async function searchConversations(query: Query, ownerId: string, text: string, limit: number): Promise<Results> {
  const words = text.match(WORD) ?? [];
  const byWords = words.length > 0 && !UNSPACED.test(text);
  const rows = await query<Conversation & { message_id: string | null; content: string }>(
    `WITH titled AS (
      SELECT id AS conversation_id, NULL AS message_id, title AS content, updated_at
      FROM conversations WHERE owner_id = $1 AND title ILIKE $2 ORDER BY updated_at DESC LIMIT $4
    ),
    said AS (
      SELECT DISTINCT ON (m.conversation_id) m.conversation_id, m.id AS message_id, m.content, m.created_at AS updated_at
      FROM messages m
      WHERE m.owner_id = $1 AND m.conversation_id NOT IN (SELECT conversation_id FROM titled)
        AND ${byWords ? "to_tsvector('simple', left(m.content, 50000)) @@ to_tsquery('simple', $3)" : 'm.content ILIKE $3'}
      ORDER BY m.conversation_id, m.position DESC
    )
    SELECT ${CONVERSATION_COLUMNS}, f.message_id, f.content
    FROM (SELECT 0 AS rank, * FROM titled UNION ALL SELECT 1, * FROM said) f JOIN conversations c ON c.id = f.conversation_id
    ORDER BY f.rank, f.updated_at DESC LIMIT $4`,
    [ownerId, toLikePattern(text), byWords ? words.map((word) => `'${word}':*`).join(' & ') : toLikePattern(text), limit],
  );
  return rows.map(({ message_id, content, ...conversation }) => ({
    conversation,
    message_id,
    snippet: toSnippet(content, [text, ...words]),
  }));
}

/** The surroundings of the first of these that occurs, on one line. */
function toSnippet(content: string, searched: string[]): string {
  const lower = content.toLowerCase();
  const found = searched.map((text) => lower.indexOf(text.toLowerCase())).find((index) => index >= 0) ?? 0;
  const start = Math.max(0, found - SNIPPET_BEFORE);
  const end = found + SNIPPET_AFTER;
  const middle = content.slice(start, end).toWellFormed().replaceAll(/\s+/g, ' ').trim();
  return `${start > 0 ? '…' : ''}${middle}${end < content.length ? '…' : ''}`;
}
