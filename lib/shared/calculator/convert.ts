import { shownAmount, toDifference, toKelvins } from './arithmetic.ts';
import { CalculationError } from './calculation-error.ts';
import { combine, isPlain, isSame, NO_DIMENSIONS } from './dimensions.ts';
import type { Note } from './functions/call.ts';
import { rational, toRational } from './rational.ts';
import { isExact, type Real, type Reals } from './real.ts';
import type { Term } from './syntax.ts';
import { findUnit, type Unit } from './unit-table.ts';
import { dimensionsOf, factorOf, sayKind, type Value } from './value.ts';

const ONE = toRational(1n);
const OUNCE = findUnit('oz') as Unit;
const FLUID_OUNCE = findUnit('fl oz') as Unit;

/** A temperature on another scale. */
function toScale(value: Value, target: Unit, term: Term, reals: Reals): Value {
  const kelvins = value.scale ? toKelvins(value, value.scale, reals) : value.amount;
  const amount = reals.divide(reals.subtract(kelvins, target.zero ?? toRational(0n)), target.factor);
  if (reals.compare(kelvins, toRational(0n)) < 0) throw new CalculationError('value', 'that is below absolute zero');
  return { amount, terms: [term], dimensions: value.dimensions, scale: target };
}

/** One turn is one cycle: an angle in a speed of rotation counts turns. A number alone is an angle in radians. */
function withoutAngle(value: Value, target: Value, reals: Reals, note: Note): Value | null {
  const difference = combine(value.dimensions, target.dimensions, -1);
  const turns = difference.radian ?? 0;
  if (turns === 0 || !isPlain(combine(difference, { radian: turns }, -1))) return null;
  if (isPlain(value.dimensions)) {
    note('a number is read as an angle in radians');
    return value;
  }
  note('one turn is one cycle');
  const turn = reals.multiply(reals.pi(), toRational(2n));
  return {
    ...value,
    amount: reals.divide(value.amount, reals.power(turn, toRational(BigInt(turns)))),
    dimensions: target.dimensions,
  };
}

const isOunce = ({ unit }: Term) =>
  isSame(unit.dimensions, OUNCE.dimensions) && rational.compare(unit.factor, OUNCE.factor) === 0;

/** Ounces of a liquid are fluid ounces. */
function asFluid(value: Value, reals: Reals): Value | null {
  if (!value.terms.some(isOunce)) return null;
  const terms = value.terms.map((term) => (isOunce(term) ? { ...term, unit: FLUID_OUNCE } : term));
  return { amount: reals.multiply(shownAmount(value, reals), factorOf(terms, reals)), terms, dimensions: dimensionsOf(terms) };
}

/** The same in other units. The reciprocal where that is what is asked for: miles per gallon in litres per 100 km. */
export function convertTo(source: Value, target: Value, label: string, reals: Reals, note: Note): Value {
  const [term] = target.terms;
  const scale =
    target.terms.length === 1 && term?.power === 1 && reals.compare(target.amount, term.unit.factor) === 0
      ? term.unit
      : undefined;
  if (scale?.zero && term && isSame(source.dimensions, target.dimensions)) {
    if (source.scale) return toScale(source, scale, term, reals);
    note('a difference of temperatures, not a temperature');
  }
  const value = toDifference(source, reals);
  if (value.imaginary) throw new CalculationError('value', 'a complex number has no unit');
  const size = shownAmount(target, reals);
  const shown = { terms: target.terms, dimensions: target.dimensions, shownAs: { label, size } };
  if (isSame(value.dimensions, target.dimensions)) return { ...shown, amount: value.amount };
  if (isSame(combine(NO_DIMENSIONS, value.dimensions, -1), target.dimensions) && value.terms.some(({ power }) => power > 0)) {
    note(`${sayKind(value)} is turned over for ${label}`);
    return { ...shown, amount: reals.divide(ONE, value.amount) };
  }
  const fluid = asFluid(value, reals) ?? value;
  const fluidTarget = asFluid(target, reals) ?? target;
  if ((fluid !== value || fluidTarget !== target) && isSame(fluid.dimensions, fluidTarget.dimensions)) {
    note('ounces of a volume are read as US fluid ounces (29.5735295625 mL)');
    const { terms, dimensions } = fluidTarget;
    return { amount: fluid.amount, terms, dimensions, shownAs: { label, size } };
  }
  const other = withoutAngle(value, target, reals, note);
  const isMoney = [value, target].every(({ terms: [first] }) => first?.unit.isCurrency);
  if (!other && isMoney) throw new CalculationError('value', 'exchange rates change and are not known here');
  if (!other) throw new CalculationError('value', `${sayKind(value)} cannot be converted to ${label}`);
  return { ...shown, amount: other.amount };
}

/** 12 inches make a foot; knots make no mile per hour. */
export const areParts = (units: readonly Unit[]): boolean =>
  units.every(({ factor }, index) => {
    const larger = units[index - 1];
    return !larger || (rational.isInteger(rational.divide(larger.factor, factor)) && rational.compare(larger.factor, factor) > 0);
  });

/** In several units of one kind, whole numbers of all but the last: 5 feet 11 inches. In each of them where they are no parts of each other. */
export function splitInto(value: Value, units: readonly Unit[], reals: Reals): { amount: Real; unit: Unit }[] {
  const isParted = areParts(units);
  const isNegative = reals.compare(value.amount, toRational(0n)) < 0;
  let rest = isNegative ? reals.negate(value.amount) : value.amount;
  return units.map((unit, index) => {
    if (!isSame(unit.dimensions, value.dimensions) || value.scale) {
      throw new CalculationError('value', `${sayKind(value)} cannot be converted to ${unit.name}`);
    }
    const factor = factorOf([{ unit, power: 1 }], reals);
    const amount = reals.divide(rest, factor);
    const part = !isParted || index === units.length - 1 ? amount : reals.floor(amount);
    if (isParted) rest = reals.subtract(rest, reals.multiply(part, factor));
    return { unit, amount: isNegative ? reals.negate(part) : part };
  });
}

/** A whole number in another base. */
export function inBase(value: Value, base: 2 | 8 | 16): string {
  if (!isExact(value.amount) || !rational.isInteger(value.amount) || !isPlain(value.dimensions) || value.imaginary) {
    throw new CalculationError('value', 'only whole numbers are written in another base');
  }
  const digits = value.amount.top.toString(base).toUpperCase();
  return `${digits.startsWith('-') ? '-' : ''}${{ 2: '0b', 8: '0o', 16: '0x' }[base]}${digits.replace('-', '')}`;
}
