import { foldText } from '../../../lib/shared/word-forms.ts';
import { type Read, type Script, textAt, toQuantity } from './cursor.ts';
import { findDecimalSign } from './digits.ts';
import type { Language } from './language.ts';
import { toLexemes } from './lexemes.ts';
import type { Bound, Quantity } from './quantity.ts';
import { readDate, readTime, readWeekday } from './read-dates.ts';
import { readFraction, readLabel, readOrder } from './read-labels.ts';
import { loosen, readNumber } from './read-numbers.ts';
import { toWordToken } from './to-word-token.ts';
import { toCurrency, toMultiplier, toUnit } from './units.ts';

/** What a text says, in order; `at` and `end` count in the text with plain digits. `border`: what ends a clause. */
export type Token =
  | { kind: 'word'; key: string; isName: boolean; at: number; end: number }
  | { kind: 'number'; quantity: Quantity; at: number; end: number }
  | { kind: 'border'; at: number; end: number };

const ABOUT =
  /(?:^| )(?:about|around|roughly|approximately|approx|approx \.|some|nearly|almost|circa|ca|ca \.|ca\.|~|≈|etwa|rund|ungefahr|knapp|fast|gut|environ|pres de|quelque|presque|aproximadamente|unos|unas|cerca de|casi|circa|quasi|ongeveer|bijna|cerca de|quase|just under|just over|close to)(?: (?:a|eine?r?|un|une))?$/;
const LEAST =
  /(?:^| )(?:at least|minimum|minimum of|no less than|not less than|no fewer than|more than|over|above|exceeding|greater than|older than|longer than|>|≥|> =|mindestens|mehr als|uber|ab|au moins|plus de|al menos|como minimo|mas de|almeno|piu di|minstens|meer dan|pelo menos|mais de)$/;
