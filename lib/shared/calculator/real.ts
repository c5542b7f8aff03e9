import { Decimal } from 'decimal.js';
import { CalculationError } from './calculation-error.ts';
import { powerOf, type Rational, rational, rootOf, staysExact, toRational } from './rational.ts';

/** Exact where it can be; what is irrational has 60 digits. */
export type Real = Rational | Decimal;

/** Every computation shows fewer; the rest takes up the error of a long one. */
export const PRECISION = 60;
const MAX_EXPONENT = 60_000;
const NOISE = '1e-50';
/** A rounded base is far off when it is multiplied by itself more often. */
const MAX_POWER = 1e30;
/** Arguments of functions: what lies beyond costs more digits than anybody needs. */
const MAX_ARGUMENT = 1e15;
const MIN_ARGUMENT = 1e-300;

export const isExact = (value: Real): value is Rational => 'top' in value;

type Unary = 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan' | 'sinh' | 'cosh' | 'tanh' | 'exp' | 'ln' | 'log10' | 'log2';

export type Reals = ReturnType<typeof createReals>;

/** Its own constructor for every computation: decimal.js changes the precision of a shared one, and leaves it changed where it throws. */
export function createReals() {
  const Exact = Decimal.clone({
    precision: PRECISION,
    rounding: Decimal.ROUND_HALF_UP,
    maxE: MAX_EXPONENT,
    minE: -MAX_EXPONENT,
    defaults: true,
  });

  function checked(value: Decimal): Decimal {
    if (value.isNaN()) throw new CalculationError('value', 'it has no real result');
    if (!value.isFinite()) throw new CalculationError('limit', 'the result is too large');
    return value;
  }

  const toDecimal = (value: Real): Decimal =>
    isExact(value) ? checked(new Exact(value.top.toString()).div(value.bottom.toString())) : value;

  function toNumber(value: Real): number {
    return toDecimal(value).toNumber();
  }

  const both =
    (exact: (a: Rational, b: Rational) => Rational, rounded: (a: Decimal, b: Decimal) => Decimal) =>
    (a: Real, b: Real): Real =>
      isExact(a) && isExact(b) && staysExact(a, b) ? exact(a, b) : checked(rounded(toDecimal(a), toDecimal(b)));

  const isZero = (value: Real) => (isExact(value) ? value.top === 0n : value.isZero());
  const compare = (a: Real, b: Real): number =>
    isExact(a) && isExact(b) ? rational.compare(a, b) : toDecimal(a).comparedTo(toDecimal(b));
  const negate = (value: Real): Real => (isExact(value) ? { ...value, top: -value.top } : value.neg());
  const multiply = both(rational.multiply, (a, b) => a.times(b));
  /** What is left where two rounded numbers cancel out is the error of their rounding. */
  const sum = (a: Decimal, b: Decimal) => {
    const result = a.plus(b);
    return result.abs().lt(a.abs().times(NOISE)) ? new Exact(0) : result;
  };
  const add = both(rational.add, sum);
  const subtract = both(rational.subtract, (a, b) => sum(a, b.neg()));
  const divided = both(rational.divide, (a, b) => a.div(b));

  function divide(a: Real, b: Real): Real {
    if (isZero(b)) throw new CalculationError('value', 'a division by zero has no result');
    return divided(a, b);
  }

  function floor(value: Real): Rational {
    return isExact(value) ? toRational(rational.floor(value)) : toRational(BigInt(value.floor().toFixed()));
  }

  /** The root of a negative number is the real one where there is one. */
  function root(value: Real, degree: number): Real {
    const exact = isExact(value) ? rootOf(value, degree) : null;
    if (exact) return exact;
    const decimal = toDecimal(value);
    if (decimal.isNegative() && degree % 2 === 0)
      throw new CalculationError('value', 'an even root of a negative number is not real');
    const size =
      degree === 2 ? decimal.abs().sqrt() : degree === 3 ? decimal.abs().cbrt() : decimal.abs().pow(new Exact(1).div(degree));
    return checked(decimal.isNegative() ? size.neg() : size);
  }

  function power(base: Real, exponent: Real): Real {
    if (isExact(exponent) && isExact(base)) {
      const degree = Number(exponent.bottom);
      const part = degree === 1 ? base : degree <= 100 && (base.top >= 0n || degree % 2 === 1) ? root(base, degree) : null;
      const exact = part && isExact(part) ? powerOf(part, exponent.top) : null;
      if (exact) return exact;
      if (part && isExact(base) && base.top < 0n && degree > 1) return power(part, toRational(exponent.top));
    }
    if (isZero(base) && compare(exponent, toRational(0n)) < 0)
      throw new CalculationError('value', 'a division by zero has no result');
    const times = toDecimal(exponent);
    if (times.abs().gt(MAX_POWER)) throw new CalculationError('limit', 'an exponent is too large');
    return checked(toDecimal(base).pow(times));
  }

  /** Of large arguments: the series of the library takes as many steps as its argument is large. */
  function hyperbolic(name: Unary, value: Decimal): Decimal | null {
    if (!name.endsWith('h') || value.abs().lt(1)) return null;
    const [up, down] = [value.exp(), value.neg().exp()];
    const [difference, sum] = [up.minus(down), up.plus(down)];
    return name === 'tanh' ? difference.div(sum) : (name === 'sinh' ? difference : sum).div(2);
  }

  /** A function of one number, with a bound on its cost. */
  function apply(name: Unary, value: Real): Real {
    if (isZero(value) && ['sin', 'tan', 'asin', 'atan', 'sinh', 'tanh'].includes(name)) return toRational(0n);
    const decimal = toDecimal(value);
    const isLogarithm = name === 'ln' || name === 'log10' || name === 'log2';
    if (!isLogarithm && decimal.abs().gt(name.endsWith('h') || name === 'exp' ? MAX_EXPONENT : MAX_ARGUMENT)) {
      throw new CalculationError('limit', `the number is too large for ${name}`);
    }
    if (!isLogarithm && !decimal.isZero() && decimal.abs().lt(MIN_ARGUMENT)) {
      throw new CalculationError('limit', `the number is too small for ${name}`);
    }
    if (isLogarithm && !decimal.gt(0)) {
      throw new CalculationError('value', 'only positive numbers have a logarithm');
    }
    const result = hyperbolic(name, decimal) ?? (name === 'log2' ? decimal.log(2) : decimal[name === 'log10' ? 'log' : name]());
    // A sine of half a turn is zero, but its argument was rounded.
    return result.abs().lt(NOISE) && (name === 'sin' || name === 'cos' || name === 'tan') ? toRational(0n) : checked(result);
  }

  return {
    add,
    subtract,
    multiply,
    divide,
    negate,
    compare,
    isZero,
    floor,
    power,
    root,
    apply,
    toNumber,
    toDecimal,
    pi: () => Exact.acos(-1),
    e: () => new Exact(1).exp(),
    atan2: (y: Real, x: Real): Real => checked(Exact.atan2(toDecimal(y), toDecimal(x))),
  };
}
