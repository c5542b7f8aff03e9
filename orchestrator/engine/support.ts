import type { SourceSupport } from '../../lib/contract/chat.ts';
import { toWordKey } from '../../lib/shared/word-forms.ts';
import type { Span } from './sentences.ts';
import { type Clause, isDenied, overlap, toClauses } from './support-clauses.ts';
import { hasForeignNumber } from './support-numbers.ts';
import { type Reading, type ReadSentence, toPlainText } from './support-reading.ts';

/** `quote`: the sentence, or neighbours, that support the claim best; `null`: the source is empty. */
export type Verdict = { support: SourceSupport; coverage: number; quote: Span | null };

const SUPPORTED_FROM = 0.6;
const WEAK_FROM = 0.4;
const NUMBER_WEIGHT = 2;
const NAME_WEIGHT = 1.5;
/** What a quotation of more than one sentence must bring. */
const NEIGHBOUR_COST = 0.08;
const DISTANT_COST = 0.15;
const LONGEST_QUOTE = 400;
const MAX_CLAIM_CHARS = 1_500;
/** What says more at once is no sentence, and comparing it part by part would hold up every stream of this process. */
const MAX_CLAIM_CLAUSES = 40;
const MAX_CLAIM_TOKENS = 400;
const MAX_WINDOW_CLAUSES = 300;
const MAX_WINDOW_TOKENS = 3_000;
/** Words with which answers point to a source. */
const POINTING = new Set(
  'according document file state say mention note report page section passage source text describe explain specify list provide author'
    .split(' ')
    .map(toWordKey),
);
/** They carry little: `may be used` and `can be used` and `is used`. */
const MODALS = new Set(['may', 'must'].map(toWordKey));
const MODAL_WEIGHT = 0.4;
/** As telling as a number. */
const PERIODS = new Set(['hourly', 'daily', 'weekly', 'monthly', 'yearly'].map(toWordKey));
const ONLY = /\b(?:only|solely|exclusively|nur|seulement)\b/i;
const ENGLISH =
  /\b(?:the|a|an|as|or|is|are|was|were|of|to|in|and|for|be|must|can|may|has|have|with|by|on|at|from|it|not|no|than|this|that|you)\b/i;

type Wanted = { key: string; weight: number; isNumber: boolean; isName: boolean };

/** What a claim says, as words and numbers that a source should have. */
function toWanted(clauses: readonly Clause[], reading: Reading): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const token of clauses.flatMap(({ tokens }) => tokens)) {
    if (token.kind === 'number') {
      wanted.set(`#${token.value}`, { key: token.value, weight: NUMBER_WEIGHT, isNumber: true, isName: false });
    } else if (!POINTING.has(token.key) && !(reading.titleKeys.has(token.key) && !reading.keys.has(token.key))) {
      const { key, isName } = token;
      const weight = MODALS.has(key) ? MODAL_WEIGHT : isName ? NAME_WEIGHT : 1;
      wanted.set(key, { key, weight, isNumber: false, isName });
    }
  }
  return [...wanted.values()];
}

const isIn = ({ key, isNumber }: Wanted, part: Pick<ReadSentence, 'keys' | 'numbers'>) =>
  isNumber ? part.numbers.has(key) : part.keys.has(key);

function weigh(wanted: readonly Wanted[], parts: readonly Pick<ReadSentence, 'keys' | 'numbers'>[]): number {
  let sum = 0;
  for (const one of wanted) if (parts.some((part) => isIn(one, part))) sum += one.weight;
  return sum;
}

type Found = { coverage: number; best: ReadSentence; quote: Span; window: readonly ReadSentence[] };

/** The sentence that says most of it, with a neighbour or a distant one where that brings more. */
function findBest(wanted: readonly Wanted[], { sentences }: Reading): Found | null {
  const all = wanted.reduce((sum, { weight }) => sum + weight, 0);
  if (sentences.length === 0 || all === 0) return null;
  const scores = sentences.map((sentence) => weigh(wanted, [sentence]) / all);
  const at = scores.reduce((best, score, index) => (score > (scores[best] ?? 0) ? index : best), 0);
  const best = sentences[at] as ReadSentence;
  let found: Found = { coverage: scores[at] ?? 0, best, quote: best, window: [best] };
  for (const [index, other] of sentences.entries()) {
    if (index === at || scores[index] === 0) continue;
    const isNeighbour = Math.abs(index - at) === 1 && other.source === best.source;
    const coverage = weigh(wanted, [best, other]) / all - (isNeighbour ? NEIGHBOUR_COST : DISTANT_COST);
    if (coverage <= found.coverage) continue;
    const span = { start: Math.min(best.start, other.start), end: Math.max(best.end, other.end) };
    const quote = isNeighbour && span.end - span.start <= LONGEST_QUOTE ? span : best;
    found = { coverage, best, quote, window: [best, other] };
  }
  return found;
}

