import { CalculationError } from '../calculation-error.ts';
import { isPlain, raise } from '../dimensions.ts';
import { toRational } from '../rational.ts';
import type { Reals } from '../real.ts';
import { dimensionsOf, toValue, type Value } from '../value.ts';
import { type Call, type Calls, toInteger } from './call.ts';

const MAX_DEGREE = 1_000;

function rootOfValue(value: Value, degree: number, reals: Reals): Value {
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
  if (!values[0] || degree < 1 || degree > MAX_DEGREE) throw new CalculationError('value', `roots from 1 to ${MAX_DEGREE}`);
  return rootOfValue(values[0], degree, reals);
}

const power =
  (degree: bigint): Call =>
  ([value], reals) => {
    if (!value || value.scale || value.imaginary) throw new CalculationError('value', 'a power needs a number');
    const terms = value.terms.map((term) => ({ ...term, power: term.power * Number(degree) }));
    return { amount: reals.power(value.amount, toRational(degree)), terms, dimensions: raise(value.dimensions, Number(degree)) };
  };

/** Powers and roots, of units too. */
export const POWERS: Calls = {
  cbrt: ([value], reals) => nthRoot([value as Value, toValue(toRational(3n))], reals),
  cube: power(3n),
  nthroot: nthRoot,
  root: nthRoot,
  sqrt: ([value], reals) => nthRoot([value as Value], reals),
  square: power(2n),
};
