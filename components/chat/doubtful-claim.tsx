import type { ComponentProps } from 'react';
import type { UnsupportedClaim } from '../../lib/contract/chat.ts';

const REASONS: Record<UnsupportedClaim['reason'], string> = {
  uncited: 'No source is named for this, and none that was read says so',
  unsupported: 'The named source does not say this',
  unknown_source: 'There is no source with this number',
};

type DoubtfulClaimProps = ComponentProps<'u'> & { node?: unknown; 'data-reason'?: unknown; 'data-last'?: unknown };

/** A stretch of an answer that nothing that was read supports. */
export function DoubtfulClaim({ children, 'data-reason': reason, 'data-last': last }: DoubtfulClaimProps) {
  const text = REASONS[reason as UnsupportedClaim['reason']] ?? REASONS.unsupported;
  return (
    <>
      <u className="doubtful" title={text}>
        {children}
      </u>
      {last === 'true' && <span className="sr-only"> ({text}.)</span>}
    </>
  );
}
