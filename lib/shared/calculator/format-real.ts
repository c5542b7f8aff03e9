import { isExact, type Real, type Reals } from './real.ts';

/** A number that has no end is rounded to so many digits. */
const ROUNDED_DIGITS = 12;
/** A decimal fraction of at most so many digits is written out. */
const MAX_DECIMAL_DIGITS = 40;
/** A whole number of at most so many digits is written out. */
const MAX_WHOLE_DIGITS = 3_000;
/** Outside of these powers of ten a number is written with an exponent. */
const MIN_PLAIN_EXPONENT = -9;
const MAX_PLAIN_EXPONENT = 21;
const MAX_DENOMINATOR = 10n ** 100n;
/** Where a computed digit is trusted: the last ones hold the errors of rounding. */
const TRUSTED_DIGITS = 40;

export type Shown = { text: string; isRounded: boolean };

/** The digits of a fraction that ends; `null` when it never does, or late. */
function toDecimals(top: bigint, bottom: bigint): string | null {
  if (bottom > MAX_DENOMINATOR) return null;
  let places = 0;
  let rest = bottom;
  while (rest % 10n === 0n) [rest, places] = [rest / 10n, places + 1];
  while (rest % 2n === 0n || rest % 5n === 0n) {
    rest = rest % 2n === 0n ? rest / 2n : rest / 5n;
    places += 1;
    if (places > MAX_DECIMAL_DIGITS) return null;
  }
  if (rest !== 1n) return null;
  const digits = ((top < 0n ? -top : top) * 10n ** BigInt(places)) / bottom;
  const text = digits.toString().padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  const fraction = text.slice(text.length - places).replace(/0+$/, '');
  return `${top < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

const tidy = (text: string) => text.replace(/^(-?\d+\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');

function isWrittenOut(text: string, maxDecimals: number): boolean {
  const digits = text.replace(/^-?0*\.?0*|\D/g, '');
  if (!text.includes('.')) return digits.length <= MAX_WHOLE_DIGITS;
  return digits.length <= maxDecimals && !/^-?0\.0{9}/.test(text);
}

/** A number as people write it; `isRounded` when it has more digits. */
export function formatReal(value: Real, reals: Reals, maxDecimals = MAX_DECIMAL_DIGITS): Shown {
  if (isExact(value)) {
    const text = value.bottom === 1n ? value.top.toString() : toDecimals(value.top, value.bottom);
    if (text !== null && isWrittenOut(text, maxDecimals)) return { text, isRounded: false };
  }
  const decimal = reals.toDecimal(value);
  const trusted = decimal.toSignificantDigits(TRUSTED_DIGITS);
  const isShort = !isExact(value) && trusted.sd() <= ROUNDED_DIGITS;
  if (!decimal.isZero() && (decimal.e < MIN_PLAIN_EXPONENT || decimal.e >= MAX_PLAIN_EXPONENT)) {
    const text = tidy(decimal.toExponential(ROUNDED_DIGITS - 1));
    return { text, isRounded: !isShort && !decimal.eq(text) };
  }
  const whole = Math.max(0, decimal.e + 1);
  const places = Math.max(2, ROUNDED_DIGITS - whole);
  const rounded = decimal.abs().lt(1) ? decimal.toSignificantDigits(ROUNDED_DIGITS) : decimal.toDecimalPlaces(places);
  return { text: rounded.toFixed(), isRounded: !isShort };
}

/** An exact number of so many digits is not rounded. */
const EXACT_DIGITS = 8;

/** Rounds digits that were computed for people to read: `26.2187574564543` to six is `26.2188`. Whole numbers stay. */
export function roundText(text: string, digits: number, isRounded: boolean): string {
  const match = /^(-?)(\d+)\.(\d+)$/.exec(text);
  if (!match) return text.replace(/^(-?\d\.\d{5})\d+(?=e)/, '$1');
  const [, sign = '', whole = '', fraction = ''] = match;
  if (!isRounded && (whole + fraction).replace(/^0+/, '').length <= EXACT_DIGITS) return text;
  const leading = whole === '0' ? (/^0*/.exec(fraction)?.[0].length ?? 0) : 0;
  const places = Math.max(whole === '0' ? leading + digits : digits - whole.length, 2);
  if (fraction.length <= places) return text;
  const scaled = BigInt(whole + fraction.slice(0, places)) + ((fraction[places] ?? '0') >= '5' ? 1n : 0n);
  const all = scaled.toString().padStart(places + 1, '0');
  const rounded = `${all.slice(0, -places)}.${all.slice(-places)}`.replace(/\.?0+$/, '');
  return `${sign}${rounded}`;
}
