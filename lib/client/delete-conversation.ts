import { create } from 'zustand';
import { toAppError } from '../contract/errors.ts';
import { api } from './api.ts';
import { refreshConversations } from './queries.ts';
import { tellTabs } from './tab-channel.ts';
import { showToast } from './toast-store.ts';

const UNDO_MS = 6_000;

/** Conversations that are out of sight and will be deleted unless that is undone. */
export const useDoomed = create<{ timers: Record<string, ReturnType<typeof setTimeout>> }>(() => ({ timers: {} }));

/** Hides the conversation at once and deletes it when the time to undo is over, or when the page is left. */
export function deleteConversation(id: string, title: string): void {
  const timer = setTimeout(() => void commit(id), UNDO_MS);
  useDoomed.setState(({ timers }) => ({ timers: { ...timers, [id]: timer } }));
  showToast({
    tone: 'info',
    text: `“${title}” will be deleted.`,
    action: { label: 'Undo', run: () => forget(id) },
    forMs: UNDO_MS,
  });
}

function forget(id: string): void {
  const { [id]: timer, ...timers } = useDoomed.getState().timers;
  clearTimeout(timer);
  useDoomed.setState({ timers });
}

async function commit(id: string): Promise<void> {
  try {
    await api.call('deleteConversation', { params: { id }, keepalive: true });
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'NOT_FOUND') showToast({ tone: 'error', text: `The conversation was not deleted. ${error.message}` });
  }
  await refreshConversations();
  forget(id);
  tellTabs(null);
}

globalThis.addEventListener?.('pagehide', () => {
  for (const id of Object.keys(useDoomed.getState().timers)) void commit(id);
});
