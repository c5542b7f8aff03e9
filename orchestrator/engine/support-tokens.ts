import { foldText, isStopWord, toWordKey } from '../../lib/shared/word-forms.ts';

export type Token =
  | { kind: 'word'; key: string; isName: boolean }
  /** `value` in plain decimals, with what multiplies it; `sign`: %, $, …. */
  | { kind: 'number'; value: string; sign: string };

const TOKEN =
  /(?<sign>[$€£¥]\s?)?(?<number>\d[\d.,']*\d|\d)(?<after>\s?(?:%|°\s?[cf]?|percent\b|[kmb]n?\b))?|\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|[\p{L}\p{M}]+(?:['’]\p{L}+)*/giu;

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety';
const ORDINALS = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth';
const GERMAN = 'null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf';
const NUMBER_WORDS: ReadonlyMap<string, number> = new Map([
  ...UNITS.split(' ').map((word, value) => [word, value] as const),
  ...TENS.split(' ').map((word, index) => [word, (index + 2) * 10] as const),
  ...ORDINALS.split(' ').map((word, value) => [word, value] as const),
  ...GERMAN.split(' ').map((word, value) => [foldText(word), value] as const),
]);
/** Too often no number. */
const NOT_COUNTING = new Set(['one', 'second', 'first', 'zero', 'null', 'acht']);
const MULTIPLIERS: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  millions: 1e6,
  m: 1e6,
  mn: 1e6,
  billion: 1e9,
  bn: 1e9,
  b: 1e9,
};

/** `1,250`, `1.250,50` and `1'250` as plain decimals; versions and the like stay as they are. */
function toPlain(number: string): string {
  const plain = /^\d{1,3}(?:[,']\d{3})+(?:\.\d+)?$/.test(number)
    ? number.replaceAll(/[,']/g, '')
    : /^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(number)
      ? number.replaceAll('.', '').replace(',', '.')
      : /^\d+,\d{1,2}$/.test(number)
        ? number.replace(',', '.')
        : number;
  return /^\d+(?:\.\d+)?$/.test(plain) ? String(Number(plain)) : plain;
}

function times(value: string, factor: number): string {
  return Number.isFinite(Number(value)) ? String(Math.round(Number(value) * factor * 1e6) / 1e6) : value;
}

function toNumber(groups: Record<string, string | undefined>): Token {
  const after = (groups.after ?? '').trim().toLowerCase();
  const factor = MULTIPLIERS[after];
  const plain = toPlain(groups.number ?? '');
  const sign = factor === undefined && after !== '' ? after.replace('percent', '%').slice(0, 1) : (groups.sign ?? '').trim();
  return { kind: 'number', value: factor === undefined ? plain : times(plain, factor), sign };
}

/** A capital letter that does not come from the beginning of the sentence. */
function looksLikeName(word: string, isFirst: boolean): boolean {
  return /\p{Lu}/u.test(isFirst ? word.slice(1) : word) && word !== 'I';
}

/** The words that carry content and the numbers of a text, in order. */
export function toTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let isFirst = true;
  for (const match of text.matchAll(TOKEN)) {
    const wasFirst = isFirst || /[.!?:"“(\n]\s*$/.test(text.slice(Math.max(0, match.index - 3), match.index));
    isFirst = false;
    if (match.groups?.number !== undefined) {
      tokens.push(toNumber(match.groups));
      continue;
    }
    const word = foldText(match[0]).replace(/['’]s$/, '');
    const last = tokens.at(-1);
    const factor = MULTIPLIERS[word];
    const value = NUMBER_WORDS.get(word);
    if (factor !== undefined && last?.kind === 'number') last.value = times(last.value, factor);
    else if (value !== undefined && !NOT_COUNTING.has(word)) addNumber(tokens, value);
    else if (word === 'percent' && last?.kind === 'number') last.sign = '%';
    else if (word.length > 1 || /[^a-z]/.test(word)) {
      const isName = looksLikeName(match[0], wasFirst);
      if (isName || !isStopWord(word)) tokens.push({ kind: 'word', key: toWordKey(word), isName });
    }
  }
  return tokens;
}

/** `twenty-four` is one number. */
function addNumber(tokens: Token[], value: number): void {
  const last = tokens.at(-1);
  const tens = last?.kind === 'number' && last.sign === 'word' ? Number(last.value) : 0;
  if (last?.kind === 'number' && tens >= 20 && tens % 10 === 0 && value < 10) last.value = String(tens + value);
  else tokens.push({ kind: 'number', value: String(value), sign: 'word' });
}