/** Whether a clause of the sources that is about the same thing denies what the claim says, and none that is as close agrees. */
function isContradicted(claim: readonly Clause[], sentences: readonly ReadSentence[]): boolean {
  const clauses = sentences.flatMap((sentence) => sentence.clauses);
  return claim.some((clause) => {
    const close = clauses.map((other) => ({ other, said: overlap(clause, other) }));
    const most = close.reduce((highest, { said }) => Math.max(highest, said), 0);
    if (most === 0 || (most < 2 && most < clause.keys.size)) return false;
    const closest = close.filter(({ said }) => said === most).map(({ other }) => other);
    const agreeing = closest.filter((other) => !isDenied(clause, other));
    const isAgreedTo = (denying: Clause) =>
      agreeing.some(({ keys }) => [...denying.keys].every((key) => !clause.keys.has(key) || keys.has(key)));
    return closest.some((other) => !agreeing.includes(other) && !isAgreedTo(other));
  });
}

/** The clause that is closest names someone else. */
function namesAnother(claim: readonly Clause[], window: readonly ReadSentence[], known: ReadonlySet<string>): boolean {
  const namesOf = (clause: Clause) =>
    clause.tokens.flatMap((token) => (token.kind === 'word' && token.isName ? [token.key] : []));
  const said = new Set(claim.flatMap(({ keys }) => [...keys]));
  return claim.some((clause) => {
    const names = namesOf(clause).filter((name) => !known.has(name));
    if (names.length === 0) return false;
    const close = window.flatMap(({ clauses }) => clauses).toSorted((a, b) => overlap(clause, b) - overlap(clause, a));
    const [closest] = close;
    if (!closest || overlap(clause, closest) < 2 || names.some((name) => closest.keys.has(name))) return false;
    return namesOf(closest).some((name) => !said.has(name));
  });
}

/** `A succeeded B` where the source says `B succeeded A`. */
function turnsRolesRound(claim: readonly Clause[], window: readonly ReadSentence[]): boolean {
  return claim.some((clause) => {
    const names = clause.tokens.flatMap((token) => (token.kind === 'word' && token.isName ? [token.key] : []));
    const [first, last] = [names[0], names.at(-1)];
    if (first === undefined || last === undefined || first === last) return false;
    const between = ({ tokens }: Clause, from: string, to: string) => {
      const keys = tokens.map((token) => (token.kind === 'word' ? token.key : ''));
      return keys.slice(keys.indexOf(from) + 1, Math.max(0, keys.indexOf(to)));
    };
    const acts = new Set(between(clause, first, last).filter((key) => !names.includes(key)));
    return window
      .flatMap(({ clauses }) => clauses)
      .some(
        (other) =>
          other.keys.has(first) &&
          other.isPassive === clause.isPassive &&
          between(other, last, first).some((key) => acts.has(key)),
      );
  });
}

const countTokens = (clauses: readonly Clause[]) => clauses.reduce((sum, { tokens }) => sum + tokens.length, 0);

function isTooMuch(claim: readonly Clause[], window: readonly ReadSentence[]): boolean {
  if (claim.length > MAX_CLAIM_CLAUSES || countTokens(claim) > MAX_CLAIM_TOKENS) return true;
  const clauses = window.flatMap((sentence) => sentence.clauses);
  return clauses.length > MAX_WINDOW_CLAUSES || countTokens(clauses) > MAX_WINDOW_TOKENS;
}

/**
 * How well a source supports a claim, by words alone: the numbers and names of the claim must be there and belong to what it is
 * about, nothing close to it may say the opposite, and most of its words must stand together. Words of English that mean the same
 * count as the same; in other languages only the words themselves.
 */
export function checkSupport(claim: string, reading: Reading): Verdict {
  const text = claim.slice(0, MAX_CLAIM_CHARS);
  const clauses = toClauses(text);
  const wanted = toWanted(clauses, reading);
  const found = findBest(wanted, reading);
  if (!found)
    return { support: wanted.length === 0 ? 'supported' : 'unsupported', coverage: 0, quote: reading.sentences[0] ?? null };
  const { coverage, quote, window } = found;
  const verdict = (support: SourceSupport): Verdict => ({ support, coverage, quote });
  if (reading.folded.includes(` | ${toPlainText(text)} | `)) return verdict('supported');
  const isMissing = (one: Wanted) =>
    (one.isNumber || PERIODS.has(one.key) || (one.isName && ENGLISH.test(text))) && !isIn(one, reading);
  if (wanted.some(isMissing) || coverage < WEAK_FROM) return verdict('unsupported');
  if (isTooMuch(clauses, window)) return verdict('weak');
  if (isContradicted(clauses, window) || (ENGLISH.test(text) && turnsRolesRound(clauses, window))) return verdict('unsupported');
  if (clauses.some((clause) => hasForeignNumber(clause, reading.sentences, /\bfrom\b/i.test(text))))
    return verdict('unsupported');
  const isScattered = wanted.some((one) => one.isNumber && !window.some((sentence) => isIn(one, sentence)));
  const isRestricted = ONLY.test(text) && !window.some(({ isRestricting }) => isRestricting);
  if (isScattered || isRestricted || namesAnother(clauses, window, reading.titleKeys)) return verdict('weak');
  return verdict(coverage >= SUPPORTED_FROM ? 'supported' : 'weak');
}
