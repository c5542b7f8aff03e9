import { ShieldCheck, ShieldQuestion, ShieldX } from 'lucide-react';
import { DECISION_WORDS } from '../../lib/client/decision-words.ts';
import { toIntent } from '../../lib/client/tool-words.ts';
import type { AskedCall } from '../../lib/contract/run-summary.ts';

type DecidedCall = Pick<AskedCall, 'tool' | 'decision' | 'reason'> & { id: string; arguments: unknown };

const LOOKS = {
  approve: { Icon: ShieldCheck, tone: 'text-accent' },
  reject: { Icon: ShieldX, tone: 'text-danger' },
  expired: { Icon: ShieldX, tone: 'text-warn' },
  cancelled: { Icon: ShieldQuestion, tone: 'text-muted' },
} as const;

/** What a person decided about calls of an answer: it stays with the answer, whatever the model says about it. */
export function DecidedCalls({ calls }: { calls: readonly DecidedCall[] }) {
  const decided = calls.flatMap(({ decision, ...call }) => (decision === 'pending' ? [] : [{ ...call, decision }]));
  if (decided.length === 0) return null;
  return (
    <ul aria-label="Decisions" className="mb-2 grid gap-1 text-sm">
      {decided.map(({ id, tool, arguments: args, decision, reason }) => {
        const { Icon, tone } = LOOKS[decision];
        return (
          <li key={id} className="flex gap-2">
            <Icon aria-hidden="true" size={16} className={`mt-0.5 flex-none ${tone}`} />
            <span className="min-w-0 wrap-anywhere">
              <span className={`font-medium ${tone}`}>{DECISION_WORDS[decision]}</span>: {toIntent(tool, args)}
              {reason !== undefined && reason !== '' && <span className="text-muted"> — “{reason}”</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
