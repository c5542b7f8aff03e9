import { CalculationError } from './calculation-error.ts';
import { isPlain, raise } from './dimensions.ts';
import { greatestDivisor, parseRational, rational, toRational } from './rational.ts';
import { isExact, type Real, type Reals } from './real.ts';
import { assertSame, dimensionsOf, factorOf, toValue, type Value } from './value.ts';

/** Cost grows with the value of these arguments. */
const MAX_COUNT = 1_000;
const MAX_PLACES = 1_000;

export type Note = (reading: string) => void;
type Call = (values: readonly Value[], reals: Reals, note: Note) => Value;

const ONE = toRational(1n);
const TWO = toRational(2n);

function toPlain(value: Value | undefined, name: string): Real {
  if (!value || !isPlain(value.dimensions) || value.imaginary) throw new CalculationError('value', `${name} needs plain numbers`);
  return value.amount;
}

function toInteger(value: Value | undefined, name: string): bigint {
  const amount = toPlain(value, name);
  if (!isExact(amount) || !rational.isInteger(amount)) throw new CalculationError('value', `${name} needs whole numbers`);
  return amount.top;
}

function toCount(value: Value | undefined, name: string): bigint {
  const count = toInteger(value, name);
  if (count < 0n) throw new CalculationError('value', `${name} needs numbers from 0`);
  if (count > MAX_COUNT) throw new CalculationError('limit', `${name} is limited to ${MAX_COUNT}`);
  return count;
}

export function factorial(value: Value): Value {
  let product = 1n;
  for (let n = toCount(value, 'a factorial'); n > 1n; n -= 1n) product *= n;
  return toValue(toRational(product));
}

function choose(values: readonly Value[], name: string, isOrdered: boolean): Value {
  const [n, k] = [toCount(values[0], name), toCount(values[1], name)];
  let result = k > n ? 0n : 1n;
  for (let i = 0n; i < k && result > 0n; i += 1n) result = isOrdered ? result * (n - i) : (result * (n - i)) / (i + 1n);
  return toValue(toRational(result));
}

/** In the unit in which it is shown. */
function inUnits(value: Value, reals: Reals, change: (amount: Real) => Real): Value {
  const factor = value.scale ? ONE : factorOf(value.terms, reals);
  return { ...value, amount: reals.multiply(change(reals.divide(value.amount, factor)), factor) };
}

function rounded(reals: Reals, amount: Real, places: number, mode: 'round' | 'floor' | 'ceil' | 'fix'): Real {
  const size = parseRational(`1e${places}`);
  const scaled = reals.multiply(amount, size);
  const isNegative = reals.compare(scaled, toRational(0n)) < 0;
  const half = toRational(1n, 2n);
  const absolute = isNegative ? reals.negate(scaled) : scaled;
  const up = (value: Real) => toRational(-reals.floor(reals.negate(value)).top);
  const away = mode === 'round' ? reals.floor(reals.add(absolute, half)) : reals.floor(absolute);
  const whole = mode === 'floor' ? reals.floor(scaled) : mode === 'ceil' ? up(scaled) : isNegative ? toRational(-away.top) : away;
  return rational.divide(whole, size);
}

const rounding =
  (mode: 'round' | 'floor' | 'ceil' | 'fix'): Call =>
  ([value, places], reals) => {
    if (!value || value.imaginary) throw new CalculationError('value', `${mode} needs a number`);
    const count = places ? Number(toInteger(places, mode)) : 0;
    if (Math.abs(count) > MAX_PLACES) throw new CalculationError('limit', `at most ${MAX_PLACES} places`);
    return inUnits(value, reals, (amount) => rounded(reals, amount, count, mode));
  };

/** Of several values of one kind; shown in the unit of the first. */
function together(values: readonly Value[], name: string, use: (amounts: Real[]) => Real): Value {
  const [first] = values;
  if (!first) throw new CalculationError('syntax', `${name} needs numbers`);
  for (const value of values) {
    assertSame(first, value);
    if (value.scale?.name !== first.scale?.name || value.imaginary)
      throw new CalculationError('value', `${name} needs values of one kind`);
  }
  const { isShare: _, ...shown } = first;
  return {
    ...shown,
    ...(values.every(({ isShare }) => isShare) ? { isShare: true } : {}),
    amount: use(values.map(({ amount }) => amount)),
  };
}

