import { mutate } from 'swr';
import { useStore } from 'zustand';
import { announce } from './announcer-store.ts';
import { api } from './api.ts';
import { createChatActions } from './chat-actions.ts';
import { type ChatState, createChatStore } from './chat-store.ts';
import { refreshConversations, refreshHealth } from './queries.ts';
import { createRunFollower } from './run-following.ts';
import type { RunView } from './run-view.ts';

/** The browser's one chat state, its actions and its run streams. */
export const chatStore = createChatStore();
export const chatActions = createChatActions(chatStore, api);
export const runFollower = createRunFollower(chatStore, { onSettled });

export function useChat<T>(select: (state: ChatState) => T): T {
  return useStore(chatStore, select);
}

function onSettled(view: RunView, isComplete: boolean): void {
  const ending = ENDINGS[view.status];
  if (ending !== undefined) announce(ending);
  void refreshConversations();
  void refreshHealth();
  mutate(['run', view.runId]).catch(() => {});
  if (!isComplete && view.conversationId !== null) void chatActions.load(view.conversationId);
}

/** A failure says itself, as an alert. */
const ENDINGS: Partial<Record<RunView['status'], string>> = {
  completed: 'Answer finished',
  cancelled: 'Answer stopped',
  interrupted: 'The answer was interrupted',
};
