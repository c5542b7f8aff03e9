import type { PendingSend } from '../../lib/client/chat-store.ts';
import { MessageFiles } from '../files/message-files.tsx';

export function PendingTurn({ pending }: { pending: PendingSend }) {
  return (
    <>
      {pending.answersMessageId === null && (
        <article aria-label="You" data-role="user" data-status="sending" className="pt-3">
          <MessageFiles files={pending.files} />
          <div className="flex justify-end">
            <div className="bubble opacity-70">{pending.text}</div>
          </div>
          {/* As high as the actions that come, so that the answer does not move. */}
          <div className="actions question-actions" />
        </article>
      )}
      <p className="pulse pt-1 pb-3 text-sm text-muted">Sending…</p>
    </>
  );
}
