import type { AcceptCommand, AcceptOutcome, RunRow } from '../../core/store.ts';
import { toSqlText } from '../sql-text.ts';

export type KnownConversation = { id: string; ownerId: string; lastMessageId: string | null; isNew: boolean };
export type KnownMessage = { id: string; conversationId: string; role: string; content: string };
type KnownKey = { run: RunRow; requestHash: string };

/** What a batch refers to, as it stands after the commands handled so far. */
export type Known = {
  conversations: Map<string, KnownConversation>;
  messages: Map<string, KnownMessage>;
  keys: Map<string, KnownKey>;
  /** `owner file` pairs. */
  files: Set<string>;
};

/** A command to be written. `parentId` is the parent of its user message. */
export type Accepted = {
  kind: 'accepted';
  command: AcceptCommand;
  run: RunRow;
  parentId: string | null;
  writesUserMessage: boolean;
};

/** Decides on one command, and adds to `known` what it will have written, for the commands after it. */
export function decideAcceptance(command: AcceptCommand, known: Known): Accepted | Exclude<AcceptOutcome, { kind: 'accepted' }> {
  const { ownerId, conversation, parentMessageId, request } = command;
  const used = command.idempotencyKey === null ? undefined : known.keys.get(`${ownerId} ${command.idempotencyKey}`);
  if (used) return used.requestHash === command.requestHash ? { kind: 'repeated', run: used.run } : { kind: 'mismatch' };

  const existing = known.conversations.get(conversation.id);
  if (!conversation.new && existing?.ownerId !== ownerId) return { kind: 'not_found', field: 'conversation_id' };

  const parent = typeof parentMessageId === 'string' ? known.messages.get(parentMessageId) : undefined;
  if (typeof parentMessageId === 'string' && parent?.conversationId !== conversation.id) {
    return { kind: 'not_found', field: 'parent_message_id' };
  }
  if (request.file_ids?.some((id) => !known.files.has(`${ownerId} ${id}`))) return { kind: 'not_found', field: 'file_ids' };

  const again = parent?.role === 'user' && parent.content === toSqlText(request.message);
  const accepted: Accepted = {
    kind: 'accepted',
    command,
    run: toRun(command, again ? parent.id : command.userMessageId),
    parentId: parentMessageId === undefined ? (existing?.lastMessageId ?? null) : parentMessageId,
    writesUserMessage: !again,
  };
  remember(accepted, known);
  return accepted;
}

function remember({ command, run }: Accepted, { conversations, messages, keys }: Known): void {
  const { ownerId, idempotencyKey, requestHash, request, conversation } = command;
  const isNew = conversations.get(conversation.id)?.isNew ?? true;
  conversations.set(conversation.id, { id: conversation.id, ownerId, lastMessageId: run.messageId, isNew });
  messages.set(run.userMessageId, {
    id: run.userMessageId,
    conversationId: conversation.id,
    role: 'user',
    content: toSqlText(request.message),
  });
  messages.set(run.messageId, { id: run.messageId, conversationId: conversation.id, role: 'assistant', content: '' });
  if (idempotencyKey !== null) keys.set(`${ownerId} ${idempotencyKey}`, { run, requestHash });
}

function toRun(command: AcceptCommand, userMessageId: string): RunRow {
  return {
    runId: command.runId,
    ownerId: command.ownerId,
    keyId: command.keyId,
    conversationId: command.conversation.id,
    userMessageId,
    messageId: command.messageId,
    status: 'queued',
    epoch: 1,
    lastSeq: 0,
    request: command.request,
    agent: null,
    usage: null,
    metadata: null,
    error: null,
    snapshot: null,
    createdAt: command.nowMs,
    startedAt: null,
    firstTokenAt: null,
    finishedAt: null,
  };
}
