import type { SourceSupport } from '../../lib/contract/chat.ts';
import { detectLanguage, isForeignTo, type Language } from './quantities/language.ts';
import type { Quantity } from './quantities/quantity.ts';
import type { Span } from './sentences.ts';
import { type Clause, toClauses } from './support-clauses.ts';
import { type Found, findBest, MAX_NEAR, toQuote, toWanted, type Wanted, weightOf } from './support-coverage.ts';
import { compareFrames } from './support-frames.ts';
import { checkNumbers, isEvident, type NumberVerdict } from './support-numbers.ts';
import { findOpposed, namesAnother, turnsRolesRound } from './support-opposites.ts';
import type { Reading, ReadSentence } from './support-reading.ts';

/**
 * `quote`: the sentence, or neighbours, that support the claim best; `null`: the source is empty. `contradiction`: the sentence of
 * the source that says otherwise, where it evidently does.
 */
export type Verdict = { support: SourceSupport; coverage: number; quote: Span | null; contradiction?: Span };

const SUPPORTED_FROM = 0.6;
const WEAK_FROM = 0.4;
/** Other languages have no synonyms here, and other forms. */
const FOREIGN_EASE = 0.1;
/** A claim of several clauses may take each from another place. */
const CLAUSE_COST = 0.04;
const MAX_CLAIM_CHARS = 20_000;
/** What says more at once is no sentence, and comparing it part by part would hold up every stream of this process. */
const MAX_CLAIM_CLAUSES = 40;
const MAX_CLAIM_TOKENS = 400;
const ONLY =
  /\b(?:only|solely|exclusively|nur|ausschließlich|seulement|uniquement|solo|solamente|soltanto|alleen|somente|apenas)\b/i;

type Part = { clause: Clause; found: Found; weight: number; numbers: NumberVerdict };

function lookAt(clause: Clause, reading: Reading, language: Language, isKnown: (quantity: Quantity) => boolean): Part {
  const wanted = toWanted([clause], reading, language, isKnown);
  const words = wanted.filter(({ kind }) => kind !== 'number');
  const found = findBest(wanted, reading.sentences);
  // Numbers that are wrong must not choose what they are compared with.
  const near = [...new Set([...findBest(words, reading.sentences).near, ...found.near])].slice(0, MAX_NEAR);
  const sentences = near.map((place) => reading.sentences[place] as ReadSentence);
  return { clause, found, weight: weightOf(wanted), numbers: checkNumbers(clause, reading, sentences, isKnown) };
}

/** How much all clauses say of the claim when each takes its own sentence. */
function joinParts(parts: readonly Part[]): number {
  const all = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (parts.length < 2 || all === 0) return 0;
  const places = new Set(parts.map(({ found }) => found.window[0]));
  return parts.reduce((sum, { weight, found }) => sum + weight * found.coverage, 0) / all - CLAUSE_COST * (places.size - 1);
}

export type SupportOptions = {
  /** Numbers that the user said or a tool of ours computed: a source need not have them, but may have others. */
  isKnown?(quantity: Quantity): boolean;
};

/**
 * How well a source supports a claim, by words alone: the numbers and names of the claim must be there and belong to what it is
 * about, nothing close to it may say the opposite, and most of its words must stand together. Words of English that mean the same
 * count as the same; in other languages only the words themselves; between two languages numbers alone decide.
 */
export function checkSupport(claim: string, reading: Reading, { isKnown = () => false }: SupportOptions = {}): Verdict {
  const text = claim.slice(0, MAX_CLAIM_CHARS);
  const copied = reading.verbatim.map((one) => one.find(text)).find((span) => span !== null);
  if (copied) return { support: 'supported', coverage: 1, quote: copied };
  const framed = compareFrames(text, reading);
  if (framed?.isSame) return { support: 'supported', coverage: 1, quote: framed.place };
  if (framed) return { support: 'unsupported', coverage: 1, quote: framed.place, contradiction: framed.place };
  const isOtherLanguage = reading.language !== null && isForeignTo(text, reading.language);
  const language = (isOtherLanguage ? null : reading.language) ?? detectLanguage(text) ?? 'en';
  const clauses = toClauses(text, language);
  const wanted = toWanted(clauses, reading, language, isKnown);
  const best = findBest(wanted, reading.sentences);
  const quote = toQuote(best.window, reading.sentences);
  if (wanted.length === 0) return { support: 'supported', coverage: 0, quote };
  const verdict = (support: SourceSupport, against?: ReadSentence | null): Verdict => ({
    support,
    coverage: best.coverage,
    quote,
    ...(against ? { contradiction: { start: against.start, end: against.end } } : {}),
  });
  const tokens = clauses.reduce((sum, clause) => sum + clause.tokens.length, 0);
  if (clauses.length > MAX_CLAIM_CLAUSES || tokens > MAX_CLAIM_TOKENS) {
    const isMissing = wanted.some(({ kind, places }) => kind === 'number' && places.size === 0);
    return verdict(isMissing || best.coverage < WEAK_FROM ? 'unsupported' : 'weak');
  }
  const parts = clauses.map((clause) => lookAt(clause, reading, language, isKnown));
  return judge({ text, language, isOtherLanguage, reading, parts, wanted, best, verdict });
}

/** Each clause beside its own sentence and beside those of the whole claim. */
function findOpposedPart(parts: readonly Part[], best: Found, { sentences }: Reading): ReadSentence | null {
  for (const { clause, found } of parts) {
    const places = new Set([...best.window, ...found.window]);
    const opposed = findOpposed(
      clause,
      [...places].map((place) => sentences[place] as ReadSentence),
    );
    if (opposed) return opposed;
  }
  return null;
}

type Judged = {
  text: string;
  language: Language;
  isOtherLanguage: boolean;
  reading: Reading;
  parts: readonly Part[];
  wanted: readonly Wanted[];
  best: Found;
  verdict(support: SourceSupport, against?: ReadSentence | null): Verdict;
};

function judge({ text, language, isOtherLanguage, reading, parts, wanted, best, verdict }: Judged): Verdict {
  const clauses = parts.map(({ clause }) => clause);
  const window = best.window.map((place) => reading.sentences[place] as ReadSentence);
  const coverage = Math.max(best.coverage, joinParts(parts));
  for (const { numbers, clause } of parts) {
    if (numbers.state !== 'wrong' && numbers.state !== 'missing') continue;
    return verdict('unsupported', isEvident(clause, numbers.against) ? numbers.against : null);
  }
  if (isOtherLanguage) return verdict('weak');
  const opposed = findOpposedPart(parts, best, reading) ?? (language === 'en' ? turnsRolesRound(clauses, window) : null);
  if (opposed) return verdict('unsupported', opposed);
  const ease = language === 'en' ? 0 : FOREIGN_EASE;
  if (wanted.some(({ isRequired, places }) => isRequired && places.size === 0) || coverage < WEAK_FROM - ease)
    return verdict('unsupported');
  const words = wanted.filter(({ kind, weight }) => kind === 'word' && weight >= 1);
  // Names and numbers alone do not say what happened.
  if (words.length > 1 && words.every(({ places }) => places.size === 0)) return verdict('unsupported');
  const isRestricted = ONLY.test(text) && !window.some(({ isRestricting }) => isRestricting);
  const isRounded = parts.some(({ numbers }) => numbers.state === 'near');
  if (isRestricted || isRounded || namesAnother(clauses, window, reading.titleKeys)) return verdict('weak');
  return verdict(coverage >= SUPPORTED_FROM - ease ? 'supported' : 'weak');
}
