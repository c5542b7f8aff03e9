import type { PendingSend } from '../../lib/client/chat-store.ts';

export function PendingTurn({ pending }: { pending: PendingSend }) {
  return (
    <>
      {pending.answersMessageId === null && (
        <article aria-label="You" data-role="user" data-status="sending" className="flex justify-end py-3">
          <div className="bubble opacity-70">{pending.text}</div>
        </article>
      )}
      <p className="pulse py-3 text-sm text-muted">Sending…</p>
    </>
  );
}
