import { CalculationError } from './calculation-error.ts';

/** An exact number in lowest terms; `bottom` is positive. */
export type Rational = { readonly top: bigint; readonly bottom: bigint };

/** Beyond this a whole number is not kept exact: about 60,000 digits. */
const MAX_BITS = 200_000;
/** Of a fraction: it is brought to lowest terms at every step. */
const MAX_FRACTION_BITS = 40_000;
/** Zeros that an exponent may add. */
const MAX_SHIFT = 10_000;

/** Upper bound of the length in bits, cheap for long numbers too. */
const bitsOf = (n: bigint) => n.toString(16).length * 4;

export function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}

/** Throws `CalculationError` for a division by zero and for what is too long. */
export function toRational(top: bigint, bottom = 1n): Rational {
  if (bottom === 0n) throw new CalculationError('value', 'a division by zero has no result');
  const divisor = bottom === 1n ? 1n : greatestDivisor(top, bottom);
  const sign = bottom < 0n ? -1n : 1n;
  const result = { top: (sign * top) / divisor, bottom: (sign * bottom) / divisor };
  if (bitsOf(result.top) > MAX_BITS || bitsOf(result.bottom) > MAX_BITS) {
    throw new CalculationError('limit', 'the numbers become too large');
  }
  return result;
}

/** `-12.5e-3`; digits, point and exponent only. */
export function parseRational(text: string): Rational {
  const [, whole = '', fraction = '', power = '0'] = /^([-+]?\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(text) ?? [];
  const shift = Number(power) - fraction.length;
  if (!(Math.abs(shift) <= MAX_SHIFT)) throw new CalculationError('limit', 'an exponent is too large');
  const digits = BigInt(`${whole}${fraction}` || '0');
  return shift < 0 ? toRational(digits, 10n ** BigInt(-shift)) : toRational(digits * 10n ** BigInt(shift));
}

export const rational = {
  add: (a: Rational, b: Rational) => toRational(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom),
  subtract: (a: Rational, b: Rational) => toRational(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom),
  multiply: (a: Rational, b: Rational) => toRational(a.top * b.top, a.bottom * b.bottom),
  divide: (a: Rational, b: Rational) => toRational(a.top * b.bottom, a.bottom * b.top),
  compare: (a: Rational, b: Rational) => {
    const [left, right] = [a.top * b.bottom, b.top * a.bottom];
    return left < right ? -1 : left > right ? 1 : 0;
  },
  floor: ({ top, bottom }: Rational) => top / bottom - (top < 0n && top % bottom !== 0n ? 1n : 0n),
  isInteger: ({ bottom }: Rational) => bottom === 1n,
};

/** Whether sums and products of two numbers are short enough to stay exact. */
export function staysExact(a: Rational, b: Rational): boolean {
  const bits = bitsOf(a.top) + bitsOf(a.bottom) + bitsOf(b.top) + bitsOf(b.bottom);
  return bits <= (a.bottom === 1n && b.bottom === 1n ? MAX_BITS : MAX_FRACTION_BITS);
}

/** `null` when the result would be too long to compute. */
export function powerOf(base: Rational, exponent: bigint): Rational | null {
  const size = exponent < 0n ? -exponent : exponent;
  const bits = Math.max(bitsOf(base.top), bitsOf(base.bottom));
  const isSmall = (base.top === 0n || base.top === 1n || base.top === -1n) && base.bottom === 1n;
  if (!isSmall && (size > BigInt(MAX_BITS) || Number(size) * bits > MAX_BITS)) return null;
  if (isSmall) {
    if (base.top === 0n && exponent < 0n) throw new CalculationError('value', 'a division by zero has no result');
    return { top: base.top === -1n && size % 2n === 0n ? 1n : size === 0n ? 1n : base.top, bottom: 1n };
  }
  const [top, bottom] = [base.top ** size, base.bottom ** size];
  return exponent < 0n ? toRational(bottom, top) : { top, bottom };
}

/** The whole root of a whole number that is not negative; `null` when it has none. */
function wholeRoot(n: bigint, degree: number): bigint | null {
  if (n < 2n) return n;
  const k = BigInt(degree);
  let high = 1n << BigInt(Math.ceil(bitsOf(n) / degree) + 1);
  // Newton's method from above.
  for (;;) {
    const next = ((k - 1n) * high + n / high ** (k - 1n)) / k;
    if (next >= high) break;
    high = next;
  }
  return high ** k === n ? high : null;
}

const MAX_ROOT_BITS = 20_000;

/** The exact root; `null` when it is no fraction. A negative number has odd roots only. */
export function rootOf(value: Rational, degree: number): Rational | null {
  if (bitsOf(value.top) > MAX_ROOT_BITS || bitsOf(value.bottom) > MAX_ROOT_BITS || degree > 1_000) return null;
  if (value.top < 0n && degree % 2 === 0) return null;
  const top = wholeRoot(value.top < 0n ? -value.top : value.top, degree);
  const bottom = wholeRoot(value.bottom, degree);
  return top === null || bottom === null ? null : { top: value.top < 0n ? -top : top, bottom };
}
