import { parseRational, type Rational, rational, toRational } from './rational.ts';

export type Numeral = {
  value: Rational;
  length: number;
  reading?: string;
  /** `4:30`, which needs a unit of time. */
  isClock?: boolean;
};

/** `isInCall`: a comma separates arguments. */
type Kind = {
  pattern: RegExp;
  read(match: RegExpExecArray): Rational;
  reading?: (text: string, value: Rational) => string;
  inCall?: boolean;
  isClock?: boolean;
};

const plain = (text: string) => parseRational(text.replaceAll(/[,_'’\s\u00a0\u202f]/g, ''));
const decimalComma = (text: string) => parseRational(text.replaceAll('.', '').replace(',', '.'));
const inBase = ([text]: RegExpExecArray) => toRational(BigInt(text.toLowerCase()));
const fraction = (top: string, bottom: string) => rational.divide(parseRational(top), parseRational(bottom));

const SIGNS: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅖': '2/5',
  '⅗': '3/5',
  '⅘': '4/5',
  '⅙': '1/6',
  '⅚': '5/6',
  '⅛': '1/8',
  '⅜': '3/8',
  '⅝': '5/8',
  '⅞': '7/8',
};

const sayNumber = (text: string, { top, bottom }: Rational) => {
  const size = 10n ** 6n;
  const scaled = (top * size) / bottom;
  const digits = `${scaled / size}.${String(scaled % size).padStart(6, '0')}`.replace(/\.?0+$/, '');
  return `${text} is read as ${digits}`;
};

/** The first that fits is taken. */
const KINDS: readonly Kind[] = [
  {
    pattern: /(\d+):([0-5]\d)(?::([0-5]\d))?(?![\d:.,])/y,
    read: ([, whole = '', minutes = '', seconds = '0']) =>
      rational.add(parseRational(whole), rational.add(fraction(minutes, '60'), fraction(seconds, '3600'))),
    reading: sayNumber,
    isClock: true,
  },
  { pattern: /0x[\da-f]+|0b[01]+|0o[0-7]+/iy, read: inBase },
  {
    pattern: /(\d+) (\d+)\/(\d+)(?![\d.,/^])/y,
    read: ([, whole = '', top = '', bottom = '']) => rational.add(parseRational(whole), fraction(top, bottom)),
    reading: sayNumber,
  },
  {
    pattern: /(\d*) ?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])/y,
    read: ([, whole = '', sign = '']) => {
      const [top = '', bottom = ''] = (SIGNS[sign] ?? '').split('/');
      return rational.add(parseRational(whole || '0'), fraction(top, bottom));
    },
  },
  { pattern: /\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?/y, read: ([text]) => plain(text), reading: sayNumber, inCall: false },
  { pattern: /\d{1,2}(?:,\d{2})+,\d{3}(?![\d,])(?:\.\d+)?/y, read: ([text]) => plain(text), reading: sayNumber, inCall: false },
  { pattern: /\d{1,3}(?:\.\d{3})+,\d+(?![\d,.])/y, read: ([text]) => decimalComma(text), reading: sayNumber, inCall: false },
  { pattern: /\d{1,3}(?:\.\d{3}){2,}(?![\d,.])/y, read: ([text]) => parseRational(text.replaceAll('.', '')), reading: sayNumber },
  { pattern: /\d+,\d+(?![\d,.])/y, read: ([text]) => decimalComma(text), reading: sayNumber, inCall: false },
  { pattern: /\d{1,3}(?:['’]\d{3})+(?!\d)(?:\.\d+)?/y, read: ([text]) => plain(text), reading: sayNumber },
  { pattern: /\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d/:])(?:\.\d+)?/y, read: ([text]) => plain(text), reading: sayNumber },
  {
    pattern: /[1-9]\d{0,2}\.\d{3}(?![\d.,e])/iy,
    read: ([text]) => plain(text),
    reading: (text) => `the point in ${text} is read as a decimal point`,
  },
  { pattern: /(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?(?![.,]?\d|e[-+]?\d)/iy, read: ([text]) => plain(text) },
  {
    pattern: /\d{1,3}(?=,\d{3}(?!\d))/y,
    read: ([text]) => plain(text),
    reading: () => 'commas separate the values here',
    inCall: true,
  },
  { pattern: /(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?(?=,)/iy, read: ([text]) => plain(text), inCall: true },
];

/** Glued to a number they count: `20k`, `2.5M`, `3bn`. Kelvins stand apart or are a capital K. */
const SUFFIX = /(?<!e[-+]?\d{1,9})(?:(k)|(M)|(bn))(?![\p{L}\d^])/uy;
const SUFFIX_POWERS = [3, 6, 9];

function withSuffix(text: string, at: number, numeral: Numeral): Numeral {
  SUFFIX.lastIndex = at + numeral.length;
  const match = SUFFIX.exec(text);
  if (!match || numeral.isClock) return numeral;
  const power = SUFFIX_POWERS[match.slice(1).findIndex((letter) => letter !== undefined)] ?? 0;
  const value = rational.multiply(numeral.value, parseRational(`1e${power}`));
  const length = numeral.length + match[0].length;
  return { value, length, reading: sayNumber(text.slice(at, at + length), value) };
}

/** The number that is written at a place; `null` when there is none, or none that can be read. */
export function readNumeral(text: string, at: number, isInCall: boolean): Numeral | null {
  for (const { pattern, read, reading, inCall, isClock } of KINDS) {
    if (inCall !== undefined && inCall !== isInCall) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) continue;
    const value = read(match);
    return withSuffix(text, at, {
      value,
      length: match[0].length,
      ...(isClock ? { isClock } : {}),
      ...(reading ? { reading: reading(match[0], value) } : {}),
    });
  }
  return null;
}
