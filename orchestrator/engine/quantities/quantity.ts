export type Bound = 'about' | 'most' | 'least';

/** A number as a text says it: with its unit, its precision and what it means. */
export type Quantity = {
  /** What it measures; `plain`: nothing is said. `label`: a version, code or number of a part, compared as it is written. */
  kind: string;
  /** In the base unit of its kind; more than one where the spelling leaves it open: `1.250`. */
  values: readonly number[];
  /** Without the unit. */
  written: readonly number[];
  /** Of a label or a date. */
  text: string;
  /** What the last written digit is worth, in the base unit. */
  step: number;
  /** What a word behind it multiplies it with: `million`. */
  scale?: number;
  /** `about`, or a limit: `at most 5`, `over 5`. */
  bound: Bound | null;
  /** A date as far as it is said. */
  date?: CalendarDate;
};

export type CalendarDate = { year?: number; month?: number; day?: number; isEitherOrder?: boolean };

/** `same`: says the same; `near`: the same when rounded; `other`: of the same kind and different; `apart`: of another kind. */
export type Likeness = 'same' | 'near' | 'other' | 'apart';

/** Units are converted in floating point. */
const EXACT = 1e-12;
/** "Over 200" is said of 214, not of 2,140. */
const REACH = 1.35;

const isEqual = (left: number, right: number) => Math.abs(left - right) <= EXACT * Math.max(Math.abs(left), Math.abs(right));

const isMoney = (kind: string) => kind.startsWith('money');

function isSwapped(left: CalendarDate, right: CalendarDate): boolean {
  if (!left.isEitherOrder && !right.isEitherOrder) return false;
  return left.day === right.month && left.month === right.day && left.year === right.year;
}

function compareDates(claim: CalendarDate, source: CalendarDate): Likeness {
  if (isSwapped(claim, source)) return 'same';
  let shared = 0;
  let isExtra = false;
  for (const part of ['year', 'month', 'day'] as const) {
    const [said, known] = [claim[part], source[part]];
    if (said === undefined) continue;
    if (known === undefined) isExtra = true;
    else if (said === known) shared += 1;
    else return 'other';
  }
  if (shared === 0) return 'apart';
  return isExtra ? 'near' : 'same';
}

/** A year is written like any number. */
function toDate({ kind, date, written, text }: Quantity): CalendarDate | null {
  if (date) return date;
  const [year = 0] = written;
  return kind === 'plain' && /^\d{4}$/.test(text) && year >= 1000 && year <= 2199 ? { year } : null;
}

const SECONDS_PER_MONTH = 30.437 * 86_400;
export const DURATIONS: ReadonlySet<string> = new Set(['time', 'months']);
/** A month has 28 to 31 days. */
export const MONTH_TOLERANCE = 0.04;

export const toSeconds = ({ kind, values }: Quantity) =>
  values.map((value) => value * (kind === 'months' ? SECONDS_PER_MONTH : 1));

function compareDurations(claim: Quantity, source: Quantity): Likeness {
  const [said, known] = [toSeconds(claim), toSeconds(source)];
  const isClose = said.some((one) => known.some((other) => Math.abs(one - other) <= MONTH_TOLERANCE * other));
  return isClose ? 'near' : 'other';
}

/** The values of both as they are compared, or `null` when they measure different things. */
function align(claim: Quantity, source: Quantity): readonly [readonly number[], readonly number[], step: number] | null {
  if (claim.kind === source.kind) return [claim.values, source.values, claim.step];
  const isPlain = (kind: string) => kind === 'plain' || kind === 'ordinal';
  const isUnsure = (kind: string) => isPlain(kind) || kind === 'money:XXX';
  const isOpen =
    isPlain(claim.kind) ||
    isPlain(source.kind) ||
    (isMoney(claim.kind) && isMoney(source.kind) && [claim, source].some(({ kind }) => isUnsure(kind)));
  const perWritten = (claim.values[0] ?? 0) === 0 ? 1 : (claim.written[0] ?? 0) / (claim.values[0] ?? 1);
  return isOpen ? [claim.written, source.written, claim.step * perWritten] : null;
}

/** Compares what a claim says with what a source says. */
export function compareQuantities(claim: Quantity, source: Quantity): Likeness {
  if (claim.kind === 'label' || source.kind === 'label') {
    if (claim.text === source.text) return 'same';
    return claim.kind === source.kind ? 'other' : 'apart';
  }
  const [claimDate, sourceDate] = [toDate(claim), toDate(source)];
  if (claim.date || source.date) return claimDate && sourceDate ? compareDates(claimDate, sourceDate) : 'apart';
  if (claim.kind !== source.kind && DURATIONS.has(claim.kind) && DURATIONS.has(source.kind))
    return compareDurations(claim, source);
  const aligned = align(claim, source);
  if (!aligned) return 'apart';
  const [said, known, step] = aligned;
  const some: Some = (test) => said.some((one) => known.some((other) => test(one, other)));
  if (some(isEqual)) return isOpposed(claim, source) ? 'other' : 'same';
  if (isWithin(claim, source, some)) return 'same';
  if (some((one, other) => isRounded(one, other, step, claim, source))) return claim.bound === 'about' ? 'same' : 'near';
  return claim.kind === source.kind || (isMoney(claim.kind) && isMoney(source.kind)) ? 'other' : 'apart';
}

type Some = (test: (one: number, other: number) => boolean) => boolean;

/** "Over 200" where the source says 214; two limits are the same or differ. */
function isWithin(claim: Quantity, source: Quantity, some: Some): boolean {
  if (source.bound !== null && source.bound !== 'about') return false;
  if (claim.bound === 'least') return some((one, other) => other > one && other <= one * REACH);
  return claim.bound === 'most' && some((one, other) => other < one && other * REACH >= one);
}

const isOpposed = (claim: Quantity, source: Quantity) =>
  claim.bound !== source.bound && [claim.bound, source.bound].every((bound) => bound === 'most' || bound === 'least');

/** The claim has fewer digits, and what was left out was rounded; with `about` zeros at the end count as left out. */
function isRounded(one: number, other: number, step: number, claim: Quantity, source: Quantity): boolean {
  const isFiner = step > source.step * 1.5 || claim.kind !== source.kind;
  if (Math.sign(one) !== Math.sign(other)) return false;
  const distance = Math.abs(one - other);
  if (claim.bound === 'about' && (source.bound !== 'about' || isFiner)) return distance <= step * 0.5001;
  // One digit alone says too little to be a rounded number.
  return isFiner && distance <= step * 0.5001 && Math.abs(one) >= step * 10 - EXACT;
}
