/** A `Conversation` of the contract, for `SELECT` and `RETURNING` of the table `conversations` as `c`. */
export const CONVERSATION_COLUMNS = `
  c.id AS conversation_id, c.title, c.pinned, c.created_at, c.updated_at,
  (
    SELECT r.id FROM runs r WHERE r.conversation_id = c.id AND r.status IN ('queued', 'running')
    ORDER BY r.created_at DESC, r.id DESC LIMIT 1
  ) AS active_run_id`;
