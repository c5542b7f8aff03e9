import { CalculationError } from '../calculation-error.ts';
import { toRational } from '../rational.ts';
import type { Real, Reals } from '../real.ts';
import { assertSame, toValue, type Value } from '../value.ts';
import { type Call, type Calls, toPlain } from './call.ts';

const TWO = toRational(2n);

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
/** Of several numbers. */
export const STATISTICS: Calls = {
  abs: absolute,
  hypot: group('hypot', (amounts, reals) =>
    reals.root(
      total(
        amounts.map((amount) => reals.power(amount, TWO)),
        reals,
      ),
      2,
    ),
  ),
  max: group('max', (amounts, reals) => amounts.reduce((a, b) => (reals.compare(a, b) < 0 ? b : a))),
  mean: group('mean', mean),
  median: group('median', median),
  min: group('min', (amounts, reals) => amounts.reduce((a, b) => (reals.compare(a, b) > 0 ? b : a))),
  std: (values, reals, note) => {
    note('the standard deviation of a sample (n − 1)');
    return together(values, 'std', (amounts) => reals.root(variance(amounts, reals), 2));
  },
  sum: group('sum', total),
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
