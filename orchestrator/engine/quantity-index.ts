import { compareQuantities, DURATIONS, MONTH_TOLERANCE, type Quantity, toSeconds } from './quantities/quantity.ts';
import type { Clause } from './support-clauses.ts';

/** Where a source has a number: as it is said, and rounded. */
export type Places = { same: ReadonlySet<Clause>; near: ReadonlySet<Clause> };
export type QuantityIndex = { find(quantity: Quantity): Places };

type Entry = { value: number; quantity: Quantity; clause: Clause };

/** A limit reaches further than a rounded number. */
const REACH = 0.36;
/** What is beyond is no number that a person can look up. */
const MAX_CANDIDATES = 2_000;

/** Months are found among days too. */
const toComparable = (quantity: Quantity): readonly number[] =>
  quantity.kind === 'months' ? [...quantity.values, ...toSeconds(quantity)] : quantity.values;

function firstFrom(entries: readonly Entry[], value: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as Entry).value < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* within(entries: readonly Entry[], from: number, to: number): Generator<Entry> {
  for (let at = firstFrom(entries, from); at < entries.length; at += 1) {
    const entry = entries[at] as Entry;
    if (entry.value > to) return;
    yield entry;
  }
}

const keyOf = ({ kind, values, written, text, step, bound }: Quantity) =>
  JSON.stringify([kind, values, written, text, step, bound]);

/** Finds numbers by value in logarithmic time: a source may have thousands, and so may an answer. */
export function createQuantityIndex(clauses: readonly Clause[]): QuantityIndex {
  const byValue: Entry[] = [];
  const byWritten: Entry[] = [];
  const dates: Entry[] = [];
  const labels = new Map<string, Entry[]>();
  for (const clause of clauses) {
    for (const quantity of clause.quantities) {
      for (const value of toComparable(quantity)) byValue.push({ value, quantity, clause });
      for (const value of quantity.written) byWritten.push({ value, quantity, clause });
      const entry = { value: 0, quantity, clause };
      if (quantity.date) dates.push(entry);
      else if (quantity.text !== '') {
        const same = labels.get(quantity.text);
        if (same) same.push(entry);
        else labels.set(quantity.text, [entry]);
      }
    }
  }
  byValue.sort((a, b) => a.value - b.value);
  byWritten.sort((a, b) => a.value - b.value);
  const known = new Map<string, Places>();

  function* candidates(quantity: Quantity): Generator<Entry> {
    yield* labels.get(quantity.text) ?? [];
    if (quantity.date || /^[12]\d{3}$/.test(quantity.text)) yield* dates;
    // A date may be said of a year that stands alone.
    if (quantity.date?.year !== undefined) yield* within(byWritten, quantity.date.year, quantity.date.year);
    const unit = (quantity.values[0] ?? 0) / (quantity.written[0] || 1) || 1;
    const lists = [
      [toComparable(quantity), byValue, quantity.step],
      [quantity.written, byWritten, quantity.step / Math.abs(unit)],
    ] as const;
    for (const [values, entries, step] of lists) {
      for (const value of values) {
        const width = Math.max(
          step,
          Math.abs(value) * (quantity.bound ? REACH : DURATIONS.has(quantity.kind) ? MONTH_TOLERANCE : 1e-6),
        );
        yield* within(entries, value - width, value + width);
      }
    }
  }

  function find(quantity: Quantity): Places {
    const key = keyOf(quantity);
    const found = known.get(key);
    if (found) return found;
    const places = { same: new Set<Clause>(), near: new Set<Clause>() };
    let looked = 0;
    for (const { quantity: other, clause } of candidates(quantity)) {
      if (looked++ > MAX_CANDIDATES) break;
      const likeness = compareQuantities(quantity, other);
      if (likeness === 'same' || likeness === 'near') places[likeness].add(clause);
    }
    known.set(key, places);
    return places;
  }

  return { find };
}
