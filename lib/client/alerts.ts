import { chatStore } from './chat.ts';

const claimed = new Set<string>();

/** Whether the failure of this run is news: it was followed in this tab and nobody has said it yet. The first who asks says it. */
export function claimAlert(runId: string | null): boolean {
  if (runId === null || claimed.has(runId) || !(runId in chatStore.getState().runs)) return false;
  claimed.add(runId);
  return true;
}
