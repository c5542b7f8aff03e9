import { CalculationError } from './calculation-error.ts';
import { combine, type Dimensions, isSame, NO_DIMENSIONS, raise } from './dimensions.ts';
import { parseRational } from './rational.ts';
import type { Real, Reals } from './real.ts';
import type { Term } from './syntax.ts';
import type { Unit } from './unit-table.ts';

/** What an expression comes to. */
export type Value = {
  /** In base units; for a point of a scale (`20 °C`) in degrees of that scale. */
  amount: Real;
  /** The part times √-1, of a number without units. */
  imaginary?: Real;
  /** In which it is shown. */
  terms: readonly Term[];
  dimensions: Dimensions;
  /** A percentage: taken of what it is added to. */
  isShare?: boolean;
  /** What it was converted to: how that was written, and its size in `terms` (the 100 of `L/100 km`). */
  shownAs?: { label: string; size: Real };
  /** A temperature on its scale, not a difference of two. */
  scale?: Unit;
};

export const toValue = (amount: Real): Value => ({ amount, terms: [], dimensions: NO_DIMENSIONS });

export const dimensionsOf = (terms: readonly Term[]): Dimensions =>
  terms.reduce((sum, { unit, power }) => combine(sum, raise(unit.dimensions, power)), NO_DIMENSIONS);

export function factorOf(terms: readonly Term[], reals: Reals): Real {
  return terms.reduce<Real>((product, { unit, power }) => {
    const pi = unit.pi === 0 ? unit.factor : reals.multiply(unit.factor, reals.power(reals.pi(), parseRational(String(unit.pi))));
    return reals.multiply(product, reals.power(pi, parseRational(String(power))));
  }, parseRational('1'));
}

/** Units of one kind become one: the hours of `km/h` times `min` are hours. */
export function mergeTerms(a: readonly Term[], b: readonly Term[], sign: 1 | -1): Term[] {
  const merged = [...a];
  for (const { unit, power } of b) {
    const at = merged.findIndex((term) => isSame(term.unit.dimensions, unit.dimensions));
    const known = merged[at];
    if (!known) merged.push({ unit, power: power * sign });
    else if (known.power + power * sign === 0) merged.splice(at, 1);
    else merged[at] = { unit: known.unit, power: known.power + power * sign };
  }
  return merged;
}

export const sayUnits = (terms: readonly Term[]): string => {
  const say = ({ unit, power }: Term, size: number) =>
    unit.name + (Math.abs(power) === 1 && size > 0 ? '' : `^${size > 0 ? Math.abs(power) : power}`);
  const above = terms.filter(({ power }) => power > 0).map((term) => say(term, 1));
  const below = terms.filter(({ power }) => power < 0);
  if (above.length === 0) return `per ${below.map((term) => say(term, 1)).join(' per ')}`;
  return [above.join('·'), ...below.map((term) => say(term, 1))].join('/');
};

export const sayKind = (value: Value) => (value.terms.length === 0 ? 'a number without a unit' : sayUnits(value.terms));

export function assertSame(a: Value, b: Value): void {
  if (!isSame(a.dimensions, b.dimensions)) {
    throw new CalculationError('value', `${sayKind(a)} and ${sayKind(b)} cannot be combined`);
  }
}
