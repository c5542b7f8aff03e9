import { foldText, toOpposites } from '../../lib/shared/word-forms.ts';
import type { Language } from './quantities/language.ts';
import type { Quantity } from './quantities/quantity.ts';
import { type Token, toTokens, toWordKeys } from './quantities/to-tokens.ts';
import { areOpposed, type Poles, toPoles } from './support-poles.ts';

export type ContentToken = Exclude<Token, { kind: 'border' }>;

/** A part of a sentence that says one thing. */
export type Clause = {
  tokens: readonly ContentToken[];
  keys: ReadonlySet<string>;
  names: ReadonlySet<string>;
  quantities: readonly Quantity[];
  /** Read when they are first asked for: most clauses of a source are never compared. */
  readonly negation: Negation;
  readonly poles: Poles;
  /** It names who did it with `by`. */
  readonly isPassive: boolean;
  /** It says from where to where. */
  readonly hasDirection: boolean;
};

/** `denied`: the words behind the negation, or before it where it ends the clause. */
export type Negation = {
  isNegated: boolean;
  denied: ReadonlySet<string>;
  /** It only says what something is without. */
  isLacking: boolean;
};

/** A row of a table or of `label: value` pairs says one thing. */
const ROW = /\||(?:[^:,]{1,40}:[^:,]{1,40},){2}/;
const ENGLISH_NEGATION =
  /\b(?:not|no|never|none|nobody|nothing|nor|neither|cannot|lacks?|lacking|unable|isn't|impossible|fails? to)\b|n['’]t\b|\bceases?d? to\b|\bdrop(?:s|ped)? support\b/gu;
const FOREIGN_NEGATION: Readonly<Record<Exclude<Language, 'en'>, RegExp>> = {
  de: /\b(?:nicht|kein\p{L}*|nie|niemals|weder|unzulassig|untersagt|unmoglich)\b/gu,
  fr: /\b(?:pas|aucun\p{L}*|jamais|ni|rien|personne ne|impossible)\b/gu,
  es: /\b(?:no|nunca|jamas|ningun\p{L}*|nadie|nada|ni|tampoco|imposible)\b/gu,
  it: /\b(?:non|nessun\p{L}*|mai|ne|niente|impossibile)\b/gu,
  nl: /\b(?:niet|geen|nooit|noch|onmogelijk)\b/gu,
  pt: /\b(?:nao|nunca|nenhum\p{L}*|ninguem|nem|impossivel)\b/gu,
};
/** These deny nothing. */
const NOT_NEGATING =
  /\b(?:not only|no later than|not later than|no more than|not more than|no fewer than|no less than|no \p{L}{1,20}er than|no doubt|(?:other|rather) than|nicht nur|pas seulement|no solo|non solo|niet alleen)\b/gu;
const DENIED_WORDS = 3;

/** It denies the next word alone, and with another negation nothing: "nicht ohne Begleitung". */
const WITHOUT = /\b(?:without|ohne|sans|sin|senza|zonder|sem)\b/gu;
/** In these languages a second negation is none of its own: "no ... nunca". */
const CONCORD: ReadonlySet<Language> = new Set(['fr', 'es', 'it', 'pt']);

function readNegation(plain: string, language: Language): Negation {
  const text = plain.replaceAll(NOT_NEGATING, ' ');
  const [, ...lacking] = text.split(WITHOUT);
  const [before = '', ...behind] = text.split(language === 'en' ? ENGLISH_NEGATION : FOREIGN_NEGATION[language]);
  if (behind.length + lacking.length === 0) return { isNegated: false, denied: new Set(), isLacking: false };
  const denied = [
    ...behind.flatMap((part) => toWordKeys(part, language).slice(0, DENIED_WORDS)),
    ...lacking.flatMap((part) => toWordKeys(part, language).slice(0, 1)),
  ];
  const isDenying = CONCORD.has(language) ? behind.length > 0 : behind.length % 2 === 1;
  return {
    isNegated: isDenying !== (lacking.length % 2 === 1),
    isLacking: behind.length === 0,
    denied: new Set(denied.length > 0 ? denied : toWordKeys(before, language).slice(-DENIED_WORDS)),
  };
}

function createClause(text: string, tokens: readonly ContentToken[], language: Language): Clause {
  const words = tokens.filter((token) => token.kind === 'word');
  let known: { negation: Negation; poles: Poles; isPassive: boolean; hasDirection: boolean } | null = null;
  const look = () => {
    if (known) return known;
    const folded = foldText(text);
    known = {
      negation: readNegation(folded, language),
      poles: toPoles(folded, language),
      isPassive: /\b(?:by|von|par|por|da|door)\b/.test(folded),
      hasDirection: /\b(?:from|von|du|de|desde|da|dal|van)\b/.test(folded),
    };
    return known;
  };
  return {
    tokens,
    keys: new Set(words.map(({ key }) => key)),
    names: new Set(words.filter(({ isName }) => isName).map(({ key }) => key)),
    quantities: tokens.flatMap((token) => (token.kind === 'number' ? [token.quantity] : [])),
    get negation() {
      return look().negation;
    },
    get poles() {
      return look().poles;
    },
    get isPassive() {
      return look().isPassive;
    },
    get hasDirection() {
      return look().hasDirection;
    },
  };
}

/** The clauses of a sentence that carry content. */
export function toClauses(sentence: string, language: Language): Clause[] {
  const { plain, tokens } = toTokens(sentence, language);
  const isRow = ROW.test(sentence);
  const clauses: Clause[] = [];
  let own: ContentToken[] = [];
  let start = 0;
  const close = (end: number, next: number) => {
    if (own.length > 0) {
      clauses.push(createClause(plain.slice(start, end), own, language));
      own = [];
    }
    start = next;
  };
  for (const token of tokens) {
    if (token.kind !== 'border') own.push(token);
    // A bracket or "no," before the first word belongs to what follows.
    else if (!isRow && own.length > 0) close(token.at, token.end);
  }
  close(plain.length, plain.length);
  return clauses;
}

/** How many words of one clause the other has. */
export function countShared(claim: Clause, other: Clause): number {
  let count = 0;
  for (const key of claim.keys) if (other.keys.has(key)) count += 1;
  return count;
}

/** Words of the claim that stand in the other clause as their opposite. */
export function countOpposites(claim: Clause, other: Clause): number {
  // What closes at six is open until six.
  if (claim.quantities.some(({ kind }) => kind === 'clock')) return 0;
  let count = 0;
  for (const key of claim.keys) {
    if (!other.keys.has(key) && [...toOpposites(key)].some((opposite) => other.keys.has(opposite))) count += 1;
  }
  return count;
}

/** "Photography is not permitted" where the source permits it without flash. */
function deniesElse({ negation: { denied, isLacking } }: Clause, { keys, negation }: Clause): boolean {
  if (isLacking || !negation.isLacking) return false;
  const isShared = [...denied].some((key) => negation.denied.has(key));
  return !isShared && [...denied].some((key) => keys.has(key));
}

/** Whether one denies what the other says. */
export function isDenied(claim: Clause, other: Clause): boolean {
  const isOpposite = (countOpposites(claim, other) % 2 === 1) !== areOpposed(claim.poles, other.poles);
  if (claim.negation.isNegated && other.negation.isNegated) return isOpposite !== deniesElse(claim, other);
  if (claim.negation.isNegated === other.negation.isNegated) return isOpposite;
  const [denying, stating] = claim.negation.isNegated ? [claim, other] : [other, claim];
  return !isOpposite && [...denying.negation.denied].some((key) => stating.keys.has(key));
}
