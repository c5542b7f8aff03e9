import type { UnsupportedClaim } from '../../lib/contract/chat.ts';
import { type CheckedClaim, checkClaim } from './check-claims.ts';
import { type Citation, toCitations } from './citations.ts';
import { type Claim, findMarks, isAssertion, toClaims } from './claims.ts';
import { createKnownNumbers } from './known-numbers.ts';
import { createPauses, type Pause } from './pauses.ts';
import type { NumberedSource } from './source-registry.ts';
import { checkSupport, type SupportOptions } from './support.ts';
import { createReadings, type Readings } from './support-reading.ts';

/** `off`: citations without a check; `lexical`: by words; `model`: a model looks again at what that doubts. */
export type CitationCheck = 'off' | 'lexical' | 'model';

export type Proof = { citations: Citation[]; unsupportedClaims: UnsupportedClaim[] };

/** Looks again at claims that words alone do not settle. Never throws: what it cannot judge comes back as it was. */
export type Judge = (claims: readonly CheckedClaim[], sources: readonly NumberedSource[]) => Promise<readonly CheckedClaim[]>;

type Options = {
  check: CitationCheck;
  /** Every statement needs a source: also those without a mark are doubted when none says so. */
  isBound: boolean;
  /** What the answer is an answer to. */
  question?: string;
  /** What tools of ours computed for it. */
  computed?: readonly string[];
  judge?: Judge;
};

type Doubts = {
  answer: string;
  claims: readonly CheckedClaim[];
  sources: readonly NumberedSource[];
  readings: Readings;
  options: SupportOptions;
  isBound: boolean;
  pause: Pause;
};

const MAX_QUOTE_CHARS = 300;

type Against = NonNullable<UnsupportedClaim['contradicted_by']>;

function toAgainst({ index, text }: NumberedSource, { start, end }: { start: number; end: number }): Against {
  return { index, quote: text.slice(start, Math.min(end, start + MAX_QUOTE_CHARS)).toWellFormed() };
}

/** What the cited sources say instead. */
function findAgainst({ bySource }: CheckedClaim, sources: readonly NumberedSource[]): Against | null {
  for (const [index, { contradiction }] of bySource) {
    const source = sources.find((one) => one.index === index);
    if (source && contradiction) return toAgainst(source, contradiction);
  }
  return null;
}

/** What all that was read says to a sentence without a mark: it may rest on it all the same. */
async function lookEverywhere({ text }: Claim, { sources, readings, options, pause }: Doubts) {
  let against: Against | null = null;
  for (const source of sources) {
    const reading = readings.get(source.index);
    if (!reading) continue;
    const { support, contradiction } = checkSupport(text, reading, options);
    if (support !== 'unsupported') return { isSaid: true, against: null };
    against ??= contradiction ? toAgainst(source, contradiction) : null;
    await pause();
  }
  return { isSaid: false, against };
}

async function toDoubt(claim: CheckedClaim, doubts: Doubts): Promise<UnsupportedClaim | null> {
  const { start, end, verdict, marks } = claim;
  const place = { start, end };
  if (verdict?.support === 'unsupported') {
    const against = findAgainst(claim, doubts.sources);
    return { ...place, reason: 'unsupported', ...(against ? { contradicted_by: against } : {}) };
  }
  if (marks.length > 0 || !isAssertion(doubts.answer, claim)) return null;
  const { isSaid, against } = await lookEverywhere(claim, doubts);
  if (isSaid || (!against && !doubts.isBound)) return null;
  return { ...place, reason: 'uncited', ...(against ? { contradicted_by: against } : {}) };
}

async function toUnsupported(doubts: Doubts): Promise<UnsupportedClaim[]> {
  const { answer, claims, readings } = doubts;
  const dead = findMarks(answer, (mark) => !readings.has(mark)).map((span) => ({ ...span, reason: 'unknown_source' as const }));
  const doubted: UnsupportedClaim[] = [];
  for (const claim of claims) {
    const doubt = await toDoubt(claim, doubts);
    if (doubt) doubted.push(doubt);
  }
  return [...dead, ...doubted].sort((left, right) => left.start - right.start);
}

/** What an answer is based on: its citations with how well each supports it, and what nothing supports or a source denies. */
export async function proveAnswer(answer: string, sources: readonly NumberedSource[], options: Options): Promise<Proof> {
  const { check, isBound, question = '', computed = [], judge } = options;
  const pause = createPauses();
  const readings = await createReadings(sources, pause);
  const known: SupportOptions = { isKnown: createKnownNumbers([question, ...computed]) };
  const checked: CheckedClaim[] = [];
  for (const claim of toClaims(answer)) {
    checked.push(checkClaim(claim, (index) => readings.get(index) ?? null, known));
    await pause();
  }
  if (check === 'off') return { citations: toCitations(checked, sources, { question, isChecked: false }), unsupportedClaims: [] };
  const isDoubted = ({ verdict }: CheckedClaim) => verdict !== null && verdict.support !== 'supported';
  const judged = judge && checked.some(isDoubted) ? await judge(checked.filter(isDoubted), sources) : [];
  const byStart = new Map(judged.map((claim) => [claim.start, claim]));
  const claims = checked.map((claim) => byStart.get(claim.start) ?? claim);
  return {
    citations: toCitations(claims, sources, { question }),
    unsupportedClaims: await toUnsupported({ answer, claims, sources, readings, options: known, isBound, pause }),
  };
}
