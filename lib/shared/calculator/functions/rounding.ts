import { CalculationError } from '../calculation-error.ts';
import { parseRational, rational, toRational } from '../rational.ts';
import type { Real, Reals } from '../real.ts';
import { factorOf, type Value } from '../value.ts';
import { type Call, type Calls, toInteger } from './call.ts';

const MAX_PLACES = 1_000;
const ONE = toRational(1n);

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

/** To so many places; without a number, to a whole one. */
export const ROUNDING: Calls = {
  ceil: rounding('ceil'),
  fix: rounding('fix'),
  floor: rounding('floor'),
  round: rounding('round'),
};
