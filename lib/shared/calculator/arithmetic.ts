import { CalculationError } from './calculation-error.ts';
import { combine, isPlain } from './dimensions.ts';
import { formatReal } from './format-real.ts';
import type { Note } from './functions/call.ts';
import { rational, toRational } from './rational.ts';
import { isExact, type Real, type Reals } from './real.ts';
import type { Operator } from './syntax.ts';
import type { Unit } from './unit-table.ts';
import { assertSame, dimensionsOf, factorOf, mergeTerms, sayUnits, toValue, type Value } from './value.ts';

const ZERO = toRational(0n);
const ONE = toRational(1n);

type Sides = { left: Value; right: Value; leftText: string; rightText: string };

/** Kelvins of a temperature on its scale. */
export const toKelvins = ({ amount }: Value, scale: Unit, reals: Reals): Real =>
  reals.add(reals.multiply(amount, scale.factor), scale.zero ?? ZERO);

/** A temperature that is no point of a scale any more: so many degrees. */
export function toDifference(value: Value, reals: Reals): Value {
  if (!value.scale) return value;
  const { scale, ...rest } = value;
  return { ...rest, amount: reals.multiply(value.amount, scale.factor) };
}

const withImaginary = (value: Value, imaginary: Real | undefined, reals: Reals): Value => {
  const { imaginary: _, ...rest } = value;
  return imaginary === undefined || reals.isZero(imaginary) ? rest : { ...rest, imaginary };
};

function addTemperatures({ left, right, rightText }: Sides, sign: 1 | -1, reals: Reals, note: Note): Value {
  assertSame(left, right);
  const combined = sign > 0 ? reals.add : reals.subtract;
  if (left.scale && right.scale && sign < 0) {
    note('the difference of two temperatures');
    return {
      amount: reals.subtract(toKelvins(left, left.scale, reals), toKelvins(right, right.scale, reals)),
      terms: left.terms,
      dimensions: left.dimensions,
    };
  }
  if (!left.scale) return addTemperatures({ left: right, right: left, leftText: rightText, rightText: '' }, 1, reals, note);
  if (right.scale) note(`${rightText} is read as a difference of temperatures`);
  const difference = toDifference(right, reals);
  return { ...left, amount: combined(left.amount, reals.divide(difference.amount, left.scale.factor)) };
}

/** `200 + 10%`: the percentage is taken of what stands before it. */
function addShare({ left, right, leftText, rightText }: Sides, sign: 1 | -1, reals: Reals, note: Note): Value {
  note(`${rightText} is taken of ${leftText}`);
  const factor = sign > 0 ? reals.add(ONE, right.amount) : reals.subtract(ONE, right.amount);
  return { ...left, amount: reals.multiply(left.amount, factor) };
}

function add(sides: Sides, sign: 1 | -1, reals: Reals, note: Note): Value {
  const { left, right, leftText } = sides;
  if (right.isShare && !left.isShare) return addShare(sides, sign, reals, note);
  if (left.isShare && !right.isShare) note(`${leftText} is read as ${formatReal(left.amount, reals).text}`);
  if (left.isShare && right.isShare) note('percentages are added up');
  if (left.scale || right.scale) {
    if (sign < 0 && !left.scale) throw new CalculationError('value', 'a temperature cannot be taken from a difference');
    return addTemperatures(sides, sign, reals, note);
  }
  assertSame(left, right);
  const combined = sign > 0 ? reals.add : reals.subtract;
  const { isShare: _, ...rest } = left;
  const sum = {
    ...rest,
    amount: combined(left.amount, right.amount),
    ...(left.isShare && right.isShare ? { isShare: true } : {}),
  };
  return withImaginary(sum, combined(left.imaginary ?? ZERO, right.imaginary ?? ZERO), reals);
}

/** Only a temperature from absolute zero has multiples; a part of it by a unit is a difference. */
function toFactor(value: Value, other: Value, sign: 1 | -1, reals: Reals): Value {
  if (!value.scale) return value;
  const isFromZero = value.scale.zero === undefined || value.scale.zero.top === 0n;
  const isPerUnit = sign < 0 ? !isPlain(other.dimensions) && !other.scale : (other.dimensions.kelvin ?? 0) < 0;
  if (!isFromZero && !isPerUnit) {
    throw new CalculationError('value', `a temperature in ${value.scale.name} has no multiples; write it in K, or a difference`);
  }
  return toDifference(value, reals);
}

const isMoney = ({ terms: [first, ...others] }: Value) =>
  first?.unit.isCurrency === true && first.power === 1 && others.length === 0;

/** Eight hours times fifteen dollars is no amount; it would be with $15/hour. */
function assertPrice(left: Value, right: Value): void {
  const [money, other] = isMoney(left) ? [left, right] : [right, left];
  if (isMoney(money) && !isPlain(other.dimensions) && !other.terms.some(({ unit }) => unit.isCurrency)) {
    throw new CalculationError(
      'value',
      `money is multiplied by a number or a price; write for example ${sayUnits(money.terms)}15/hour`,
    );
  }
}

