import type { AcceptCommand, AcceptOutcome, RunRow } from '../../core/store.ts';
import type { Database, Query } from '../database.ts';
import { toSqlJson, toSqlText } from '../sql-text.ts';
import { databaseErrorCode } from '../to-store-error.ts';
import { type Accepted, decideAcceptance, type Known, type KnownConversation, type KnownMessage } from './decide-acceptance.ts';
import { RUN_COLUMNS } from './run-columns.ts';

const UNIQUE_VIOLATION = '23505';
const ATTEMPTS = 3;

/** Another process may commit the same idempotency key between our look and our insert; the second look finds it. */
export async function acceptRuns(database: Database, commands: AcceptCommand[]): Promise<AcceptOutcome[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      // New conversations refer to nothing: their one statement is a transaction by itself.
      if (!commands.some(refersToStored)) return await acceptOnce(database.query, commands);
      return await database.transaction((query) => acceptOnce(query, commands));
    } catch (error) {
      if (databaseErrorCode(error) !== UNIQUE_VIOLATION || attempt === ATTEMPTS) throw error;
    }
  }
}

function refersToStored({ conversation, parentMessageId, request, idempotencyKey }: AcceptCommand): boolean {
  const names = [parentMessageId, idempotencyKey, ...(request.file_ids ?? [])];
  return !conversation.new || names.some((name) => typeof name === 'string');
}

async function acceptOnce(query: Query, commands: AcceptCommand[]): Promise<AcceptOutcome[]> {
  const known = await look(query, commands);
  const accepted: Accepted[] = [];
  const outcomes = commands.map((command): AcceptOutcome => {
    const decision = decideAcceptance(command, known);
    if (decision.kind !== 'accepted') return decision;
    accepted.push(decision);
    return { kind: 'accepted', run: decision.run };
  });
  if (accepted.length > 0) await insert(query, accepted, known);
  return outcomes;
}

/** Locks the conversations, in one order for all processes, so that their newest messages stay the newest until commit. */
const LOOK = `
  WITH locked AS (
    SELECT id, owner_id AS "ownerId", last_message_id AS "lastMessageId", false AS "isNew"
    FROM conversations WHERE id = ANY($1) ORDER BY id FOR UPDATE
  ),
  parents AS (SELECT id, conversation_id AS "conversationId", role, content FROM messages WHERE id = ANY($2)),
  owned AS (SELECT owner_id || ' ' || id AS pair FROM files WHERE id = ANY($3))
  SELECT
    (SELECT coalesce(json_agg(locked), '[]') FROM locked) AS conversations,
    (SELECT coalesce(json_agg(parents), '[]') FROM parents) AS messages,
    (SELECT coalesce(json_agg(pair), '[]') FROM owned) AS files`;

const KEYS = `
  SELECT ${RUN_COLUMNS}, r.idempotency_key AS key, r.request_hash AS "requestHash"
  FROM runs r JOIN json_to_recordset($1::json) AS k(owner text, key text) ON r.owner_id = k.owner AND r.idempotency_key = k.key`;

async function look(query: Query, commands: AcceptCommand[]): Promise<Known> {
  const conversationIds = commands.filter(({ conversation }) => !conversation.new).map(({ conversation }) => conversation.id);
  const parentIds = commands.flatMap(({ parentMessageId }) => parentMessageId ?? []);
  const fileIds = commands.flatMap(({ request }) => request.file_ids ?? []);
  const keys = commands.flatMap(({ ownerId, idempotencyKey }) =>
    idempotencyKey === null ? [] : { owner: ownerId, key: idempotencyKey },
  );
  const refers = conversationIds.length + parentIds.length + fileIds.length > 0;
  const [found] = refers
    ? await query<{ conversations: KnownConversation[]; messages: KnownMessage[]; files: string[] }>(LOOK, [
        conversationIds,
        parentIds,
        fileIds,
      ])
    : [];
  const used = keys.length > 0 ? await query<RunRow & { key: string; requestHash: string }>(KEYS, [JSON.stringify(keys)]) : [];
  return {
    conversations: new Map(found?.conversations.map((conversation) => [conversation.id, conversation])),
    messages: new Map(found?.messages.map((message) => [message.id, message])),
    keys: new Map(used.map(({ key, requestHash, ...run }) => [`${run.ownerId} ${key}`, { run, requestHash }])),
    files: new Set(found?.files),
  };
}

