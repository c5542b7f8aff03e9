import { sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { APPROVAL_STATUSES, RISK_CLASSES } from '../../lib/contract/approvals.ts';
import type { ResponseMetadata, TokenUsage } from '../../lib/contract/chat.ts';
import { MESSAGE_ROLES } from '../../lib/contract/chat.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import type { ErrorBody } from '../../lib/contract/errors.ts';
import { RUN_STATUSES } from '../../lib/contract/events.ts';
import { FILE_STAGES, type FileProblemCode } from '../../lib/contract/files.ts';
import { KEY_SCOPES } from '../../lib/contract/keys.ts';
import { AGENT_IDS, type JsonObject } from '../../lib/contract/primitives.ts';
import { TASK_PRIORITIES, TASK_STATUSES } from '../../lib/contract/tasks.ts';
import type { DocumentOutline } from '../core/documents.ts';
import type { RunRequest, Snapshot } from '../core/store.ts';

/** A point in time given by the caller, in milliseconds since the epoch. */
const timeMs = (name: string) => bigint(name, { mode: 'number' });

/** Without a fixed dimension: each embedding model has its own, and its own partial index. */
const vector = customType<{ data: number[]; driverData: string }>({
  dataType: () => 'vector',
  toDriver: (values) => `[${values.join(',')}]`,
  fromDriver: (stored) => JSON.parse(stored) as number[],
});

/**
 * What a search looks at: the texts as `foldForSearch` makes them, by a function of the database that migration 0010 defines. Made by the
 * database itself, so that rows that an older version writes have it, too. The limits keep a message within the 1 MB of a tsvector.
 */
const folded = (texts: string) => text().generatedAlwaysAs(sql.raw(`left(search_fold(left(${texts}, 50000)), 100000)`));

const sparseVector = customType<{ data: string }>({ dataType: () => 'sparsevec' });

export const conversations = pgTable(
  'conversations',
  {
    id: text().primaryKey(),
    ownerId: text('owner_id').notNull(),
    title: text().notNull(),
    folded: folded('title'),
    pinned: boolean().notNull().default(false),
    /** The newest message, under which the next one goes; kept here so that locking this row is enough to add one. */
    lastMessageId: text('last_message_id'),
    createdAt: timeMs('created_at').notNull(),
    updatedAt: timeMs('updated_at').notNull(),
  },
  (table) => [index('conversations_by_owner').on(table.ownerId, table.pinned, table.updatedAt, table.id)],
);

export const messages = pgTable(
  'messages',
  {
    id: text().primaryKey(),
    /** Order of insertion; ids of one millisecond have none. */
    position: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    conversationId: text('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    ownerId: text('owner_id').notNull(),
    parentId: text('parent_id').references((): AnyPgColumn => messages.id, { onDelete: 'cascade' }),
    role: text({ enum: MESSAGE_ROLES }).notNull(),
    content: text().notNull(),
    folded: folded('content'),
    /** The run that writes an assistant message; its status is the message's. */
    runId: text('run_id'),
    agent: text({ enum: AGENT_IDS }),
    citations: json().$type<StoredMessage['citations']>(),
    metadata: json().$type<JsonObject>(),
    fileIds: text('file_ids').array(),
    createdAt: timeMs('created_at').notNull(),
  },
  (table) => [
    index('messages_by_conversation').on(table.conversationId, table.position),
    index('messages_by_parent').on(table.parentId),
    index('messages_by_folded_words').using('gin', sql`to_tsvector('simple', ${table.folded})`),
  ],
);

/** The processes that execute runs; a run whose process has no valid row may be taken over. */
export const instances = pgTable('instances', {
  id: text().primaryKey(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
});

export const runs = pgTable(
  'runs',
  {
    id: text().primaryKey(),
    ownerId: text('owner_id').notNull(),
    keyId: text('key_id').notNull(),
    conversationId: text('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    userMessageId: text('user_message_id').notNull(),
    messageId: text('message_id').notNull(),
    status: text({ enum: RUN_STATUSES }).notNull(),
    epoch: integer().notNull().default(1),
    lastSeq: integer('last_seq').notNull().default(0),
    instanceId: text('instance_id').notNull(),
    leaseToken: text('lease_token').notNull(),
    cancelRequested: boolean('cancel_requested').notNull().default(false),
    // Documents are json, not jsonb: they come back exactly as they were written, U+0000 included.
    request: json().$type<RunRequest>().notNull(),
    requestHash: text('request_hash').notNull(),
    idempotencyKey: text('idempotency_key'),
    snapshot: json().$type<Snapshot>(),
    agent: text({ enum: AGENT_IDS }),
    usage: json().$type<TokenUsage>(),
    metadata: json().$type<ResponseMetadata>(),
    error: json().$type<ErrorBody>(),
    createdAt: timeMs('created_at').notNull(),
    startedAt: timeMs('started_at'),
    firstTokenAt: timeMs('first_token_at'),
    finishedAt: timeMs('finished_at'),
  },
  (table) => [
    uniqueIndex('runs_by_idempotency_key')
      .on(table.ownerId, table.idempotencyKey)
      .where(sql`${table.idempotencyKey} is not null`),
    index('runs_by_conversation').on(table.conversationId),
    index('runs_unfinished').on(table.instanceId).where(sql`${table.status} in ('queued', 'running')`),
    index('runs_by_agent').on(table.agent, table.finishedAt),
  ],
);

/**
 * The log of a run. `data` is the JSON text of the event as every reader gets it, hence text.
 * No foreign key: rows are written only together with an update of their run, and deleted after it.
 */
export const runEvents = pgTable(
  'run_events',
  {
    runId: text('run_id').notNull(),
    epoch: integer().notNull(),
    seq: integer().notNull(),
    type: text().notNull(),
    data: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.epoch, table.seq] })],
);

/**
 * The text of one content, read once for all files of an owner that hold it. The row is its own job (ADR 0012): `attempt` grows with
 * every start of its ingestion; writes of an older attempt are refused.
 */
export const documents = pgTable(
  'documents',
  {
    id: text().primaryKey(),
    ownerId: text('owner_id').notNull(),
    sha256: text().notNull(),
    mimeType: text('mime_type').notNull(),
    /** Of the first file, for readers that want a hint. */
    name: text().notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    stage: text({ enum: FILE_STAGES }).notNull(),
    /** Of the whole way, from 0 to 1. */
    progress: real().notNull().default(0),
    attempt: integer().notNull().default(0),
    /** The process that works on it, in `instances`; without a valid row there the claim is void. */
    claimedBy: text('claimed_by'),
    /** Failures in a row that were answered with another attempt; not to be tried again before `retry_at`. */
    failures: integer().notNull().default(0),
    retryAt: timeMs('retry_at'),
    failedStage: text('failed_stage', { enum: FILE_STAGES }),
    problemCode: text('problem_code').$type<FileProblemCode>(),
    notes: text().array().notNull().default([]),
    pageCount: integer('page_count'),
    /** Set with the stage `chunked`: from then on the chunks are complete and may be searched, also when `stage` is `failed`. */
    passageCount: integer('passage_count'),
    embeddingModel: text('embedding_model'),
    /** Of the text in UTF-16 units, which anchors of chunks count too; `null` before it is stored as a whole. */
    textLength: integer('text_length'),
    /** The text and its blocks as version 0.3 stored them; others are in `document_parts`. */
    content: text(),
    outline: json().$type<DocumentOutline>(),
    title: text(),
    createdAt: timeMs('created_at').notNull(),
    updatedAt: timeMs('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('documents_by_content').on(table.ownerId, table.sha256, table.mimeType),
    index('documents_waiting').on(table.ownerId, table.updatedAt).where(sql`${table.stage} not in ('ready', 'failed')`),
    index('documents_by_model')
      .on(sql`coalesce(${table.embeddingModel}, '')`, table.ownerId, table.updatedAt)
      .where(sql`${table.stage} = 'ready' and ${table.passageCount} > 0`),
  ],
);

/**
 * The text of a document in parts that are written and read without holding up others. Only those of a document with a
 * `text_length` are complete.
 */
export const documentParts = pgTable(
  'document_parts',
  {
    documentId: text('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    /** Where it begins in the text, in UTF-16 units. */
    start: integer().notNull(),
    content: text().notNull(),
    /** Those that begin in this part. */
    blocks: json().$type<DocumentOutline['blocks']>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.start] })],
);

