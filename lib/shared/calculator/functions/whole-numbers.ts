import { CalculationError } from '../calculation-error.ts';
import { greatestDivisor, toRational } from '../rational.ts';
import { toValue, type Value } from '../value.ts';
import { type Call, type Calls, toInteger, toPlain } from './call.ts';

/** Cost grows with the value of these arguments. */
const MAX_COUNT = 1_000;

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

const whole =
  (name: string, use: (a: bigint, b: bigint) => bigint): Call =>
  (values) => {
    const numbers = values.map((value) => toInteger(value, name));
    return toValue(toRational(numbers.reduce(use)));
  };

const sign: Call = ([value], reals) => toValue(toRational(BigInt(reals.compare(toPlain(value, 'sign'), toRational(0n)))));

/** Of whole numbers. */
export const WHOLE_NUMBERS: Calls = {
  combinations: (values) => choose(values, 'a combination', false),
  factorial: ([value]) => factorial(value as Value),
  gcd: whole('gcd', greatestDivisor),
  lcm: whole('lcm', (a, b) => (a === 0n || b === 0n ? 0n : greatestDivisor((a / greatestDivisor(a, b)) * b, 0n))),
  ncr: (values) => choose(values, 'a combination', false),
  npr: (values) => choose(values, 'a permutation', true),
  permutations: (values) => choose(values, 'a permutation', true),
  sign,
};
