import { CalculationError } from '../calculation-error.ts';
import { toRational } from '../rational.ts';
import type { Real, Reals } from '../real.ts';
import { toValue, type Value } from '../value.ts';
import { type Call, type Calls, type Note, toPlain } from './call.ts';

const ONE = toRational(1n);

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

function logarithm(values: readonly Value[], reals: Reals, note: Note): Value {
  const [value, base] = values.map((each) => toPlain(each, 'log'));
  if (value === undefined) throw new CalculationError('syntax', 'log needs a number');
  if (base === undefined) {
    note('log is the natural logarithm; log10 and log2 have their own names');
    return toValue(reals.apply('ln', value));
  }
  return toValue(reals.divide(reals.apply('ln', value), reals.apply('ln', base)));
}

/** Of angles, and logarithms. */
export const ANGLES: Calls = {
  acos: plain('acos', 'the angle is in radians'),
  asin: plain('asin', 'the angle is in radians'),
  atan: plain('atan', 'the angle is in radians'),
  atan2: ([y, x], reals) => toValue(reals.atan2(toPlain(y, 'atan2'), toPlain(x, 'atan2'))),
  cos: ratio('cos'),
  cosh: plain('cosh'),
  cot: cotangent,
  csc: ratio('sin', true),
  exp: plain('exp'),
  ln: plain('ln'),
  log: logarithm,
  log10: plain('log10'),
  log2: plain('log2'),
  sec: ratio('cos', true),
  sin: ratio('sin'),
  sinh: plain('sinh'),
  tan: ratio('tan'),
  tanh: plain('tanh'),
};