export const files = pgTable(
  'files',
  {
    id: text().primaryKey(),
    ownerId: text('owner_id').notNull(),
    name: text().notNull(),
    folded: folded('name'),
    mimeType: text('mime_type').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    sha256: text().notNull(),
    /** `artifact`: made by an agent in `run_id`. */
    origin: text({ enum: ['upload', 'artifact'] })
      .notNull()
      .default('upload'),
    runId: text('run_id'),
    /** `null` for what is not searched. */
    documentId: text('document_id').references(() => documents.id),
    createdAt: timeMs('created_at').notNull(),
  },
  (table) => [
    index('files_by_owner').on(table.ownerId, table.createdAt),
    index('files_by_document').on(table.documentId),
    index('files_by_content').on(table.sha256),
  ],
);

/**
 * Objects that hold blobs, on disk or in S3. A key is never used twice, so whoever removes an object late removes no other's bytes.
 * `pending`: announced before it is written; `live`: the bytes of its content; `doomed`: to be removed.
 */
export const blobs = pgTable(
  'blobs',
  {
    key: text().primaryKey(),
    sha256: text().notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    state: text({ enum: ['pending', 'live', 'doomed'] }).notNull(),
    changedAt: timestamp('changed_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('blobs_live').on(table.sha256).where(sql`${table.state} = 'live'`),
    index('blobs_not_live').on(table.changedAt).where(sql`${table.state} <> 'live'`),
  ],
);

/** What an owner stores; its row is locked by whoever adds or removes files of the owner. */
export const storageUsage = pgTable('storage_usage', {
  ownerId: text('owner_id').primaryKey(),
  files: integer().notNull(),
  /** Duplicate content counts once. */
  sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
});

export const chunks = pgTable(
  'chunks',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    documentId: text('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    ownerId: text('owner_id').notNull(),
    position: integer().notNull(),
    page: integer(),
    headingPath: text('heading_path').array().notNull().default([]),
    charStart: integer('char_start').notNull(),
    charEnd: integer('char_end').notNull(),
    /** Exactly this part of the document. */
    content: text().notNull(),
    /** What a reader of this part alone would miss (the header row of a table); searched and embedded with it. */
    context: text().notNull().default(''),
  },
  (table) => [uniqueIndex('chunks_by_document').on(table.documentId, table.position), index('chunks_by_owner').on(table.ownerId)],
);

/**
 * The words of a chunk as they are searched, apart from its text so that many rows can be looked at quickly. Both columns hold
 * hashes of words (`store/search/to-term-row.ts`).
 */
export const chunkTerms = pgTable(
  'chunk_terms',
  {
    chunkId: bigint('chunk_id', { mode: 'number' })
      .primaryKey()
      .references(() => chunks.id, { onDelete: 'cascade' }),
    documentId: text('document_id').notNull(),
    ownerId: text('owner_id').notNull(),
    /** Salted by owner, so that the lists of the index are an owner's own. */
    terms: integer().array().notNull(),
    /** How much each word says about the chunk. */
    weights: sparseVector().notNull(),
  },
  (table) => [
    index('chunk_terms_by_term').using('gin', table.terms).with({ fastupdate: false }),
    index('chunk_terms_by_owner').on(table.ownerId, table.chunkId),
    index('chunk_terms_by_document').on(table.documentId),
  ],
);

export const embeddings = pgTable(
  'embeddings',
  {
    chunkId: bigint('chunk_id', { mode: 'number' })
      .notNull()
      .references(() => chunks.id, { onDelete: 'cascade' }),
    model: text().notNull(),
    ownerId: text('owner_id').notNull(),
    embedding: vector().notNull(),
  },
  (table) => [primaryKey({ columns: [table.chunkId, table.model] }), index('embeddings_by_owner').on(table.ownerId, table.model)],
);

export const tasks = pgTable(
  'tasks',
  {
    id: text().primaryKey(),
    ownerId: text('owner_id').notNull(),
    conversationId: text('conversation_id').references(() => conversations.id, { onDelete: 'set null' }),
    title: text().notNull(),
    notes: text().notNull().default(''),
    folded: folded("title || ' ' || notes"),
    status: text({ enum: TASK_STATUSES }).notNull(),
    priority: text({ enum: TASK_PRIORITIES }).notNull().default('normal'),
    dueAt: timeMs('due_at'),
    allDay: boolean('all_day').notNull().default(false),
    timeZone: text('time_zone'),
    recurrence: text(),
    dependsOn: text('depends_on').array().notNull().default([]),
    parentTaskId: text('parent_task_id').references((): AnyPgColumn => tasks.id, { onDelete: 'set null' }),
    estimateMinutes: integer('estimate_minutes'),
    completedAt: timeMs('completed_at'),
    createdAt: timeMs('created_at').notNull(),
    updatedAt: timeMs('updated_at').notNull(),
  },
  (table) => [
    index('tasks_by_owner').on(table.ownerId, table.status, table.createdAt),
    index('tasks_by_conversation').on(table.conversationId),
  ],
);

export const approvals = pgTable(
  'approvals',
  {
    id: text().primaryKey(),
    ownerId: text('owner_id').notNull(),
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    conversationId: text('conversation_id').notNull(),
    callId: text('call_id').notNull(),
    agent: text({ enum: AGENT_IDS }).notNull(),
    tool: text().notNull(),
    /** After an approval with edited arguments: those. */
    arguments: json().$type<JsonObject>().notNull(),
    risk: text({ enum: RISK_CLASSES }).notNull(),
    why: text().notNull(),
    status: text({ enum: APPROVAL_STATUSES }).notNull().default('pending'),
    reason: text(),
    createdAt: timeMs('created_at').notNull(),
    expiresAt: timeMs('expires_at').notNull(),
    decidedAt: timeMs('decided_at'),
  },
  (table) => [
    index('approvals_by_owner').on(table.ownerId, table.createdAt),
    uniqueIndex('approvals_by_call').on(table.runId, table.callId),
  ],
);

export const apiKeys = pgTable('api_keys', {
  id: text().primaryKey(),
  ownerId: text('owner_id').notNull(),
  name: text().notNull(),
  scopes: text({ enum: KEY_SCOPES }).array().notNull(),
  hash: text().notNull().unique(),
  prefix: text().notNull(),
  createdAt: timeMs('created_at').notNull(),
  lastUsedAt: timeMs('last_used_at'),
  expiresAt: timeMs('expires_at'),
  revokedAt: timeMs('revoked_at'),
});
