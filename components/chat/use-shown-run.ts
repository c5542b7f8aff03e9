import { chatActions, chatStore } from '../../lib/client/chat.ts';
import { isActive } from '../../lib/client/run-view.ts';
import { type PathItem, toPath } from '../../lib/client/thread.ts';
import { toPlace } from '../../lib/client/to-place.ts';
import { showToast } from '../../lib/client/toast-store.ts';
import { toAppError } from '../../lib/contract/errors.ts';

/** The run that is writing on the shown branch. */
export function activeRunOf(path: readonly PathItem[]): string | null {
  const writing = path.findLast(({ message }) => message.role === 'assistant' && isActive(message.status));
  return writing?.message.run_id ?? null;
}

export async function stopRun(runId: string): Promise<void> {
  try {
    await chatActions.stop(runId);
  } catch (thrown) {
    showToast({ tone: 'error', text: `The answer could not be stopped. ${toAppError(thrown).message}` });
  }
}

/** Stops what the conversation on the screen is writing, if anything. */
export function stopShownRun(): void {
  const place = toPlace(globalThis.location.pathname);
  const thread =
    place.kind === 'chat' && place.conversationId !== null ? chatStore.getState().threads[place.conversationId] : null;
  const runId = thread ? activeRunOf(toPath(thread)) : null;
  if (runId !== null) void stopRun(runId);
}
