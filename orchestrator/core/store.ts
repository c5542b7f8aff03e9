import type { ChatRequest, Message, ResponseMetadata, TokenUsage } from '../../lib/contract/chat.ts';
import type { Conversation, ConversationPatch, StoredMessage } from '../../lib/contract/conversations.ts';
import type { ErrorBody } from '../../lib/contract/errors.ts';
import type { RunStatus, TerminalStatus } from '../../lib/contract/events.ts';
import type { ApiKey, KeyScope } from '../../lib/contract/keys.ts';
import type { AgentId, JsonObject } from '../../lib/contract/primitives.ts';
import type { ApprovalStore } from './approvals.ts';
import type { DocumentStore } from './document-store.ts';
import type { FileStore } from './files.ts';
import type { Cursor, Frame } from './frame.ts';
import type { PassageStore } from './search.ts';
import type { TaskStore } from './tasks.ts';

/** What a run answers; stored with it, so that another process can take the run over. */
export type RunRequest = Pick<ChatRequest, 'message' | 'context' | 'agent_override' | 'file_ids' | 'model'> & {
  /** Set for a spoken turn; `history` is what the client knows of the conversation before it was stored. */
  voice?: { history: Message[] };
};

/** A message above the one that a run answers; `fileIds`: files that came with it, absent when none did. */
export type EarlierMessage = { role: Message['role']; content: string; fileIds?: readonly string[] };

export type RunRow = {
  runId: string;
  ownerId: string;
  keyId: string;
  conversationId: string;
  userMessageId: string;
  /** The assistant message that the run writes; it exists from acceptance on. */
  messageId: string;
  status: RunStatus;
  epoch: number;
  lastSeq: number;
  request: RunRequest;
  agent: AgentId | null;
  usage: TokenUsage | null;
  metadata: ResponseMetadata | null;
  error: ErrorBody | null;
  /** The newest checkpoint of the engine; `null` before the first. */
  snapshot: Snapshot | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
  startedAt: number | null;
  firstTokenAt: number | null;
  finishedAt: number | null;
};

/**
 * A point from which an engine can go on: `textLength` UTF-16 units of the answer were final at that point, and `seq` is
 * the last event before it (set by the run, not by the engine). Stored and returned as it is.
 */
export type Snapshot = { version: string; textLength: number; state: JsonObject; seq?: number };

/** Proof of ownership of a run: every write names it, and is refused (`fenced`) once another process has taken the run over. */
export type Lease = { instanceId: string; token: string };

export type AcceptCommand = {
  runId: string;
  ownerId: string;
  keyId: string;
  /** `new: true` creates the conversation with this id and title. */
  conversation: { id: string; new: boolean; title: string };
  /**
   * `undefined`: under the newest message; `null`: a new root; an id: under that message. When the id names a user message
   * whose content equals `request.message`, no user message is written and the run answers that one again.
   */
  parentMessageId: string | null | undefined;
  userMessageId: string;
  messageId: string;
  request: RunRequest;
  /** Unique per owner; `null` when the caller gave none. */
  idempotencyKey: string | null;
  /** Hash of the whole request, to tell a repetition from a misuse of the key. */
  requestHash: string;
  lease: Lease;
  nowMs: number;
};

export type AcceptOutcome =
  | { kind: 'accepted'; run: RunRow }
  /** The idempotency key was used before with the same request. */
  | { kind: 'repeated'; run: RunRow }
  | { kind: 'mismatch' }
  | { kind: 'not_found'; field: 'conversation_id' | 'parent_message_id' | 'file_ids' };

export type AppendCommand = {
  runId: string;
  lease: Lease;
  /** In order, gapless, starting at the run's `lastSeq + 1`. */
  frames: Frame[];
  snapshot?: Snapshot;
  startedAt?: number;
  firstTokenAt?: number;
};

export type FinishCommand = AppendCommand & {
  status: TerminalStatus;
  /** The assistant message as it stays. */
  content: string;
  agent: AgentId;
  usage: TokenUsage;
  metadata: ResponseMetadata;
  citations: StoredMessage['citations'];
  error?: ErrorBody;
  finishedAt: number;
};

/** `fenced`: the lease is no longer valid; nothing was written. */
export type WriteOutcome = { kind: 'ok' } | { kind: 'fenced' };

/**
 * Runs and their event log. The three batch calls take one transaction each whatever their size, give one outcome per
 * command in order, and resolve only after commit (fsync). All calls throw `AppError('NOT_READY')` while the database is
 * unreachable and `AppError('STORAGE_FULL')` when the disk is full.
 */
