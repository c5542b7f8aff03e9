import { nanoid } from 'nanoid';
import type { StoredMessage } from '../contract/conversations.ts';
import { type AppError, ERROR_TABLE, toAppError } from '../contract/errors.ts';
import type { AgentId } from '../contract/primitives.ts';
import type { RunAccepted } from '../contract/runs.ts';
import { type ChatStore, NEW_CHAT, type PendingSend, setEntry, toSettled } from './chat-store.ts';
import type { Http } from './http.ts';
import type { Attachment } from './run-outputs.ts';
import { createRunView, isActive } from './run-view.ts';
import { addMessages, addPage, pickBranch } from './thread.ts';

const PAGE_SIZE = 50;
const SEND_ATTEMPTS = 3;
const RETRY_AFTER_MS = 700;

export type SendCommand = {
  /** `null`: a new conversation. */
  conversationId: string | null;
  text: string;
  /** The message that this one goes under; `null`: a new root. */
  parentId: string | null;
  agent: AgentId | null;
  /** Instead of the configured one. */
  model?: string;
  /** The user message that is answered again; its text must be `text`. */
  answersMessageId?: string;
  /** What the message carries. */
  files?: readonly Attachment[];
  /** The answer will be spoken. */
  isVoice?: boolean;
};

export type SendOutcome = { kind: 'accepted'; run: RunAccepted } | { kind: 'failed'; error: AppError };

export type ChatActions = {
  /** Loads the newest messages, also again later; never throws, the outcome is in `loads`. */
  load(conversationId: string): Promise<void>;
  loadOlder(conversationId: string): Promise<void>;
  /** Resolves when the server has taken the message, or will not. */
  send(command: SendCommand): Promise<SendOutcome>;
  /** Throws `AppError`. What the stop cost is told by the end of the run. */
  stop(runId: string): Promise<void>;
  pick(message: StoredMessage): void;
};

export function createChatActions(store: ChatStore, http: Http): ChatActions {
  return {
    load: (conversationId) => loadPage(store, http, conversationId, null),
    loadOlder: async (conversationId) => {
      const before = store.getState().threads[conversationId]?.olderBefore ?? null;
      const isBusy = store.getState().loads[conversationId]?.state === 'loading_older';
      if (before !== null && !isBusy) await loadPage(store, http, conversationId, before);
    },
    send: (command) => send(store, http, command),
    stop: (runId) => stop(store, http, runId),
    pick: (message) => {
      const thread = store.getState().threads[message.conversation_id];
      if (thread) setEntry(store, 'threads', message.conversation_id, pickBranch(thread, message));
    },
  };
}

async function loadPage(store: ChatStore, http: Http, id: string, before: string | null): Promise<void> {
  setEntry(store, 'loads', id, { state: before === null ? 'loading' : 'loading_older', error: null });
  try {
    const query = { limit: PAGE_SIZE, ...(before === null ? {} : { before }) };
    const page = await http.call('listMessages', { params: { id }, query });
    const messages = page.messages.map((message) => keepNewer(store, message));
    const thread = addPage(store.getState().threads[id], { ...page, messages }, before === null ? 'newest' : 'older');
    setEntry(store, 'threads', id, thread);
    setEntry(store, 'loads', id, { state: 'ready', error: null });
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'NOT_FOUND') setEntry(store, 'threads', id, undefined);
    setEntry(store, 'loads', id, { state: 'failed', error });
  }
}

/** What is followed live is told by its stream alone, and a page that was read before a run ended must not undo its end. */
function keepNewer(store: ChatStore, message: StoredMessage): StoredMessage {
  const { runs, connections, threads } = store.getState();
  const view = message.run_id !== null && message.role === 'assistant' ? runs[message.run_id] : undefined;
  if (!view) return message;
  if (isActive(view.status)) {
    const known = threads[message.conversation_id]?.messages[message.message_id];
    return known && view.runId in connections ? known : message;
  }
  return isActive(message.status) ? toSettled(message, view) : message;
}

async function send(store: ChatStore, http: Http, command: SendCommand): Promise<SendOutcome> {
  const key = command.conversationId ?? NEW_CHAT;
  const pending: PendingSend = {
    text: command.text,
    parentId: command.parentId,
    agent: command.agent,
    answersMessageId: command.answersMessageId ?? null,
    files: command.files ?? [],
  };
  setEntry(store, 'pending', key, pending);
  try {
    const run = await createRun(http, command);
    const thread = store.getState().threads[run.conversation_id];
    setEntry(store, 'runs', run.run_id, {
      ...createRunView(run.run_id),
      conversationId: run.conversation_id,
      messageId: run.message_id,
      agent: command.agent,
    });
    setEntry(store, 'sent', run.run_id, true);
    setEntry(store, 'threads', run.conversation_id, addMessages(thread, toMessages(run, command)));
    if (command.conversationId === null) setEntry(store, 'loads', run.conversation_id, { state: 'ready', error: null });
    return { kind: 'accepted', run };
  } catch (thrown) {
    return { kind: 'failed', error: toAppError(thrown) };
  } finally {
    setEntry(store, 'pending', key, undefined);
  }
}

/** Repeats the call when nothing answered: with the same key the server takes it for the same message. */
async function createRun(http: Http, command: SendCommand): Promise<RunAccepted> {
  const idempotencyKey = nanoid();
  const parent = command.conversationId === null ? {} : { parent_message_id: command.answersMessageId ?? command.parentId };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await http.call('createRun', {
        idempotencyKey,
        body: {
          message: command.text,
          // Agents count days and hours on the clocks of the user.
          context: { time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
          ...parent,
          ...(command.conversationId === null ? {} : { conversation_id: command.conversationId }),
          ...(command.model === undefined ? {} : { model: command.model }),
          ...(command.agent === null ? {} : { agent_override: command.agent }),
          ...(command.files?.length ? { file_ids: command.files.map((file) => file.file_id) } : {}),
          ...(command.isVoice ? { voice_mode: true } : {}),
        },
      });
    } catch (thrown) {
      const error = toAppError(thrown);
      const isWorthIt = ERROR_TABLE[error.code].retryable && error.code !== 'RATE_LIMITED' && attempt < SEND_ATTEMPTS;
      if (!isWorthIt) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS * attempt));
    }
  }
}

/** The two messages as the server stores them, so that nothing needs to be loaded to show them. */
function toMessages(run: RunAccepted, command: SendCommand): StoredMessage[] {
  const now = Date.now();
  const shared = { conversation_id: run.conversation_id, citations: [], attachments: [], metadata: {} };
  const question: StoredMessage = {
    ...shared,
    attachments: [...(command.files ?? [])],
    message_id: run.user_message_id,
    parent_id: command.parentId,
    role: 'user',
    content: command.text,
    run_id: null,
    status: 'completed',
    agent: null,
    created_at: now,
  };
  const answer: StoredMessage = {
    ...shared,
    message_id: run.message_id,
    parent_id: run.user_message_id,
    role: 'assistant',
    content: '',
    run_id: run.run_id,
    status: 'queued',
    agent: command.agent,
    created_at: now + 1,
  };
  return command.answersMessageId === undefined ? [question, answer] : [answer];
}

async function stop(store: ChatStore, http: Http, runId: string): Promise<void> {
  if (store.getState().stopping[runId]) return;
  setEntry(store, 'stopping', runId, true);
  try {
    await http.call('cancelRun', { params: { run_id: runId } });
  } finally {
    setEntry(store, 'stopping', runId, undefined);
  }
}
