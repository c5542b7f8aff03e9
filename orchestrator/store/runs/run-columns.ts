/** The columns of a `RunRow` under their names there, for `SELECT` and `RETURNING` of the table `runs` as `r`. */
export const RUN_COLUMNS = `
  r.id AS "runId", r.owner_id AS "ownerId", r.key_id AS "keyId", r.conversation_id AS "conversationId",
  r.user_message_id AS "userMessageId", r.message_id AS "messageId", r.status, r.epoch, r.last_seq AS "lastSeq",
  r.request, r.agent, r.usage, r.metadata, r.error, r.snapshot, r.created_at AS "createdAt", r.started_at AS "startedAt",
  r.first_token_at AS "firstTokenAt", r.finished_at AS "finishedAt"`;