export type RunStore = {
  accept(commands: AcceptCommand[]): Promise<AcceptOutcome[]>;
  append(commands: AppendCommand[]): Promise<WriteOutcome[]>;
  /** Last frames, assistant message, usage and status, all or nothing. */
  finish(commands: FinishCommand[]): Promise<WriteOutcome[]>;

  /** Keeps this process's claim on its runs alive for `ttlMs` (database clock) and returns those of its runs that someone asked to cancel. */
  heartbeat(instanceId: string, ttlMs: number): Promise<{ cancelRequested: string[] }>;
  /** Gives the claim up, so that another process may take the rest over at once. */
  release(instanceId: string): Promise<void>;
  /** Takes over unfinished runs whose process has no valid claim: new lease token, `epoch + 1`. At most `limit`. */
  takeOver(instanceId: string, newToken: () => string, limit: number): Promise<{ run: RunRow; lease: Lease }[]>;
  /** Notes the wish; the owning process sees it with its next heartbeat or over the bus. `false`: the run is over already. */
  requestCancel(runId: string): Promise<boolean>;

  /** Without `ownerId`: internal use only. */
  get(runId: string, ownerId?: string): Promise<RunRow | null>;
  findByIdempotencyKey(ownerId: string, key: string): Promise<{ run: RunRow; requestHash: string } | null>;
  /**
   * Frames after the cursor in order, at most `limit`. A cursor of an older epoch, beyond what that epoch logged, continues
   * with the first frame of the next epoch (`run.resumed`).
   */
  readFrames(runId: string, after: Cursor, limit: number): Promise<Frame[]>;
  /**
   * Notes how much of the answer of a run that is over was heard, at most all of it; never more than was noted before. Gives what
   * is noted; `null` while the run goes on.
   */
  setHeard(runId: string, ownerId: string, heardChars: number): Promise<{ messageId: string; heardChars: number } | null>;
  /**
   * The messages above `messageId` (which is not included), oldest first, at most `limit` of the nearest. Of an interrupted spoken
   * answer only what was heard, and that it was interrupted.
   */
  history(messageId: string, limit: number): Promise<EarlierMessage[]>;
  /** Unfinished runs of a conversation. */
  activeRuns(conversationId: string): Promise<string[]>;
  /** Durations and outcomes of the latest finished runs per agent. */
  agentStatistics(): Promise<{ agent: AgentId; runs: number; successes: number; p50Ms: number | null; p95Ms: number | null }[]>;
};

/** All calls are bound to one owner; what belongs to another owner does not exist (`null`, `false`, empty). */
export type ConversationStore = {
  list(ownerId: string, limit: number, before?: string): Promise<{ conversations: Conversation[]; nextBefore: string | null }>;
  create(ownerId: string, conversationId: string, title: string, nowMs: number): Promise<Conversation>;
  get(ownerId: string, conversationId: string): Promise<Conversation | null>;
  patch(ownerId: string, conversationId: string, patch: ConversationPatch): Promise<Conversation | null>;
  /** Removes messages, runs and events with it. */
  delete(ownerId: string, conversationId: string): Promise<boolean>;
  /** A page from the newest backwards, oldest first within the page; `null` when the conversation or `before` does not exist. */
  messages(
    ownerId: string,
    conversationId: string,
    limit: number,
    before?: string,
  ): Promise<{ messages: StoredMessage[]; nextBefore: string | null } | null>;
  search(
    ownerId: string,
    query: string,
    limit: number,
  ): Promise<{ conversation: Conversation; message_id: string | null; snippet: string }[]>;
};

export type KeyRecord = ApiKey & { owner_id: string };

/** Secrets are kept as SHA-256 of the (high-entropy) key. */
export type KeyStore = {
  findByHash(hash: string): Promise<KeyRecord | null>;
  get(keyId: string): Promise<KeyRecord | null>;
  list(): Promise<KeyRecord[]>;
  create(record: {
    keyId: string;
    ownerId: string;
    name: string;
    scopes: readonly KeyScope[];
    hash: string;
    prefix: string;
    expiresAt: number | null;
    nowMs: number;
  }): Promise<KeyRecord>;
  /** `false` when it does not exist. Repeating it is harmless. */
  revoke(keyId: string, nowMs: number): Promise<boolean>;
  /** Best effort, coalesced by the caller. */
  touch(keyId: string, nowMs: number): Promise<void>;
};

export type Store = {
  runs: RunStore;
  conversations: ConversationStore;
  keys: KeyStore;
  approvals: ApprovalStore;
  tasks: TaskStore;
  files: FileStore;
  documents: DocumentStore;
  passages: PassageStore;
  /** Round trip to the database; `embedded` for the in-process one. Never throws. */
  state(): Promise<'embedded' | 'healthy' | 'unhealthy'>;
  close(): Promise<void>;
};
