import { readOrdinal, readWhole } from './counts.ts';
import { readMonth, readWeekday } from './names.ts';
import { type Rule, WEEKDAY_CODES, WEEKEND, WORKDAYS } from './rule.ts';
import { after, afterAny, type Read, type Reader, type Scope, skip, wordAt } from './scope.ts';

type Days = Partial<Pick<Rule, 'byDay' | 'byMonthDay' | 'bySetPos'>>;

/** Behind `,`, `and`, `or`, `&`: more of the same list. */
function nextOfList(scope: Scope, at: number): number {
  const comma = skip(scope, at, [',', '/']);
  return skip(scope, skip(scope, comma, ['and', '&', 'plus']), ['on', 'every', 'each']);
}

const codesBetween = (from: number, to: number) =>
  Array.from({ length: ((to - from + 7) % 7) + 1 }, (_none, index) => WEEKDAY_CODES[(from + index) % 7] as string);

export type WeekdayList = { codes: string[]; isPlural: boolean; count: number };

/** `Monday, Wednesday and Friday`, `Mon-Fri`, `Saturdays`, `weekdays`. */
export const readWeekdays: Reader<WeekdayList> = (scope, at) => {
  const group = readGroup(scope, at);
  if (group) return group;
  const first = readWeekday(scope, at);
  if (!first) return null;
  const to = afterAny(scope, first.end, ['to', '-', 'through', 'thru', 'until', 'till']);
  const last = to === null ? null : readWeekday(scope, to);
  if (last) {
    const codes = codesBetween(first.value.weekday, last.value.weekday);
    return { value: { codes, isPlural: first.value.isPlural, count: codes.length }, end: last.end };
  }
  const codes = [WEEKDAY_CODES[first.value.weekday] as string];
  let { end } = first;
  let { isPlural } = first.value;
  for (;;) {
    const next = readWeekday(scope, nextOfList(scope, end));
    // "Mon Wed Fri" needs no marks between.
    if (!next || (isPlural && !next.value.isPlural)) break;
    codes.push(WEEKDAY_CODES[next.value.weekday] as string);
    isPlural ||= next.value.isPlural;
    ({ end } = next);
  }
  return { value: { codes, isPlural, count: new Set(codes).size }, end };
};

const GROUPS: readonly [phrase: string, codes: readonly string[]][] = [
  ['weekend days', WEEKEND],
  ['weekend day', WEEKEND],
  ['weekends', WEEKEND],
  ['weekend', WEEKEND],
  ['week-ends', WEEKEND],
  ['working days', WORKDAYS],
  ['working day', WORKDAYS],
  ['business days', WORKDAYS],
  ['business day', WORKDAYS],
  ['work days', WORKDAYS],
  ['work day', WORKDAYS],
  ['week days', WORKDAYS],
  ['week day', WORKDAYS],
  ['weekdays', WORKDAYS],
  ['weekday', WORKDAYS],
  ['workdays', WORKDAYS],
  ['workday', WORKDAYS],
  ['school days', WORKDAYS],
  ['school day', WORKDAYS],
];

function readGroup(scope: Scope, at: number): Read<WeekdayList> | null {
  for (const [phrase, codes] of GROUPS) {
    const end = after(scope, at, phrase);
    if (end !== null) return { value: { codes: [...codes], isPlural: phrase.endsWith('s'), count: codes.length }, end };
  }
  return null;
}

/** `last`, `first`, `2nd`, `second to last`, `penultimate`. */
function readPosition(scope: Scope, at: number): Read<number> | null {
  if (wordAt(scope, at) === 'last' || wordAt(scope, at) === 'final') return { value: -1, end: at + 1 };
  if (wordAt(scope, at) === 'penultimate') return { value: -2, end: at + 1 };
  const ordinal = readOrdinal(scope, at);
  const toLast = ordinal && (afterAny(scope, ordinal.end, ['to last', '- to - last', 'last']) ?? null);
  return ordinal && toLast !== null ? { value: -ordinal.value, end: toLast } : ordinal;
}

/** `the first Monday`, `2nd and 4th Thursday`, `the 1st and 15th`, `the last day`, `the last working day`. */
export const readDaysOfMonth: Reader<Days> = (scope, at) => {
  const positions: number[] = [];
  let end = skip(scope, at, ['the', 'day']);
  for (;;) {
    const position = readPosition(scope, positions.length === 0 ? end : skip(scope, nextOfList(scope, end), ['the']));
    if (!position) break;
    positions.push(position.value);
    ({ end } = position);
  }
  if (positions.length === 0) {
    // "day 15 of every month"
    const day = wordAt(scope, end - 1) === 'day' ? readWhole(scope, end) : null;
    return day && day.value >= 1 && day.value <= 31 ? { value: { byMonthDay: [day.value] }, end: day.end } : null;
  }
  const isWorkday = readGroup(scope, end);
  if (isWorkday && !isWorkday.value.isPlural && isWorkday.value.codes.length === 5) {
    return { value: { byDay: WORKDAYS, bySetPos: positions }, end: isWorkday.end };
  }
  if (isWorkday && !isWorkday.value.isPlural) return null;
  if (/^days?$/.test(wordAt(scope, end))) return { value: { byMonthDay: positions }, end: end + 1 };
  const weekday = readWeekday(scope, end);
  if (weekday) {
    if (positions.some((position) => Math.abs(position) > 5)) return null;
    const code = WEEKDAY_CODES[weekday.value.weekday] as string;
    return { value: { byDay: positions.map((position) => `${position}${code}`) }, end: weekday.end };
  }
  if (readMonth(scope, skip(scope, end, ['of'])) !== null) return null;
  return positions.every((position) => position >= 1 && position <= 31) ? { value: { byMonthDay: positions }, end } : null;
};
