'use client';
import { ChevronDown, CircleAlert, RefreshCw } from 'lucide-react';
import { useId, useState } from 'react';
import { claimAlert } from '../../lib/client/alerts.ts';
import { toFailure } from '../../lib/client/failure-words.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import { Menu } from '../ui/menu.tsx';
import { regenerate } from './regenerate.ts';
import { RetryCountdown } from './retry-countdown.tsx';
import { useOtherAnswerers } from './use-other-answerers.ts';

/** An answer that failed: why, when a retry makes sense, and who else could answer. What arrived before stays above it. */
export function FailureCard({ message, isLast }: { message: StoredMessage; isLast: boolean }) {
  const titleId = useId();
  const { title, hint, retryAt, model } = toFailure(message);
  const others = useOtherAnswerers(message, model);
  // Said aloud when it happens, not whenever its row is drawn again.
  const [isNews] = useState(() => claimAlert(message.run_id));
  return (
    <section aria-labelledby={titleId} data-testid="failure" className="failure-card">
      <CircleAlert aria-hidden="true" size={18} className="mt-0.5 flex-none text-danger" />
      <div className="grid min-w-0 flex-1 gap-2.5">
        <div className="grid gap-0.5">
          <p id={titleId} role={isNews ? 'alert' : undefined} className="font-medium text-danger wrap-anywhere">
            {title}
          </p>
          {hint !== null && <p className="text-muted">{hint}</p>}
          {retryAt !== null && <RetryCountdown at={retryAt} />}
        </div>
        {isLast && (
          <div className="flex flex-wrap gap-2">
            <button type="button" className="button" onClick={() => regenerate(message)}>
              <RefreshCw aria-hidden="true" size={15} /> Retry
            </button>
            <Menu
              label="Another model or agent"
              items={others}
              trigger={
                <button type="button" className="button">
                  Another model or agent <ChevronDown aria-hidden="true" size={15} />
                </button>
              }
            />
          </div>
        )}
      </div>
    </section>
  );
}
