import { isSame } from './dimensions.ts';
import { rational, toRational } from './rational.ts';
import { FORMS, type Node, type Term } from './syntax.ts';
import { type TokenReader, textOf } from './token-reader.ts';
import type { Token } from './tokens.ts';
import { findUnit, type Unit } from './unit-table.ts';

const SCALES: Readonly<Record<string, bigint>> = {
  hundred: 100n,
  thousand: 1_000n,
  million: 1_000_000n,
  billion: 1_000_000_000n,
  trillion: 1_000_000_000_000n,
};
export const CONVERSIONS: ReadonlySet<string> = new Set(['to', 'in', 'into', 'as', '->']);
const MAX_UNIT_POWER = 20n;
const INCH = findUnit('inch') as Unit;
const FOOT = findUnit('ft') as Unit;
const HOUR = findUnit('h') as Unit;
const STONE = findUnit('st') as Unit;
const POUND = findUnit('lb') as Unit;
const MINUTE = findUnit('min') as Unit;

/** People leave out the smaller unit: `5 ft 11`. */
const IMPLIED = [
  { larger: FOOT, smaller: INCH, reading: 'a number behind feet without a unit is read as inches' },
  { larger: HOUR, smaller: MINUTE, reading: 'a number behind hours without a unit is read as minutes' },
  { larger: STONE, smaller: POUND, reading: 'a number behind stone without a unit is read as pounds' },
];

const isSameUnit = (a: Unit, b: Unit) => isSame(a.dimensions, b.dimensions) && rational.compare(a.factor, b.factor) === 0;

/** Reads numbers and amounts with units: `2.5 million`, `1/2 cup`, `5 ft 11 in`. */
export function createMeasureReader(reader: TokenReader) {
  const { peek, take, said, note, fail } = reader;

  const isUnit = (token: Token) => token.kind === 'unit' || textOf(token) === 'in';

  /** "in" behind a number is the inch where nothing follows that it could convert to. */
  function isInch(ahead: number): boolean {
    const next = peek(ahead + 1);
    if (textOf(peek(ahead)) !== 'in') return false;
    return textOf(next) === 'in' || (!isUnit(next) && FORMS[textOf(next)] === undefined);
  }

  function takeUnit(): Unit {
    const token = take();
    return token.kind === 'unit' ? token.unit : INCH;
  }

  /** A unit to the power that stands behind it. */
  function readTerm(): Term {
    const unit = takeUnit();
    const word = textOf(peek());
    if (word === 'squared' || word === 'cubed') {
      take();
      return { unit, power: word === 'squared' ? 2 : 3 };
    }
    const sign = textOf(peek(1)) === '-' ? -1 : 1;
    const exponent = peek(sign < 0 ? 2 : 1);
    const isPower = word === '^' && exponent.kind === 'number' && rational.isInteger(exponent.value);
    if (!isPower || exponent.value.top > MAX_UNIT_POWER) return { unit, power: 1 };
    take(sign < 0 ? 3 : 2);
    return { unit, power: sign * Number(exponent.value.top) };
  }

  function readNumber(): (Node & { type: 'number' }) | null {
    const before = reader.previous();
    const start = peek();
    if (start.kind !== 'number') return null;
    let { value } = start;
    take();
    const unit = peek();
    if (start.isClock && !(unit.kind === 'unit' && isSame(unit.unit.dimensions, HOUR.dimensions))) fail();
    // `1/2 cup` is half a cup.
    const bottom = peek(1);
    const isGlued = textOf(peek()) === '/' && peek().at === start.end && bottom.at === peek().end && before?.kind !== 'sign';
    if (isGlued && bottom.kind === 'number' && (peek(2).kind === 'unit' || isInch(2))) {
      value = rational.divide(value, bottom.value);
      take(2);
      note(`${said(start)} is read as a fraction`);
    }
    for (let scale = SCALES[textOf(peek())]; scale !== undefined; scale = SCALES[textOf(peek())]) {
      value = rational.multiply(value, toRational(scale));
      take();
    }
    return { type: 'number', value, text: said(start) };
  }

  /** What may follow an amount in `before`, and adds to it. */
  function takeSmallerUnit(before: Unit): Unit | null {
    const token = peek();
    if (isUnit(token) && (token.kind === 'unit' || isInch(0))) {
      const unit = token.kind === 'unit' ? token.unit : INCH;
      // In `2h30m` the m are minutes.
      const read = unit.name === 'm' && isSame(before.dimensions, HOUR.dimensions) ? MINUTE : unit;
      if (!isSame(read.dimensions, before.dimensions) || rational.compare(read.factor, before.factor) >= 0) return null;
      take();
      return read;
    }
    const implied = IMPLIED.find(({ larger }) => isSameUnit(before, larger));
    if (!implied || !(token.kind === 'end' || CONVERSIONS.has(textOf(token)))) return null;
    note(implied.reading);
    return implied.smaller;
  }

  /** An amount with its unit, or several that add up; a number where no unit follows; `null` where no number stands. */
  function readMeasure(): Node | null {
    const start = peek();
    const first = readNumber();
    if (!first || (peek().kind !== 'unit' && !isInch(0))) return first;
    const parts = [{ amount: first.value, term: readTerm() }];
    for (;;) {
      const { term } = parts.at(-1) as (typeof parts)[number];
      const place = reader.place();
      if (textOf(peek()) === 'and' && peek(1).kind === 'number') take();
      const next = term.power === 1 ? readNumber() : null;
      const unit = next && takeSmallerUnit(term.unit);
      if (!unit) {
        reader.backTo(place);
        return { type: 'measure', parts, text: said(start) };
      }
      parts.push({ amount: next.value, term: { unit, power: 1 } });
    }
  }

  return { isUnit, takeUnit, readTerm, readNumber, readMeasure };
}
