import type { Claim } from './claims.ts';
import { checkSupport, type SupportOptions, type Verdict } from './support.ts';
import { joinReadings, type Reading } from './support-reading.ts';

/** A claim with what its sources say to it. */
export type CheckedClaim = Claim & {
  /** Of all its sources together; `null`: it names none that exist. */
  verdict: Verdict | null;
  /** Of each source that it names. */
  bySource: ReadonlyMap<number, Verdict>;
};

const ORDER = { supported: 2, weak: 1, unsupported: 0 } as const;
/** A source that is cited with others must bring some of it. */
const SHARE_FROM = 0.25;

const isBetter = (left: Verdict, right: Verdict): boolean =>
  ORDER[left.support] > ORDER[right.support] || (left.support === right.support && left.coverage > right.coverage);

/** What all of them say together; each that has a part in it shares the outcome. */
function checkTogether(
  claim: Claim,
  cited: readonly (readonly [number, Reading])[],
  options: SupportOptions,
): Pick<CheckedClaim, 'verdict' | 'bySource'> {
  const single = cited.map(([index, reading]) => [index, checkSupport(claim.text, reading, options)] as const);
  const best = single.map(([, verdict]) => verdict).reduce((left, right) => (isBetter(right, left) ? right : left));
  if (single.length === 1 || best.support === 'supported') return { verdict: best, bySource: new Map(single) };
  const joint = checkSupport(claim.text, joinReadings(cited.map(([, reading]) => reading)), options);
  if (!isBetter(joint, best)) return { verdict: best, bySource: new Map(single) };
  const shared = single.map(
    ([index, verdict]) => [index, verdict.coverage >= SHARE_FROM ? { ...verdict, support: joint.support } : verdict] as const,
  );
  return { verdict: joint, bySource: new Map(shared) };
}

/** What the sources that a claim names say to it. */
export function checkClaim(
  claim: Claim,
  readingOf: (index: number) => Reading | null,
  options: SupportOptions = {},
): CheckedClaim {
  const cited = claim.marks.flatMap((mark) => {
    const reading = readingOf(mark);
    return reading ? [[mark, reading] as const] : [];
  });
  return { ...claim, ...(cited.length === 0 ? { verdict: null, bySource: new Map() } : checkTogether(claim, cited, options)) };
}