const group =
  (name: string, use: (amounts: Real[], reals: Reals) => Real): Call =>
  (values, reals) =>
    together(values, name, (amounts) => use(amounts, reals));

const total = (amounts: readonly Real[], reals: Reals) => amounts.reduce((sum, amount) => reals.add(sum, amount));
const mean = (amounts: readonly Real[], reals: Reals) => reals.divide(total(amounts, reals), toRational(BigInt(amounts.length)));

function variance(amounts: readonly Real[], reals: Reals): Real {
  const middle = mean(amounts, reals);
  if (amounts.length < 2) throw new CalculationError('value', 'a variance needs two numbers or more');
  const squares = amounts.map((amount) => reals.power(reals.subtract(amount, middle), TWO));
  return reals.divide(total(squares, reals), toRational(BigInt(amounts.length - 1)));
}

function median(amounts: readonly Real[], reals: Reals): Real {
  const sorted = amounts.toSorted(reals.compare);
  const at = sorted.length >> 1;
  const [low, high] = [sorted[at - 1], sorted[at] as Real];
  return sorted.length % 2 === 1 || !low ? high : reals.divide(reals.add(low, high), TWO);
}

/** An angle without a unit is in radians. */
function toAngle(value: Value | undefined, name: string, note: Note): Real {
  if (value && Object.keys(value.dimensions).join() === 'radian' && value.dimensions.radian === 1) return value.amount;
  note('angles without a unit are in radians');
  return toPlain(value, name);
}

const ratio =
  (name: 'sin' | 'cos' | 'tan', isInverse = false): Call =>
  ([value], reals, note) => {
    const angle = toAngle(value, name, note);
    if (name === 'tan' && reals.isZero(reals.apply('cos', angle)))
      throw new CalculationError('value', 'the tangent has no value there');
    const result = reals.apply(name, angle);
    return toValue(isInverse ? reals.divide(ONE, result) : result);
  };

const cotangent: Call = ([value], reals, note) => {
  const angle = toAngle(value, 'cot', note);
  return toValue(reals.divide(reals.apply('cos', angle), reals.apply('sin', angle)));
};

const plain =
  (name: Parameters<Reals['apply']>[0], reading?: string): Call =>
  ([value], reals, note) => {
    if (reading) note(reading);
    return toValue(reals.apply(name, toPlain(value, name)));
  };

export function rootOfValue(value: Value, degree: number, reals: Reals): Value {
  const terms = value.terms.map(({ unit, power }) => ({ unit, power: power / degree }));
  if (value.scale || value.imaginary || terms.some(({ power }) => !Number.isInteger(power))) {
    throw new CalculationError('value', 'there is no such root of that');
  }
  if (degree === 2 && isPlain(value.dimensions) && reals.compare(value.amount, toRational(0n)) < 0) {
    return { ...toValue(toRational(0n)), imaginary: reals.root(reals.negate(value.amount), 2) };
  }
  return { amount: reals.root(value.amount, degree), terms, dimensions: dimensionsOf(terms) };
}

function nthRoot(values: readonly Value[], reals: Reals): Value {
  const degree = values[1] ? Number(toInteger(values[1], 'a root')) : 2;
  if (!values[0] || degree < 1 || degree > MAX_COUNT) throw new CalculationError('value', `roots from 1 to ${MAX_COUNT}`);
  return rootOfValue(values[0], degree, reals);
}

const power =
  (degree: bigint): Call =>
  ([value], reals) => {
    if (!value || value.scale || value.imaginary) throw new CalculationError('value', 'a power needs a number');
    const terms = value.terms.map((term) => ({ ...term, power: term.power * Number(degree) }));
    return { amount: reals.power(value.amount, toRational(degree)), terms, dimensions: raise(value.dimensions, Number(degree)) };
  };

function logarithm(values: readonly Value[], reals: Reals, note: Note): Value {
  const [value, base] = values.map((each) => toPlain(each, 'log'));
  if (value === undefined) throw new CalculationError('syntax', 'log needs a number');
  if (base === undefined) {
    note('log is the natural logarithm; log10 and log2 have their own names');
    return toValue(reals.apply('ln', value));
  }
  return toValue(reals.divide(reals.apply('ln', value), reals.apply('ln', base)));
}

const whole =
  (name: string, use: (a: bigint, b: bigint) => bigint): Call =>
  (values) => {
    const numbers = values.map((value) => toInteger(value, name));
    return toValue(toRational(numbers.reduce(use)));
  };

