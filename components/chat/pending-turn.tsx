import type { PendingSend } from '../../lib/client/chat-store.ts';
import { MessageFiles } from '../files/message-files.tsx';

export function PendingTurn({ pending }: { pending: PendingSend }) {
  return (
    <>
      {pending.answersMessageId === null && (
        <article aria-label="You" data-role="user" data-status="sending" className="py-3">
          <MessageFiles files={pending.files} />
          <div className="flex justify-end">
            <div className="bubble opacity-70">{pending.text}</div>
          </div>
        </article>
      )}
      <p className="pulse py-3 text-sm text-muted">Sending…</p>
    </>
  );
}
