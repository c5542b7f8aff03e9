import { AppError } from '../../contract/errors.ts';
import type { HeardAnswer } from '../../contract/voice.ts';
import { api } from '../api.ts';
import { chatActions, chatStore, runFollower } from '../chat.ts';
import type { SendOutcome } from '../chat-actions.ts';
import { setEntry } from '../chat-store.ts';
import { decideApproval } from '../queries.ts';
import { createRunView } from '../run-view.ts';
import { patchMessage } from '../thread.ts';
import type { VoiceChat } from './answering.ts';

/** Sends a spoken message of what the page shows, as a typed one is sent, with `isVoice`. */
export type SendSpoken = (text: string) => Promise<SendOutcome>;

/** The page as voice needs it. */
export type SpokenPage = { send: SendSpoken } & Pick<VoiceChat, 'edit'>;

const REPORT_MS = 1_500;

/** The chat of this page. */
export function createVoiceChat({ send, ...page }: SpokenPage): VoiceChat {
  let reported: Promise<unknown> = Promise.resolve();
  return {
    ...page,
    async send(text) {
      // The next answer must know how much of the last one was heard; but nobody waits for ever.
      await Promise.race([reported, new Promise((resolve) => setTimeout(resolve, REPORT_MS))]);
      const outcome = await send(text);
      if (outcome.kind === 'failed') throw outcome.error;
      return outcome.run.run_id;
    },
    watch(runId, onView) {
      const unfollow = runFollower.follow(runId);
      let shown = chatStore.getState().runs[runId] ?? createRunView(runId);
      const unsubscribe = chatStore.subscribe(({ runs }) => {
        const view = runs[runId];
        if (!view || view === shown) return;
        shown = view;
        onView(view);
      });
      onView(shown);
      return () => {
        unsubscribe();
        unfollow();
      };
    },
    stop: (runId) => chatActions.stop(runId),
    async reportHeard(runId, chars) {
      const report = api.call('setHeard', { params: { run_id: runId }, body: { heard_chars: chars }, keepalive: true });
      reported = report.catch(() => {});
      showHeard(runId, await report);
    },
    async decide(approvalId, decision) {
      const { status } = await decideApproval(approvalId, { decision });
      if (status !== (decision === 'approve' ? 'approved' : 'rejected')) throw new AppError('CONFLICT');
    },
  };
}

/** The answer shows what was heard of it without being loaded again. */
function showHeard(runId: string, heard: HeardAnswer): void {
  const { runs, threads } = chatStore.getState();
  const id = runs[runId]?.conversationId ?? null;
  const thread = id === null ? undefined : threads[id];
  const message = thread?.messages[heard.message_id];
  if (id === null || !thread || !message) return;
  const metadata = { ...message.metadata, heard_chars: heard.heard_chars };
  setEntry(chatStore, 'threads', id, patchMessage(thread, heard.message_id, { metadata }));
}
