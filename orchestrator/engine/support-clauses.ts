import { foldText, toOpposites } from '../../lib/shared/word-forms.ts';
import { type Token, toTokens } from './support-tokens.ts';

/** A part of a sentence that says one thing. */
export type Clause = {
  tokens: readonly Token[];
  keys: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
  isNegated: boolean;
  /** What is denied: the words behind the negation. */
  denied: ReadonlySet<string>;
  /** It names who did it with `by`. */
  isPassive: boolean;
};

const BORDER =
  /[;:,()–—]+(?!\d)|\.\s|\b(?:but|and|while|although|though|however|whereas|unless|except|because|aber|und|sondern|pero|mais)\b/giu;
/** A row of a table or of `label: value` pairs says one thing. */
const ROW = /\||(?:[^:,]{1,40}:[^:,]{1,40},){2}/;
const NEGATION =
  /\b(?:not|no|never|none|nobody|nothing|nor|neither|without|cannot|lacks?|lacking|unable|isn't|impossible|fails? to|nicht|kein\p{L}*|nie|niemals|ohne|ni|sans|jamais|nunca|sin)\b|n['’]t\b|\bceases?d? to\b|\bdrop(?:s|ped)? support\b/giu;
/** These deny nothing. */
const NOT_NEGATING =
  /\b(?:not only|no later than|not later than|no more than|not more than|no fewer than|no less than|no \p{L}+er than|no doubt|(?:other|rather) than)\b/giu;

const DENIED_WORDS = 3;

function toKeys(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => (token.kind === 'word' ? [token.key] : []));
}

export function toClause(text: string): Clause {
  const tokens = toTokens(text);
  const plain = foldText(text).replaceAll(NOT_NEGATING, ' ');
  const [, ...behind] = plain.split(NEGATION);
  return {
    tokens,
    keys: new Set(toKeys(tokens)),
    numbers: new Set(tokens.flatMap((token) => (token.kind === 'number' ? [token.value] : []))),
    isPassive: /\bby\b/.test(plain),
    isNegated: behind.length % 2 === 1,
    denied: new Set(behind.flatMap((part) => toKeys(toTokens(part)).slice(0, DENIED_WORDS))),
  };
}

/** The clauses of a sentence that carry content. */
export function toClauses(sentence: string): Clause[] {
  const parts = ROW.test(sentence) ? [sentence] : sentence.split(BORDER);
  return parts.map(toClause).filter(({ tokens }) => tokens.length > 0);
}

/** How much of one clause the other says. */
export function overlap(claim: Clause, other: Clause): number {
  let count = 0;
  for (const key of claim.keys) if (other.keys.has(key)) count += 1;
  for (const number of claim.numbers) if (other.numbers.has(number)) count += 1;
  return count;
}

/** Words of the claim that stand in the other clause as their opposite. */
function countOpposites(claim: Clause, other: Clause): number {
  let count = 0;
  for (const key of claim.keys) {
    if (!other.keys.has(key) && [...toOpposites(key)].some((opposite) => other.keys.has(opposite))) count += 1;
  }
  return count;
}

/** Whether one denies what the other says. */
export function isDenied(claim: Clause, other: Clause): boolean {
  const isOpposite = countOpposites(claim, other) % 2 === 1;
  if (claim.isNegated === other.isNegated) return isOpposite;
  const [denying, stating] = claim.isNegated ? [claim, other] : [other, claim];
  return !isOpposite && [...denying.denied].some((key) => stating.keys.has(key));
}
