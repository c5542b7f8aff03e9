'use client';
import { CircleSlash, type LucideIcon, Scissors, ShieldAlert, Square, Timer, Unplug } from 'lucide-react';
import { type Ending, toEnding, toFallbackNote } from '../../lib/client/answer-ending.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import { FailureCard } from './failure-card.tsx';
import { continueAnswer, regenerate } from './regenerate.ts';

type AnswerEndingProps = { message: StoredMessage; isLast: boolean };

/** How an answer ended when it did not simply finish, and what can be done about it. */
export function AnswerEnding({ message, isLast }: AnswerEndingProps) {
  const ending = toEnding(message);
  const fallback = toFallbackNote(message);
  if (message.status === 'failed') return <FailureCard message={message} isLast={isLast} />;
  return (
    <>
      {ending && <EndingNote ending={ending} message={message} isLast={isLast} />}
      {fallback !== null && <p className="mt-3 text-[13px] text-muted">{fallback}</p>}
    </>
  );
}

const ICONS: Record<Ending['kind'], LucideIcon> = {
  length: Scissors,
  content_filter: ShieldAlert,
  refusal: CircleSlash,
  limit: Timer,
  cancelled: Square,
  interrupted: Unplug,
};

function EndingNote({ ending, message, isLast }: { ending: Ending; message: StoredMessage; isLast: boolean }) {
  const Icon = ICONS[ending.kind];
  return (
    <div role="note" className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl bg-side px-4 py-2.5 text-sm">
      <span className="flex min-w-0 flex-1 basis-60 items-center gap-2 text-muted">
        <Icon aria-hidden="true" size={16} className="flex-none" />
        {ending.text}
      </span>
      {isLast && ending.canContinue && (
        <button type="button" className="button" onClick={() => continueAnswer(message)}>
          Continue
        </button>
      )}
      {isLast && (
        <button type="button" className="button" onClick={() => regenerate(message)}>
          Retry
        </button>
      )}
    </div>
  );
}