const MOST =
  /(?:^| )(?:at most|maximum|maximum of|up to|no more than|not more than|no later than|less than|under|below|fewer than|younger than|shorter than|within|<|≤|hochstens|maximal|bis zu|weniger als|unter|au plus|jusqu'a|moins de|como maximo|hasta|menos de|al massimo|fino a|meno di|hoogstens|maximaal|minder dan|no maximo|ate)$/;
const LEAST_BEHIND = /^(?:or more|or older|or above|and above|and over|\+|oder mehr|ou plus|o mas|o piu|of meer)\b/;
const MOST_BEHIND = /^(?:or less|or fewer|at most|oder weniger|ou moins|o menos|or below)\b/;
const LABELLED = /^(?:version|release|section|v|abschnitt|clause|article|§|paragraph)$/;

/** What limits a number, from the words beside it. */
function toBound(script: Script, from: number, next: number): Bound | null {
  const before = [4, 3, 2, 1]
    .map((back) => textAt(script, from - back))
    .join(' ')
    .trim();
  const behind = `${textAt(script, next)} ${textAt(script, next + 1)}`;
  if (LEAST_BEHIND.test(behind)) return 'least';
  if (MOST_BEHIND.test(behind)) return 'most';
  if (ABOUT.test(before)) return 'about';
  return LEAST.test(before) ? 'least' : MOST.test(before) ? 'most' : null;
}

const END = { type: 'sign', text: '' } as const;

function read(script: Script, at: number): Read | null {
  const { type, text } = script.lexemes[at] ?? END;
  if (type === 'code')
    return /^q[1-4]$/.test(text) ? { quantity: toQuantity('ordinal', [Number(text[1])]), next: at + 1 } : readLabel(script, at);
  if (type === 'number' && LABELLED.test(textAt(script, at - 1)) && /^\d+(?:\.\d+)+$/.test(text)) return readLabel(script, at);
  return (
    readDate(script, at) ??
    readTime(script, at) ??
    readFraction(script, at) ??
    readNumber(script, at) ??
    readWeekday(script, at) ??
    readOrder(script, at)
  );
}

type NumberToken = Extract<Token, { kind: 'number' }>;
/** `12 x 8 x 3 cm` is one; more is a list. */
const LONGEST_SERIES = 4;
const JOINT = /^(?:-|to|and|or|bis|und|oder|a|et|ou|y|o|hasta|e|ed|tot|en|ate|x|×|by|von|auf)$/;

/** "$4 to 5 million", but not "from 500 to 2 million". */
function shareScale(first: Quantity, { scale, values: [value = 0] }: Quantity): Quantity {
  const [own = 0] = first.values;
  if (scale === undefined || first.scale !== undefined || first.date || own * scale >= value || own <= 0) return first;
  const scaled = first.values.map((one) => one * scale);
  return { ...first, values: scaled, written: scaled, step: first.step * scale, scale };
}

/** What the first of two numbers leaves out it shares with the second: `400-450 km`, `$4 to 5 million`. */
function share(first: Quantity, second: Quantity): [Quantity, Quantity] {
  if (
    first.kind === 'plain' &&
    second.kind !== 'plain' &&
    !second.date &&
    second.values.length > 0 &&
    !/^(?:label|ordinal|clock)$/.test(second.kind)
  ) {
    const factor = (second.values[0] ?? 0) / (second.written[0] || 1) || 1;
    const isYear = /^[12]\d{3}$/.test(first.text);
    return isYear
      ? [first, second]
      : [
          { ...first, kind: second.kind, values: first.written.map((value) => value * factor), step: first.step * factor },
          second,
        ];
  }
  if (second.kind === 'plain' && first.kind.startsWith('money') && !/^[12]\d{3}$/.test(second.text))
    return [first, { ...second, kind: first.kind }];
  return [first, second];
}

const BORDER_SIGN = /^[;:,()]$/;
const BORDER_WORDS: Readonly<Record<Language, RegExp>> = {
  en: /^(?:but|and|while|although|though|however|whereas|unless|except|because)$/,
  de: /^(?:aber|und|sondern|sowie|während|wobei)$/,
  fr: /^(?:mais|et|tandis|alors)$/,
  es: /^(?:pero|y|mientras|sino)$/,
  it: /^(?:ma|e|ed|mentre)$/,
  nl: /^(?:maar|en|terwijl)$/,
  pt: /^(?:mas|e|enquanto)$/,
};

const LONGEST_ASIDE = 8;

/** "the drug group (3.1%)": a number in brackets belongs to what stands before it; words there say something of their own. */
function isAside(lexemes: Script['lexemes'], at: number): boolean {
  const inside = lexemes.slice(at + 1, at + LONGEST_ASIDE);
  const own = inside.slice(
    0,
    inside.findIndex(({ text }) => text === ')'),
  );
  const isWordOfItsOwn = ({ type, text }: Script['lexemes'][number]) =>
    type === 'word' && text.length > 2 && !toUnit(text) && !toCurrency(text) && toMultiplier(text) === null;
  return own.length < inside.length && own.some(({ type }) => type === 'number') && !own.some(isWordOfItsOwn);
}

const isNumeric = (next: Script['lexemes'][number] | undefined) =>
  next !== undefined && (next.type === 'number' || toCurrency(next.text) !== null);

function isBorder({ lexemes, language }: Script, at: number, previous: Token | undefined): boolean {
  const { type, text, raw } = lexemes[at] as Script['lexemes'][number];
  if (text === '(') return !isAside(lexemes, at);
  // "Profit: 5"
  if (text === ':' && isNumeric(lexemes[at + 1])) return false;
  if (type === 'sign')
    return BORDER_SIGN.test(text) || (text === '.' && lexemes[at + 1]?.isGlued === false) || text === '!' || text === '?';
  return type === 'word' && BORDER_WORDS[language].test(raw.toLowerCase()) && previous?.kind !== 'border';
}

/** The words that carry content, the numbers and the borders of a text, in order, with the text that they count in. Linear. */
export function toTokens(text: string, language: Language): { plain: string; tokens: Token[] } {
  const { plain, lexemes } = toLexemes(text);
  const script: Script = { lexemes, language, decimalSign: findDecimalSign(plain) };
  const tokens: Token[] = [];
  let numberEnd = -2;
  let series: NumberToken[] = [];
  for (let at = 0; at < lexemes.length; ) {
    const lexeme = lexemes[at] as Script['lexemes'][number];
    const found = read(script, at);
    if (found) {
      const bound = toBound(script, at, found.next);
      const last = lexemes[found.next - 1] as Script['lexemes'][number];
      let quantity: Quantity = bound === 'about' ? { ...loosen(found.quantity), bound } : { ...found.quantity, bound };
      const isJoined = numberEnd === at - 1 && JOINT.test(textAt(script, at - 1));
      series = isJoined ? series : [];
      for (const before of series) [before.quantity, quantity] = share(shareScale(before.quantity, quantity), quantity);
      const token: NumberToken = { kind: 'number', quantity, at: lexeme.at, end: last.at + last.raw.length };
      series = [...series.slice(1 - LONGEST_SERIES), token];
      tokens.push(token);
      at = numberEnd = found.next;
      continue;
    }
    const end = lexeme.at + lexeme.raw.length;
    if (isBorder(script, at, tokens.at(-1))) {
      // Two numbers with a word between them are one statement: "between 4 and 5".
      const isBetween =
        tokens.at(-1)?.kind === 'number' && numberEnd === at && JOINT.test(lexeme.text) && read(script, at + 1) !== null;
      if (!isBetween) tokens.push({ kind: 'border', at: lexeme.at, end });
    } else if (lexeme.type === 'word') {
      const word = toWordToken(lexeme.raw, lexeme.text, language, isFirst(plain, lexeme.at));
      if (word) tokens.push({ ...word, at: lexeme.at, end });
    }
    at += 1;
  }
  return { plain, tokens };
}

const isFirst = (plain: string, at: number) => /(?:^|[.!?:"“(\n|])\s*$/.test(plain.slice(Math.max(0, at - 3), at));

/** The keys of the words of a text. */
export function toWordKeys(text: string, language: Language): string[] {
  return (foldText(text).match(/\p{L}+/gu) ?? []).flatMap((word) => toWordToken(word, word, language, true)?.key ?? []);
}