function scaled(sides: Sides, sign: 1 | -1, reals: Reals): Value {
  if (sign > 0) assertPrice(sides.left, sides.right);
  const left = toFactor(sides.left, sides.right, sign, reals);
  const right = toFactor(sides.right, sides.left, sign, reals);
  const dimensions = combine(left.dimensions, right.dimensions, sign);
  const terms = isPlain(dimensions) ? [] : mergeTerms(left.terms, right.terms, sign);
  if (left.imaginary || right.imaginary) return complexProduct(left, right, sign, reals);
  const amount = sign > 0 ? reals.multiply(left.amount, right.amount) : reals.divide(left.amount, right.amount);
  return { amount, terms, dimensions };
}

function complexProduct(left: Value, right: Value, sign: 1 | -1, reals: Reals): Value {
  const { multiply, add: plus, subtract: minus, negate, divide } = reals;
  const [a, b, c, d] = [left.amount, left.imaginary ?? ZERO, right.amount, right.imaginary ?? ZERO];
  if (sign < 0) {
    const size = plus(multiply(c, c), multiply(d, d));
    const inverse = withImaginary(toValue(divide(c, size)), divide(negate(d), size), reals);
    return complexProduct(left, inverse, 1, reals);
  }
  const amount = minus(multiply(a, c), multiply(b, d));
  return withImaginary(toValue(amount), plus(multiply(a, d), multiply(b, c)), reals);
}

const MAX_COMPLEX_POWER = 1_000n;

function powered({ left, right }: Sides, reals: Reals, note: Note): Value {
  const exponent = right.amount;
  if (!isPlain(right.dimensions) || right.imaginary || left.scale)
    throw new CalculationError('value', 'an exponent is a plain number, of a plain number or unit');
  const isWhole = isExact(exponent) && rational.isInteger(exponent);
  if (left.imaginary) {
    if (!isWhole || exponent.top < 0n || exponent.top > MAX_COMPLEX_POWER)
      throw new CalculationError('value', 'complex numbers have whole powers here');
    let product = toValue(ONE);
    for (let count = exponent.top; count > 0n; count -= 1n) product = complexProduct(product, left, 1, reals);
    return product;
  }
  if (isPlain(left.dimensions)) {
    if (reals.isZero(left.amount) && reals.isZero(exponent)) note('0^0 is read as 1');
    return toValue(reals.power(left.amount, exponent));
  }
  const size = reals.toNumber(exponent);
  const terms = left.terms.map(({ unit, power }) => ({ unit, power: power * size })).filter(({ power }) => power !== 0);
  if (terms.some(({ power }) => !Number.isInteger(power) || Math.abs(power) > 20))
    throw new CalculationError('value', 'there is no such power of a unit');
  return { amount: reals.power(left.amount, exponent), terms, dimensions: dimensionsOf(terms) };
}

function remainder({ left, right }: Sides, reals: Reals, note: Note): Value {
  assertSame(left, right);
  if (left.scale || left.imaginary || right.imaginary) throw new CalculationError('value', 'there is no such remainder');
  if (reals.isZero(right.amount)) throw new CalculationError('value', 'a division by zero has no result');
  const quotient = reals.floor(reals.divide(left.amount, right.amount));
  if (reals.compare(left.amount, ZERO) < 0 || reals.compare(right.amount, ZERO) < 0)
    note('the remainder has the sign of the divisor');
  const { isShare: _, ...rest } = left;
  return { ...rest, amount: reals.subtract(left.amount, reals.multiply(right.amount, quotient)) };
}

function off(sides: Sides, reals: Reals, note: Note): Value {
  const { left, right } = sides;
  if (!left.isShare) return add({ ...sides, left: right, right: left }, -1, reals, note);
  const { isShare: _, ...price } = right;
  return { ...price, amount: reals.multiply(right.amount, reals.subtract(ONE, left.amount)) };
}

/** Two values and an operator. */
export function operate(operator: Operator, sides: Sides, reals: Reals, note: Note): Value {
  switch (operator) {
    case '+':
      return add(sides, 1, reals, note);
    case '-':
      return add(sides, -1, reals, note);
    case '*':
    case 'of':
      return scaled(sides, 1, reals);
    case '/':
      return scaled(sides, -1, reals);
    case '^':
      return powered(sides, reals, note);
    case 'mod':
      return remainder(sides, reals, note);
    case 'off':
      return off(sides, reals, note);
  }
}

export const negate = (value: Value, reals: Reals): Value =>
  withImaginary({ ...value, amount: reals.negate(value.amount) }, reals.negate(value.imaginary ?? ZERO), reals);

/** In the units in which it is shown. */
export const shownAmount = (value: Value, reals: Reals): Real =>
  value.scale ? value.amount : reals.divide(reals.divide(value.amount, factorOf(value.terms, reals)), value.shownAs?.size ?? ONE);
