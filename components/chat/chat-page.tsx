'use client';
import { Suspense, useEffect, useMemo } from 'react';
import { chatActions, runFollower, useChat } from '../../lib/client/chat.ts';
import { NEW_CHAT } from '../../lib/client/chat-store.ts';
import { isComposer, isField } from '../../lib/client/composer.ts';
import { setQueued, takeDraftFiles, toQueuedKey, useDraftFiles, useDrafts } from '../../lib/client/drafts-store.ts';
import { setEscapeFloor } from '../../lib/client/escape-layers.ts';
import { showConversation } from '../../lib/client/navigation.ts';
import { useConversations } from '../../lib/client/queries.ts';
import { EMPTY_THREAD, type PathItem, toPath } from '../../lib/client/thread.ts';
import { markSeen, toChosenAgent, useUi } from '../../lib/client/ui-store.ts';
import type { Conversation } from '../../lib/contract/conversations.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { onDemand } from '../ui/on-demand.tsx';
import { Composer } from './composer.tsx';
import { EmptyState } from './empty-state.tsx';
import { LoadFailure } from './load-failure.tsx';
import { markdownOnDemand } from './markdown-on-demand.ts';
import { focusStop, stopByHand } from './send-or-stop.tsx';
import { useAimedMessage } from './use-message-target.ts';
import { sendMessage } from './use-send.ts';
import { activeRunOf } from './use-shown-run.ts';

/** An empty page needs none of it; it comes while the messages come, or while one writes the first. */
const { Component: Thread, preload: preloadThread } = onDemand(() => import('./thread.tsx'));

function preloadAnswers(): void {
  preloadThread();
  markdownOnDemand.preload();
}

export function ChatPage({ conversationId }: { conversationId: string | null }) {
  const key = conversationId ?? NEW_CHAT;
  const thread = useChat((state) => (conversationId === null ? EMPTY_THREAD : (state.threads[conversationId] ?? EMPTY_THREAD)));
  const load = useChat((state) => (conversationId === null ? null : (state.loads[conversationId] ?? null)));
  const pending = useChat((state) => state.pending[key]);
  const path = useMemo(() => toPath(thread), [thread]);
  const runId = activeRunOf(path);
  const conversation = useConversations().conversations.find((item) => item.conversation_id === conversationId);
  const agent = useUi((state) => toChosenAgent(state, key));

  useThread(conversationId, thread.messages, conversation);
  useAimedMessage({ conversationId, thread, path, load });
  useEffect(() => (runId === null ? undefined : runFollower.follow(runId)), [runId]);
  useEscapeToStop(runId);
  useEffect(preloadAnswers, []);
  const send = async (text: string, filesKey = key) => {
    if (pending) return;
    const parentId = path.at(-1)?.message.message_id ?? null;
    const drafted = takeDraftFiles(filesKey);
    const files = drafted.flatMap(({ file_id, ...file }) => (file_id === null ? [] : { ...file, file_id }));
    await sendMessage({ conversationId, text, parentId, agent, files }, drafted);
  };
  useQueuedMessage(key, path, pending !== undefined || runId !== null, send);

  const title = conversation?.title ?? (conversationId === null ? 'New chat' : 'Conversation');
  useEffect(() => {
    document.title = conversationId === null ? 'Cartrita' : `${title} · Cartrita`;
  }, [title, conversationId]);

  const isEmpty = path.length === 0 && !pending;
  return (
    <>
      <PageHeader title={title} />
      {isEmpty && conversationId === null && <EmptyState onPick={(text) => void send(text)} />}
      {isEmpty && conversationId !== null && load?.state === 'failed' && (
        <LoadFailure
          error={load.error}
          onRetry={() => void chatActions.load(conversationId)}
          onLeave={() => showConversation(null)}
        />
      )}
      {isEmpty && conversationId !== null && load?.state === 'ready' && <EmptyState onPick={(text) => void send(text)} />}
      {/* Also before anything was asked for: the message field has its place from the first paint on. */}
      {isEmpty && conversationId !== null && load?.state !== 'ready' && load?.state !== 'failed' && <ThreadSkeleton />}
      {!isEmpty && (
        <Suspense fallback={<ThreadSkeleton />}>
          <Thread key={key} conversationId={conversationId} thread={thread} path={path} pending={pending} />
        </Suspense>
      )}
      <Composer storageKey={key} runId={runId} isSending={pending !== undefined} onSend={send} />
    </>
  );
}

/** Keeps the conversation loaded and marked as seen; a run that began elsewhere makes it be read again. */
function useThread(
  conversationId: string | null,
  messages: Record<string, unknown>,
  conversation: Conversation | undefined,
): void {
  const foreignRun = useChat(({ threads }) => {
    const known = conversationId === null ? undefined : threads[conversationId];
    const active = conversation?.active_run_id ?? null;
    if (!known || active === null) return null;
    return Object.values(known.messages).some((message) => message.run_id === active) ? null : active;
  });
  useEffect(() => {
    if (conversationId !== null) void chatActions.load(conversationId);
  }, [conversationId]);
  useEffect(() => {
    if (conversationId !== null && foreignRun !== null) void chatActions.load(conversationId);
  }, [conversationId, foreignRun]);
  const updatedAt = conversation?.updated_at;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever arrives while the conversation is open is seen
  useEffect(() => {
    if (conversationId !== null) markSeen(conversationId, Math.max(updatedAt ?? 0, Date.now()));
  }, [conversationId, updatedAt, messages]);
}

/** Nothing is stopped out of a field: there Esc leads to the button, and once more stops. */
function useEscapeToStop(runId: string | null): void {
  useEffect(() => {
    if (runId === null) return;
    return setEscapeFloor((target) => {
      if (!isField(target)) stopByHand(runId);
      else if (isComposer(target)) focusStop();
      else return false;
      return true;
    });
  }, [runId]);
}

/** Sends what was queued once the answer before it is complete and its files are stored; after a stop or a failure it waits for the person. */
function useQueuedMessage(
  key: string,
  path: PathItem[],
  isBusy: boolean,
  send: (text: string, filesKey: string) => Promise<void>,
): void {
  const queued = useDrafts((state) => state.queued[key]);
  const isHeld = useDrafts((state) => key in state.held);
  const areFilesThere = useDraftFiles(toQueuedKey(key)).every(({ state }) => state === 'stored');
  const isTurn = isHeld || path.at(-1)?.message.status === 'completed';
  const isDue = queued !== undefined && !isBusy && areFilesThere && isTurn;
  useEffect(() => {
    if (!isDue || queued === undefined) return;
    setQueued(key, '');
    void send(queued, toQueuedKey(key));
  }, [isDue, key, queued, send]);
}

function ThreadSkeleton() {
  return (
    <div role="status" aria-label="Loading the conversation" className="pulse column flex-1 pt-8">
      <div className="ml-auto h-12 w-1/2 rounded-2xl bg-bubble" />
      <div className="mt-10 h-4 w-full rounded bg-bubble" />
      <div className="mt-3 h-4 w-11/12 rounded bg-bubble" />
      <div className="mt-3 h-4 w-3/4 rounded bg-bubble" />
    </div>
  );
}
