'use client';
import { useChat } from '../../lib/client/chat.ts';
import { formatDuration, plural } from '../../lib/client/format.ts';
import type { RunView } from '../../lib/client/run-view.ts';
import { useUi } from '../../lib/client/ui-store.ts';
import { responseMetadata } from '../../lib/contract/chat.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import { regenerate } from './regenerate.ts';
import { sendMessage } from './use-send.ts';

type AnswerEndingProps = { message: StoredMessage; run: RunView | undefined; isLast: boolean };

/** How an answer ended when it did not simply finish, and what can be done about it. */
export function AnswerEnding({ message, run, isLast }: AnswerEndingProps) {
  const { status } = message;
  const agent = useUi((state) => state.agents[message.conversation_id] ?? state.defaultAgent);
  if (status === 'completed') return <FallbackNote message={message} />;
  const canContinue = isLast && message.content !== '' && status !== 'failed';
  const goOn = () =>
    void sendMessage({
      conversationId: message.conversation_id,
      text: 'Please continue where you stopped.',
      parentId: message.message_id,
      agent,
    });
  return (
    <div
      role={status === 'failed' ? 'alert' : undefined}
      className={`mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl px-4 py-2.5 text-sm ${
        status === 'failed' ? 'bg-danger-soft text-danger' : 'bg-side text-muted'
      }`}
    >
      <span className="min-w-0 flex-1 basis-60">
        {toEnding(status, run)}
        <Receipt runId={message.run_id} />
      </span>
      {canContinue && (
        <button type="button" className="button text-ink" onClick={goOn}>
          Continue
        </button>
      )}
      {isLast && (
        <button type="button" className="button text-ink" onClick={() => regenerate(message, agent)}>
          Retry
        </button>
      )}
    </div>
  );
}

function toEnding(status: StoredMessage['status'], run: RunView | undefined): string {
  if (status === 'cancelled') return 'Stopped';
  if (status === 'interrupted') return run?.error?.error ?? 'Interrupted: the server stopped before the answer was complete.';
  return run?.error?.error ?? 'The answer failed.';
}

function Receipt({ runId }: { runId: string | null }) {
  const receipt = useChat((state) => (runId === null ? undefined : state.receipts[runId]));
  if (receipt?.status !== 'cancelled') return null;
  return (
    <>
      {' '}
      in {formatDuration(receipt.stopped_in_ms)}, {plural(receipt.tokens_after_stop, 'token')} after
    </>
  );
}

function FallbackNote({ message }: { message: StoredMessage }) {
  const metadata = responseMetadata.safeParse(message.metadata);
  if (!metadata.success || !metadata.data.fallback_used) return null;
  const { provider, fallback_reason: reason } = metadata.data;
  return (
    <p className="mt-3 text-[13px] text-muted">
      Answered by {provider} instead{reason ? `: ${reason}` : ''}.
    </p>
  );
}
