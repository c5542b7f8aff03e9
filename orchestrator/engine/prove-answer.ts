import { setImmediate as nextTurn } from 'node:timers/promises';
import type { UnsupportedClaim } from '../../lib/contract/chat.ts';
import { type CheckedClaim, checkClaim } from './check-claims.ts';
import { type Citation, toCitations } from './citations.ts';
import { findMarks, toClaims } from './claims.ts';
import type { NumberedSource } from './source-registry.ts';
import { checkSupport } from './support.ts';
import { createReadings, type Reading } from './support-reading.ts';

/** `off`: citations without a check; `lexical`: by words; `model`: a model looks again at what that doubts. */
export type CitationCheck = 'off' | 'lexical' | 'model';

export type Proof = { citations: Citation[]; unsupportedClaims: UnsupportedClaim[] };

/** Looks again at claims that words alone do not settle. Never throws: what it cannot judge comes back as it was. */
export type Judge = (claims: readonly CheckedClaim[], sources: readonly NumberedSource[]) => Promise<readonly CheckedClaim[]>;

type Options = {
  check: CitationCheck;
  /** Every statement needs a source: also those without a mark are looked at. */
  isBound: boolean;
  judge?: Judge;
};

type Doubts = {
  answer: string;
  claims: readonly CheckedClaim[];
  known: ReadonlyMap<number, Reading>;
  isBound: boolean;
  pause(): Promise<void>;
};

const LONGEST_TURN_MS = 10;

/** Lets others work after each 10 ms: streams of other runs share this thread. */
function createPauses(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < LONGEST_TURN_MS) return;
    await nextTurn();
    since = performance.now();
  };
}

async function toUnsupported({ answer, claims, known, isBound, pause }: Doubts): Promise<UnsupportedClaim[]> {
  const dead = findMarks(answer, (mark) => !known.has(mark)).map((span) => ({ ...span, reason: 'unknown_source' as const }));
  // A sentence without a mark may rest on what was read all the same.
  async function isSaid(text: string): Promise<boolean> {
    for (const reading of known.values()) {
      if (checkSupport(text, reading).support !== 'unsupported') return true;
      await pause();
    }
    return false;
  }
  const doubted: UnsupportedClaim[] = [];
  for (const { start, end, text, verdict, marks, isAssertion } of claims) {
    if (verdict?.support === 'unsupported') doubted.push({ start, end, reason: 'unsupported' });
    else if (isBound && isAssertion && marks.length === 0 && !(await isSaid(text)))
      doubted.push({ start, end, reason: 'uncited' });
  }
  return [...dead, ...doubted].sort((left, right) => left.start - right.start);
}

/** What an answer is based on: its citations with how well each supports it, and what nothing supports. */
export async function proveAnswer(answer: string, sources: readonly NumberedSource[], options: Options): Promise<Proof> {
  const readingOf = createReadings(sources);
  const pause = createPauses();
  const checked: CheckedClaim[] = [];
  for (const claim of toClaims(answer)) {
    checked.push(checkClaim(claim, readingOf));
    await pause();
  }
  if (options.check === 'off') return { citations: toCitations(checked, sources, false), unsupportedClaims: [] };
  const isDoubted = ({ verdict }: CheckedClaim) => verdict !== null && verdict.support !== 'supported';
  const judged = options.judge && checked.some(isDoubted) ? await options.judge(checked.filter(isDoubted), sources) : [];
  const byStart = new Map(judged.map((claim) => [claim.start, claim]));
  const settled = checked.map((claim) => byStart.get(claim.start) ?? claim);
  const known = new Map(sources.flatMap(({ index }) => [[index, readingOf(index) as Reading] as const]));
  return {
    citations: toCitations(settled, sources),
    unsupportedClaims: await toUnsupported({ answer, claims: settled, known, isBound: options.isBound, pause }),
  };
}
