import { createStore } from 'zustand/vanilla';
import type { StoredMessage } from '../contract/conversations.ts';
import type { AppError } from '../contract/errors.ts';
import type { AgentId } from '../contract/primitives.ts';
import { type Attachment, toAttachment, toStoredCitation } from './run-outputs.ts';
import type { ConnectionState } from './run-stream.ts';
import type { RunView } from './run-view.ts';
import { patchMessage, type Thread } from './thread.ts';

/** A message on its way: shown at once, given back when it cannot be sent. */
export type PendingSend = {
  text: string;
  parentId: string | null;
  agent: AgentId | null;
  /** Set when an existing user message is answered again. */
  answersMessageId: string | null;
  files: readonly Attachment[];
};

export type ThreadLoad = { state: 'loading' | 'loading_older' | 'ready' | 'failed'; error: AppError | null };

export type ChatState = {
  threads: Record<string, Thread>;
  loads: Record<string, ThreadLoad>;
  runs: Record<string, RunView>;
  connections: Record<string, ConnectionState>;
  /** Runs that were asked to stop and have not answered yet. */
  stopping: Record<string, true>;
  /** By conversation id, or `NEW_CHAT`. */
  pending: Record<string, PendingSend>;
  /** Runs that were started in this tab: their turn is brought to the top of the screen. */
  sent: Record<string, true>;
};

/** Stands for the conversation that does not exist yet. */
export const NEW_CHAT = 'new';

export type ChatStore = ReturnType<typeof createChatStore>;

export function createChatStore() {
  return createStore<ChatState>(() => ({
    threads: {},
    loads: {},
    runs: {},
    connections: {},
    stopping: {},
    pending: {},
    sent: {},
  }));
}

type Records = keyof ChatState;

/** Sets (or with `undefined` removes) one entry of one of the records. */
export function setEntry<K extends Records>(
  store: ChatStore,
  record: K,
  key: string,
  value: ChatState[K][string] | undefined,
): void {
  store.setState((state) => {
    const next = { ...state[record] } as Record<string, ChatState[K][string]>;
    if (value === undefined) delete next[key];
    else next[key] = value;
    return { [record]: next } as Partial<ChatState>;
  });
}

/** Puts what a run's view says into the message that the run writes. */
export function settleMessage(store: ChatStore, view: RunView): void {
  const { conversationId, messageId } = view;
  if (conversationId === null || messageId === null) return;
  const thread = store.getState().threads[conversationId];
  const message = thread?.messages[messageId];
  if (thread && message) setEntry(store, 'threads', conversationId, patchMessage(thread, messageId, toSettled(message, view)));
}

/** A message as the finished run that wrote it leaves it. */
export function toSettled(message: StoredMessage, view: RunView): StoredMessage {
  return {
    ...message,
    content: view.text,
    status: view.status,
    agent: view.agent,
    ...(view.citations.length > 0 ? { citations: view.citations.map(toStoredCitation) } : {}),
    ...(view.artifacts.length > 0 ? { attachments: view.artifacts.map(toAttachment) } : {}),
    ...(view.error ? { error: view.error } : {}),
    ...(view.metadata ? { metadata: { ...message.metadata, ...view.metadata } } : {}),
  };
}
