import type { ComponentProps } from 'react';
import type { UnsupportedClaim } from '../../lib/contract/chat.ts';

const REASONS: Record<UnsupportedClaim['reason'], string> = {
  uncited: 'Not found in the sources',
  unsupported: 'Not found in the source',
  unknown_source: 'No source has this number',
};

type DoubtfulClaimProps = ComponentProps<'u'> & {
  node?: unknown;
  'data-reason'?: unknown;
  /** What the source says instead. */
  'data-against'?: unknown;
  'data-last'?: unknown;
};

/** A stretch of an answer that nothing that was read supports, or that it denies. */
export function DoubtfulClaim({
  children,
  'data-reason': reason,
  'data-against': against,
  'data-last': last,
}: DoubtfulClaimProps) {
  const text =
    typeof against === 'string'
      ? `The source says: “${against}”`
      : `${REASONS[reason as UnsupportedClaim['reason']] ?? REASONS.unsupported}.`;
  return (
    <>
      <u className="doubtful" title={text}>
        {children}
      </u>
      {last === 'true' && <span className="sr-only"> ({text})</span>}
    </>
  );
}
