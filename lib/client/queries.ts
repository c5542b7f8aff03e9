import useSWR, { mutate } from 'swr';
import useSWRImmutable from 'swr/immutable';
import useSWRInfinite, { unstable_serialize } from 'swr/infinite';
import type { Approval, ApprovalDecision } from '../contract/approvals.ts';
import type { Conversation } from '../contract/conversations.ts';
import type { HealthResponse } from '../contract/health.ts';
import { api } from './api.ts';
import { toFileUrl } from './file-url.ts';
import { readError } from './http.ts';

type ConversationPage = { conversations: Conversation[]; next_before: string | null };

const LIST_KEY = 'conversations';
const RUNNING_POLL_MS = 3_000;
const IDLE_POLL_MS = 30_000;

function listKey(index: number, previous: ConversationPage | null): [string, string | null] | null {
  if (index === 0) return [LIST_KEY, null];
  return previous?.next_before ? [LIST_KEY, previous.next_before] : null;
}

/** The conversation list, page by page; looks more often while something is running, to show when it has ended. */
export function useConversations() {
  const list = useSWRInfinite(
    listKey,
    ([, before]) => api.call('listConversations', { query: before === null ? {} : { before } }),
    {
      refreshInterval: (pages) =>
        pages?.some((page) => page.conversations.some((item) => item.active_run_id !== null)) ? RUNNING_POLL_MS : IDLE_POLL_MS,
      revalidateFirstPage: true,
      persistSize: true,
    },
  );
  const conversations = list.data?.flatMap((page) => page.conversations) ?? [];
  const hasMore = list.data?.at(-1)?.next_before != null;
  return {
    conversations,
    isLoading: list.isLoading,
    error: list.error as unknown,
    hasMore,
    loadMore: () => list.setSize((size) => size + 1),
  };
}

/** Never rejects: a list that cannot be read shows that itself. */
export async function refreshConversations(): Promise<void> {
  await mutate(unstable_serialize(listKey)).catch(() => {});
}

/** Changes the list at once and calls the server; when that fails the list is read anew. Throws `AppError`. */
export async function patchConversation(id: string, patch: { title?: string; pinned?: boolean }): Promise<void> {
  const apply = (pages: ConversationPage[] | undefined) =>
    pages?.map((page) => ({
      ...page,
      conversations: page.conversations.map((item) => (item.conversation_id === id ? { ...item, ...patch } : item)),
    }));
  await mutate(unstable_serialize(listKey), apply, { revalidate: false });
  try {
    await api.call('patchConversation', { params: { id }, body: patch });
  } finally {
    await refreshConversations();
  }
}

export function useConversationSearch(query: string) {
  return useSWR(query === '' ? null : ['search', query], ([, q]) => api.call('searchConversations', { query: { q } }), {
    keepPreviousData: true,
  });
}

export function useAgents() {
  return useSWR('agents', () => api.call('listAgents'), { refreshInterval: 60_000, revalidateOnFocus: false });
}

/** What serves speech. Changed by the environment of the deployment alone. */
export function useVoiceConfig() {
  return useSWRImmutable('voice-config', () => api.call('voiceConfig'));
}

const HEALTH_KEY = 'health';
const HEALTHY_POLL_MS = 20_000;
const FAULT_POLL_MS = 3_000;
const SECOND_LOOK_AFTER_MS = 1_500;

/** A machine that is busy for a moment is no fault: what is bad is looked at twice before it is shown. */
async function readHealth(): Promise<HealthResponse> {
  const first = await api.call('apiHealth').catch(() => null);
  if (first?.status === 'healthy') return first;
  await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_AFTER_MS));
  return api.call('apiHealth');
}

export function useHealth() {
  return useSWR(HEALTH_KEY, readHealth, {
    refreshInterval: (health) => (health?.status === 'healthy' ? HEALTHY_POLL_MS : FAULT_POLL_MS),
    errorRetryInterval: FAULT_POLL_MS,
  });
}

/** A run has just shown whether its model works. Never rejects. */
export async function refreshHealth(): Promise<void> {
  await mutate(HEALTH_KEY).catch(() => {});
}

export function useMetrics() {
  return useSWR('metrics', () => api.call('metricsSummary'), { refreshInterval: 5_000 });
}

/** The record of a run; `null` asks for nothing. */
export function useRunRecord(runId: string | null) {
  return useSWR(runId === null ? null : ['run', runId], ([, id]) => api.call('getRun', { params: { run_id: id } }), {
    revalidateOnFocus: false,
  });
}

/** The text of a file; `null` asks for nothing. Files never change, so it is read once. */
export function useFileText(fileId: string | null) {
  return useSWRImmutable(fileId === null ? null : ['file', fileId], async ([, id]) => {
    const response = await fetch(toFileUrl(id));
    if (!response.ok) throw await readError(response);
    return response.text();
  });
}

const APPROVALS_KEY = 'approvals';
const APPROVALS_POLL_MS = 15_000;

/** The inbox across all conversations: what waits, or all of it, the newest first. */
export function useApprovals(filter: 'pending' | 'all') {
  return useSWR(
    [APPROVALS_KEY, filter],
    async () => (await api.call('listApprovals', { query: filter === 'all' ? {} : { status: filter } })).approvals,
    { refreshInterval: APPROVALS_POLL_MS },
  );
}

/** Never rejects: an inbox that cannot be read shows that itself. */
export async function refreshApprovals(): Promise<void> {
  await mutate((key) => Array.isArray(key) && key[0] === APPROVALS_KEY).catch(() => {});
}

/** Throws `AppError`: `CONFLICT` when it was decided otherwise, `VALIDATION_FAILED` for arguments that the tool refuses. */
export async function decideApproval(id: string, decision: ApprovalDecision): Promise<Approval> {
  try {
    return await api.call('decideApproval', { params: { approval_id: id }, body: decision });
  } finally {
    await refreshApprovals();
  }
}
