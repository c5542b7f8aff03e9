import type { EarlierMessage, RunStore } from '../../core/store.ts';
import type { Database } from '../database.ts';

type Turn = {
  role: 'user' | 'assistant' | 'system';
  content: string;
  fileIds?: readonly string[] | null;
  heard?: number | null;
};
type Answer = { messageId: string; content: string; heard: number | null };

const MARK = '[interrupted by the user]';

/** A turn as the user knows it: of a spoken answer that was interrupted only what was heard. Lengths are UTF-16 code units. */
export function toHeardTurn({ role, content, fileIds, heard }: Turn): EarlierMessage {
  const files = fileIds && fileIds.length > 0 ? { fileIds } : {};
  if (heard === undefined || heard === null || heard >= content.length) return { role, content, ...files };
  const said = content.slice(0, heard).toWellFormed().replaceAll('\uFFFD', '').trimEnd();
  return { role, content: said === '' ? MARK : `${said} ${MARK}` };
}

export function createHeardAnswers({ query }: Pick<Database, 'query'>): Pick<RunStore, 'setHeard'> {
  const find = (runId: string, ownerId: string) =>
    query<Answer>(
      `SELECT m.id AS "messageId", m.content, (m.metadata->>'heard_chars')::int AS heard
      FROM runs r JOIN messages m ON m.id = r.message_id
      WHERE r.id = $1 AND r.owner_id = $2 AND r.status NOT IN ('queued', 'running')`,
      [runId, ownerId],
    );

  return {
    async setHeard(runId, ownerId, heardChars) {
      const [answer] = await find(runId, ownerId);
      if (!answer) return null;
      const wanted = Math.min(heardChars, answer.content.length);
      // The condition decides, not what was read before: of two calls at once the lower one stays.
      await query(
        `UPDATE messages SET metadata = (coalesce(metadata::jsonb, '{}'::jsonb) || jsonb_build_object('heard_chars', $2::int))::json
        WHERE id = $1 AND coalesce((metadata->>'heard_chars')::int > $2::int, true)`,
        [answer.messageId, wanted],
      );
      const [stored] = await find(runId, ownerId);
      return stored ? { messageId: stored.messageId, heardChars: stored.heard ?? wanted } : null;
    },
  };
}