const sign: Call = ([value], reals) => toValue(toRational(BigInt(reals.compare(toPlain(value, 'sign'), toRational(0n)))));

function absolute(values: readonly Value[], reals: Reals): Value {
  const [value] = values;
  if (value?.imaginary) {
    const squares = [value.amount, value.imaginary].map((part) => reals.power(part, TWO));
    return toValue(reals.root(total(squares, reals), 2));
  }
  return together(values, 'abs', ([amount]) =>
    reals.compare(amount as Real, toRational(0n)) < 0 ? reals.negate(amount as Real) : (amount as Real),
  );
}
/** How many values a function takes, where that is not any number. */
const COUNTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  atan2: [2, 2],
  combinations: [2, 2],
  ncr: [2, 2],
  permutations: [2, 2],
  npr: [2, 2],
  mod: [2, 2],
  pow: [2, 2],
  subtract: [2, 2],
  log: [1, 2],
  root: [1, 2],
  nthroot: [2, 2],
  round: [1, 2],
  floor: [1, 2],
  ceil: [1, 2],
  fix: [1, 2],
  gcd: [1, 500],
  hypot: [1, 500],
  lcm: [1, 500],
  max: [1, 500],
  mean: [1, 500],
  median: [1, 500],
  min: [1, 500],
  std: [1, 500],
  sum: [1, 500],
  variance: [1, 500],
};

export function assertCount(name: string, count: number): void {
  const [least, most] = COUNTS[name] ?? [1, 1];
  if (count < least || count > most) {
    throw new CalculationError(
      'syntax',
      `${name} takes ${least === most ? least : `${least} to ${most}`} value${most === 1 ? '' : 's'}`,
    );
  }
}

export const CALLS: Readonly<Record<string, Call>> = {
  abs: absolute,
  acos: plain('acos', 'the angle is in radians'),
  asin: plain('asin', 'the angle is in radians'),
  atan: plain('atan', 'the angle is in radians'),
  atan2: ([y, x], reals) => toValue(reals.atan2(toPlain(y, 'atan2'), toPlain(x, 'atan2'))),
  cbrt: ([value], reals) => nthRoot([value as Value, toValue(toRational(3n))], reals),
  ceil: rounding('ceil'),
  combinations: (values) => choose(values, 'a combination', false),
  cos: ratio('cos'),
  cosh: plain('cosh'),
  cot: cotangent,
  csc: ratio('sin', true),
  cube: power(3n),
  exp: plain('exp'),
  factorial: ([value]) => factorial(value as Value),
  fix: rounding('fix'),
  floor: rounding('floor'),
  gcd: whole('gcd', greatestDivisor),
  hypot: group('hypot', (amounts, reals) =>
    reals.root(
      total(
        amounts.map((amount) => reals.power(amount, TWO)),
        reals,
      ),
      2,
    ),
  ),
  lcm: whole('lcm', (a, b) => (a === 0n || b === 0n ? 0n : greatestDivisor((a / greatestDivisor(a, b)) * b, 0n))),
  ln: plain('ln'),
  log: logarithm,
  log10: plain('log10'),
  log2: plain('log2'),
  max: group('max', (amounts, reals) => amounts.reduce((a, b) => (reals.compare(a, b) < 0 ? b : a))),
  mean: group('mean', mean),
  median: group('median', median),
  min: group('min', (amounts, reals) => amounts.reduce((a, b) => (reals.compare(a, b) > 0 ? b : a))),
  ncr: (values) => choose(values, 'a combination', false),
  npr: (values) => choose(values, 'a permutation', true),
  nthroot: nthRoot,
  permutations: (values) => choose(values, 'a permutation', true),
  root: nthRoot,
  round: rounding('round'),
  sec: ratio('cos', true),
  sign,
  sin: ratio('sin'),
  sinh: plain('sinh'),
  sqrt: ([value], reals) => nthRoot([value as Value], reals),
  square: power(2n),
  std: (values, reals, note) => {
    note('the standard deviation of a sample (n − 1)');
    return together(values, 'std', (amounts) => reals.root(variance(amounts, reals), 2));
  },
  sum: group('sum', total),
  tan: ratio('tan'),
  tanh: plain('tanh'),
  variance: (values, reals, note) => {
    note('the variance of a sample (n − 1)');
    return toValue(
      variance(
        values.map((value) => toPlain(value, 'variance')),
        reals,
      ),
    );
  },
};
