import { combine, type Dimensions, NO_DIMENSIONS, raise } from './dimensions.ts';
import { parseRational, powerOf, type Rational, rational, toRational } from './rational.ts';
import { CURRENCIES, METRIC, TEMPERATURES, UNITS } from './unit-definitions.ts';

export type Unit = {
  /** As it is shown. */
  name: string;
  dimensions: Dimensions;
  /** In base units, times π to the power `pi`. */
  factor: Rational;
  pi: number;
  /** Kelvins at its zero, where it is a scale of temperature. */
  zero?: Rational;
  /** How its name was read, where people mean different things by it. */
  note?: string;
  isCurrency?: boolean;
};

const PREFIXES: Readonly<Record<string, readonly [name: string, power: number]>> = {
  p: ['pico', -12],
  n: ['nano', -9],
  µ: ['micro', -6],
  m: ['milli', -3],
  c: ['centi', -2],
  d: ['deci', -1],
  h: ['hecto', 2],
  k: ['kilo', 3],
  M: ['mega', 6],
  G: ['giga', 9],
  T: ['tera', 12],
  P: ['peta', 15],
};

const ONE = toRational(1n);
const exact = new Map<string, Unit>();
const spoken = (name: string) => name.replaceAll('_', ' ');

const parseFraction = (text: string): Rational =>
  text
    .split('/')
    .map(parseRational)
    .reduce((a, b) => rational.divide(a, b));

type Scale = Pick<Unit, 'dimensions' | 'factor' | 'pi'>;

/** `9.8 kg m/s^2`: an amount, then units with powers; what follows a slash divides. */
function readScale(definition: string): Scale {
  let scale: Scale = { factor: ONE, dimensions: NO_DIMENSIONS, pi: 0 };
  // A slash between digits belongs to the amount.
  for (const part of definition.split(/(?=\/[a-zA-Z])| /)) {
    const isAmount = /^[\d.]/.test(part);
    const [name = '', exponent = '1'] = part.replace(/^\//, '').split('^');
    const power = (part.startsWith('/') ? -1 : 1) * Number(exponent);
    const unit = isAmount ? { factor: parseFraction(part), dimensions: NO_DIMENSIONS, pi: 0 } : scaleOf(name);
    scale = {
      factor: rational.multiply(scale.factor, powerOf(unit.factor, BigInt(power)) ?? ONE),
      dimensions: combine(scale.dimensions, raise(unit.dimensions, power)),
      pi: scale.pi + unit.pi * power,
    };
  }
  return scale;
}

function scaleOf(name: string): Scale {
  if (name.endsWith('_base')) return { factor: ONE, dimensions: { [name.replace('_base', '')]: 1 }, pi: 0 };
  if (name === 'half_turn') return { factor: ONE, dimensions: { radian: 1 }, pi: 1 };
  const known = exact.get(spoken(name));
  if (!known) throw new Error(`no unit ${name}`);
  return known;
}

/** A unit is shown by the name that was used, unless there is one sign for all of them. */
function define(names: string, unit: Omit<Unit, 'name'>, sign?: string): void {
  const list = names.split(' ').filter(Boolean).map(spoken);
  for (const name of list) if (!exact.has(name)) exact.set(name, { ...unit, name: sign ?? name });
}

function defineMetric(line: string): void {
  const [left = '', definition = '', note = ''] = line.split('=').map((part) => part.trim());
  const [symbols = '', names = '', prefixes = ''] = left.split('|').map((part) => part.trim());
  const unit = readScale(definition);
  define(`${symbols} ${names}`, unit);
  for (const letter of prefixes) {
    const [word, power] = PREFIXES[letter] ?? ['', 0];
    const scaled = {
      ...unit,
      ...(note === '' ? {} : { note }),
      factor: rational.multiply(unit.factor, parseRational(`1e${power}`)),
    };
    const withPrefix = (prefix: string, list: string) =>
      list
        .split(' ')
        .filter(Boolean)
        .map((name) => prefix + name)
        .join(' ');
    define(`${withPrefix(letter, symbols)} ${withPrefix(word, names)}`, scaled);
    if (letter === 'µ') define(`${withPrefix('u', symbols)} ${withPrefix('μ', symbols)}`, scaled);
  }
}

for (const line of METRIC) defineMetric(line);
for (const [names, is, note] of UNITS) define(names, { ...readScale(is), ...(note === undefined ? {} : { note }) });
for (const [names, size, zero] of TEMPERATURES) {
  const at = zero
    .split('-')
    .map(parseFraction)
    .reduce((a, b) => rational.subtract(a, b));
  define(names, { factor: parseFraction(size), dimensions: { kelvin: 1 }, pi: 0, zero: at }, names.split(' ')[0]);
}
for (const names of CURRENCIES) {
  const [first = ''] = names.split(' ');
  define(names, { factor: ONE, dimensions: { [first]: 1 }, pi: 0, isCurrency: true }, first);
}

/** By names in lower case; `null` where two of different size share one, as mW and MW. */
const loose = new Map<string, Unit | null>();
for (const [name, unit] of exact) {
  const key = name.toLowerCase();
  const other = loose.get(key);
  const isOther = other !== undefined && (other === null || rational.compare(other.factor, unit.factor) !== 0);
  loose.set(key, exact.get(key) ?? (isOther ? null : (other ?? unit)));
}

/** The unit of a name; `ambiguous` where only capitals would tell which. */
export function findUnit(name: string): Unit | 'ambiguous' | undefined {
  const found = exact.get(name) ?? loose.get(name.toLowerCase());
  return found === null ? 'ambiguous' : found;
}

/** Words of the longest name. */
export const MAX_UNIT_WORDS = Math.max(...[...exact.keys()].map((name) => name.split(' ').length));