const INSERT = `
  WITH changed AS (
    SELECT * FROM json_to_recordset($1::json) AS c(id text, owner_id text, title text, last_message_id text, is_new boolean, now_ms bigint)
  ),
  new_conversations AS (
    INSERT INTO conversations (id, owner_id, title, last_message_id, created_at, updated_at)
    SELECT id, owner_id, title, last_message_id, now_ms, now_ms FROM changed WHERE is_new
  ),
  old_conversations AS (
    UPDATE conversations v SET last_message_id = c.last_message_id, updated_at = greatest(v.updated_at, c.now_ms)
    FROM changed c WHERE v.id = c.id AND NOT c.is_new
  ),
  new_messages AS (
    INSERT INTO messages (id, conversation_id, owner_id, parent_id, role, content, run_id, file_ids, created_at)
    SELECT id, conversation_id, owner_id, parent_id, role, content, run_id, file_ids, created_at
    FROM json_to_recordset($2::json) AS m(id text, conversation_id text, owner_id text, parent_id text, role text, content text,
      run_id text, file_ids text[], created_at bigint)
  )
  INSERT INTO runs (id, owner_id, key_id, conversation_id, user_message_id, message_id, status, instance_id, lease_token,
    request, request_hash, idempotency_key, created_at)
  SELECT id, owner_id, key_id, conversation_id, user_message_id, message_id, 'queued', instance_id, lease_token,
    request::json, request_hash, idempotency_key, created_at
  FROM json_to_recordset($3::json) AS r(id text, owner_id text, key_id text, conversation_id text, user_message_id text,
    message_id text, instance_id text, lease_token text, request text, request_hash text, idempotency_key text, created_at bigint)`;

async function insert(query: Query, accepted: Accepted[], known: Known): Promise<void> {
  const changed = new Map(accepted.map(({ command }) => [command.conversation.id, toConversationRow(command, known)]));
  const messages = accepted.flatMap(toMessageRows);
  const runs = accepted.map(toRunRow);
  await query(INSERT, [JSON.stringify([...changed.values()]), JSON.stringify(messages), JSON.stringify(runs)]);
}

function toConversationRow({ conversation, ownerId, nowMs }: AcceptCommand, { conversations }: Known) {
  const { lastMessageId, isNew } = conversations.get(conversation.id) ?? {};
  return {
    id: conversation.id,
    owner_id: ownerId,
    title: toSqlText(conversation.title),
    last_message_id: lastMessageId,
    is_new: isNew,
    now_ms: nowMs,
  };
}

function toMessageRows({ command, run, parentId, writesUserMessage }: Accepted) {
  const shared = { conversation_id: run.conversationId, owner_id: run.ownerId, created_at: run.createdAt };
  const answer = {
    ...shared,
    id: run.messageId,
    parent_id: run.userMessageId,
    role: 'assistant',
    content: '',
    run_id: run.runId,
  };
  if (!writesUserMessage) return [answer];
  const { message, file_ids } = command.request;
  return [{ ...shared, id: run.userMessageId, parent_id: parentId, role: 'user', content: toSqlText(message), file_ids }, answer];
}

function toRunRow({ command, run }: Accepted) {
  return {
    id: run.runId,
    owner_id: run.ownerId,
    key_id: run.keyId,
    conversation_id: run.conversationId,
    user_message_id: run.userMessageId,
    message_id: run.messageId,
    instance_id: command.lease.instanceId,
    lease_token: command.lease.token,
    request: toSqlJson(run.request),
    request_hash: command.requestHash,
    idempotency_key: command.idempotencyKey,
    created_at: run.createdAt,
  };
}
