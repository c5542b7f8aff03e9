import type { Conversation } from '../../../lib/contract/conversations.ts';
import { foldForSearch, toFoldedWords, toUnfoldedIndex } from '../../../lib/shared/fold-search.ts';
import type { ConversationStore } from '../../core/store.ts';
import type { Query } from '../database.ts';
import { toLikePattern } from '../sql-text.ts';
import { CONVERSATION_COLUMNS } from './conversation-columns.ts';

type Results = Awaited<ReturnType<ConversationStore['search']>>;

/** Scripts whose words the index knows: divided by spaces, and found by how they begin. Elsewhere every part of a text is looked at. */
const INDEXED =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Hebrew}\p{Script=Arabic}\p{N}]+$/u;
const MAX_WORDS = 32;

const SNIPPET_BEFORE = 60;
const SNIPPET_AFTER = 140;

/** Parts of a text that all have to be there: its words, else whatever stands between blanks. */
function toParts(text: string): { parts: string[]; areWords: boolean } {
  const folded = foldForSearch(text);
  const words = toFoldedWords(folded);
  const parts = words.length > 0 ? words : folded.split(/\s+/).filter((part) => part !== '');
  return { parts: [...new Set(parts)].slice(0, MAX_WORDS), areWords: words.length > 0 };
}

/** One result a conversation: by its title, else by its newest message that has all words (each may be the start of one). */
export async function searchConversations(query: Query, ownerId: string, text: string, limit: number): Promise<Results> {
  const { parts, areWords } = toParts(text);
  if (parts.length === 0) return [];
  const isIndexed = areWords && parts.every((part) => INDEXED.test(part));
  const patterns = parts.map(toLikePattern);
  const rows = await query<Conversation & { message_id: string | null; content: string }>(
    `WITH titled AS (
      SELECT id AS conversation_id, NULL AS message_id, title AS content, updated_at
      FROM conversations WHERE owner_id = $1 AND folded LIKE ALL($2::text[]) ORDER BY updated_at DESC LIMIT $4
    ),
    said AS (
      SELECT DISTINCT ON (m.conversation_id) m.conversation_id, m.id AS message_id, m.content, m.created_at AS updated_at
      FROM messages m
      WHERE m.owner_id = $1 AND m.conversation_id NOT IN (SELECT conversation_id FROM titled)
        AND ${isIndexed ? "to_tsvector('simple', m.folded) @@ to_tsquery('simple', $3)" : 'm.folded LIKE ALL($3::text[])'}
      ORDER BY m.conversation_id, m.position DESC
    )
    SELECT ${CONVERSATION_COLUMNS}, f.message_id, f.content
    FROM (SELECT 0 AS rank, * FROM titled UNION ALL SELECT 1, * FROM said) f JOIN conversations c ON c.id = f.conversation_id
    ORDER BY f.rank, f.updated_at DESC LIMIT $4`,
    [ownerId, patterns, isIndexed ? parts.map((word) => `'${word}':*`).join(' & ') : patterns, limit],
  );
  return rows.map(({ message_id, content, ...conversation }) => ({
    conversation,
    message_id,
    snippet: toSnippet(content, [foldForSearch(text).trim(), ...parts]),
  }));
}

/** Where the first of these that occurs begins a word of a folded text, else where it occurs. */
function findFirst(folded: string, searched: readonly string[]): number {
  for (const part of searched) {
    const first = folded.indexOf(part);
    for (let at = first; at !== -1; at = folded.indexOf(part, at + 1)) {
      if (at === 0 || !/[\p{L}\p{N}\p{M}]/u.test(folded[at - 1] as string)) return at;
    }
    if (first !== -1) return first;
  }
  return 0;
}

/** The surroundings of the first of these that occurs, on one line. */
function toSnippet(content: string, searched: readonly string[]): string {
  const found = toUnfoldedIndex(content, findFirst(foldForSearch(content), searched));
  const start = Math.max(0, found - SNIPPET_BEFORE);
  const end = found + SNIPPET_AFTER;
  const middle = content.slice(start, end).toWellFormed().replaceAll(/\s+/g, ' ').trim();
  return `${start > 0 ? '…' : ''}${middle}${end < content.length ? '…' : ''}`;
}
