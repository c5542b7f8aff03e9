import type { Conversation, StoredMessage } from '../../../lib/contract/conversations.ts';
import { validationFailed } from '../../../lib/contract/errors.ts';
import type { ConversationStore } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { toSqlText } from '../sql-text.ts';
import { CONVERSATION_COLUMNS } from './conversation-columns.ts';
import { searchConversations } from './search-conversations.ts';

export function createConversationStore(database: Database): ConversationStore {
  const { query } = database;
  return {
    async list(ownerId, limit, before) {
      const cursor = before === undefined ? null : fromCursor(before);
      const rows = await query<Conversation>(
        `SELECT ${CONVERSATION_COLUMNS} FROM conversations c
        WHERE c.owner_id = $1 AND ($3::boolean IS NULL OR (c.pinned, c.updated_at, c.id) < ($3, $4::bigint, $5::text))
        ORDER BY c.pinned DESC, c.updated_at DESC, c.id DESC LIMIT $2`,
        [ownerId, limit + 1, cursor?.pinned ?? null, cursor?.updatedAt ?? null, cursor?.id ?? null],
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return { conversations: page, nextBefore: rows.length > limit && last ? toCursor(last) : null };
    },

    async create(ownerId, conversationId, title, nowMs) {
      const [created] = await query<Conversation>(
        `INSERT INTO conversations AS c (id, owner_id, title, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)
        RETURNING ${CONVERSATION_COLUMNS}`,
        [conversationId, ownerId, toSqlText(title), nowMs],
      );
      return created as Conversation;
    },

    async get(ownerId, conversationId) {
      const [found] = await query<Conversation>(
        `SELECT ${CONVERSATION_COLUMNS} FROM conversations c WHERE c.id = $1 AND c.owner_id = $2`,
        [conversationId, ownerId],
      );
      return found ?? null;
    },

    // The time of the last message stays: a list sorts by it and shows by it what is unread.
    async patch(ownerId, conversationId, { title, pinned }) {
      const [patched] = await query<Conversation>(
        `UPDATE conversations c SET title = coalesce($3, title), pinned = coalesce($4, pinned)
        WHERE c.id = $1 AND c.owner_id = $2 RETURNING ${CONVERSATION_COLUMNS}`,
        [conversationId, ownerId, title === undefined ? null : toSqlText(title), pinned ?? null],
      );
      return patched ?? null;
    },

    // The runs go first: once their rows are locked and gone, no process can add to their logs.
    delete: (ownerId, conversationId) =>
      database.transaction(async (run) => {
        const owned = await run('SELECT FROM conversations WHERE id = $1 AND owner_id = $2 FOR UPDATE', [
          conversationId,
          ownerId,
        ]);
        if (owned.length === 0) return false;
        const runs = await run<{ id: string }>('DELETE FROM runs WHERE conversation_id = $1 RETURNING id', [conversationId]);
        await run('DELETE FROM run_events WHERE run_id = ANY($1)', [runs.map(({ id }) => id)]);
        await run('DELETE FROM conversations WHERE id = $1', [conversationId]);
        return true;
      }),

    async messages(ownerId, conversationId, limit, before) {
      const rows = await query<MessageRow>(MESSAGES, [ownerId, conversationId, limit + 1, before ?? null]);
      if (rows.length === 0 && !(await exists(conversationId, ownerId, before))) return null;
      const page = rows.slice(0, limit).reverse().map(toMessage);
      return { messages: page, nextBefore: rows.length > limit ? (page[0]?.message_id ?? null) : null };
    },

    search: (ownerId, text, limit) => searchConversations(query, ownerId, toSqlText(text), limit),
  };

  async function exists(conversationId: string, ownerId: string, messageId: string | undefined): Promise<boolean> {
    const found = await query(
      `SELECT FROM conversations c WHERE c.id = $1 AND c.owner_id = $2
        AND ($3::text IS NULL OR EXISTS (SELECT FROM messages m WHERE m.id = $3 AND m.conversation_id = c.id))`,
      [conversationId, ownerId, messageId ?? null],
    );
    return found.length > 0;
  }
}

/** Files are found by owner and time; the replica that kept one may have another clock than the one that took the run. */
const CLOCK_SKEW_MS = 600_000;

/** Attachments of a question came with it; those of an answer were made by its run. */
const MESSAGES = `
  SELECT m.id AS message_id, m.conversation_id, m.parent_id, m.role, m.content, m.run_id,
    coalesce(r.status, 'completed') AS status, r.error, m.agent, coalesce(m.citations, '[]') AS citations,
    coalesce(m.metadata, '{}') AS metadata, m.created_at,
    coalesce((
      SELECT json_agg(json_build_object('file_id', f.id, 'name', f.name, 'mime_type', f.mime_type, 'size_bytes', f.size_bytes)
        ORDER BY u.number, f.id)
      FROM (
        SELECT id, number FROM unnest(m.file_ids) WITH ORDINALITY AS a(id, number)
        UNION ALL
        SELECT id, NULL FROM files
        WHERE m.role = 'assistant' AND owner_id = m.owner_id AND run_id = m.run_id AND origin = 'artifact'
          AND created_at >= r.created_at - ${CLOCK_SKEW_MS}
      ) u JOIN files f ON f.id = u.id
    ), '[]') AS attachments
  FROM messages m LEFT JOIN runs r ON r.id = m.run_id
  WHERE m.conversation_id = $2 AND m.owner_id = $1
    AND ($4::text IS NULL OR m.position < (SELECT b.position FROM messages b WHERE b.id = $4 AND b.conversation_id = $2))
  ORDER BY m.position DESC LIMIT $3`;

type MessageRow = Omit<StoredMessage, 'error'> & { error: StoredMessage['error'] | null };

function toMessage({ error, ...message }: MessageRow): StoredMessage {
  return error ? { ...message, error } : message;
}

function toCursor({ pinned, updated_at, conversation_id }: Conversation): string {
  return `${pinned ? 1 : 0}.${updated_at}.${conversation_id}`;
}

function fromCursor(text: string): { pinned: boolean; updatedAt: number; id: string } {
  const [, pinned, updatedAt, id] = /^([01])\.(\d{1,15})\.(conv_\w+)$/.exec(text) ?? [];
  if (pinned === undefined || updatedAt === undefined || id === undefined) {
    throw validationFailed([{ path: 'before', reason: 'must be the `next_before` of a page' }]);
  }
  return { pinned: pinned === '1', updatedAt: Number(updatedAt), id };
}
