import { readOrdinal } from './counts.ts';
import { isBorder } from './function-words.ts';
import { readMonth, readWeekday } from './names.ts';
import { type Recurrence, type Rule, ruleOf, WEEKDAY_CODES } from './rule.ts';
import { readDaysOfMonth, readWeekdays } from './rule-days.ts';
import { readEveryLength } from './rule-lengths.ts';
import { readNarrower, readYearly } from './rule-narrowing.ts';
import { readAdverb, readPlural, readSeveral } from './rule-words.ts';
import { after, afterAny, firstOf, isTight, type Read, type Reader, type Scope, sayTokens, skip, wordAt } from './scope.ts';

const EVERY = [
  'once every',
  'once in every',
  'every single',
  'every',
  'each and every',
  'each',
  'once per',
  'once a',
  'once an',
  'per',
];
const OF_MONTH = [
  'of the month',
  'of every month',
  'of each month',
  'in the month',
  'of a month',
  'in every month',
  'in each month',
  'every month',
  'each month',
  'monthly',
  'per month',
  'a month',
];

type Found = Read<Recurrence>;

/** `every first Monday`, `every 15th`, `every 2nd and 4th Thursday of the month`. */
function everyDayOfMonth(scope: Scope, at: number): Found | null {
  const days = readDaysOfMonth(scope, at);
  if (!days) return null;
  const ofMonth = afterAny(scope, days.end, OF_MONTH);
  const first = days.value.byDay?.[0] ?? '';
  // "every second Tuesday" is every other one unless the month is named.
  if (ofMonth === null && (days.value.bySetPos || (days.value.byMonthDay && !isBorder(scope, days.end)))) return null;
  if (ofMonth === null && days.value.byMonthDay && wordAt(scope, days.end - 1) === 'day') return null;
  if (ofMonth === null && days.value.byMonthDay?.some((day) => day < 0)) return null;
  if (ofMonth === null && days.value.byDay?.length === 1 && /^[2-5]/.test(first)) {
    const interval = Number.parseInt(first, 10);
    const notes = [
      `I took “every ${sayTokens(scope, at, days.end)}” for every ${interval === 2 ? 'other' : `${interval} weeks on`} ${sayTokens(scope, days.end - 1, days.end)}.`,
    ];
    return { value: { rule: ruleOf('WEEKLY', { interval, byDay: [first.slice(-2)] }) }, end: days.end, notes };
  }
  return { value: { rule: ruleOf('MONTHLY', days.value) }, end: ofMonth ?? days.end };
}

/** `every 3 May`, `every 24 December`, `every January`, `every Friday the 13th`. */
function everyDate(scope: Scope, at: number): Found | null {
  const weekday = readWeekday(scope, at);
  const the = weekday && after(scope, weekday.end, 'the');
  const thirteenth = the !== null && the !== undefined ? readOrdinal(scope, the) : null;
  if (weekday && thirteenth) {
    const byDay = [WEEKDAY_CODES[weekday.value.weekday] as string];
    return { value: { rule: ruleOf('MONTHLY', { byDay, byMonthDay: [thirteenth.value] }) }, end: thirteenth.end };
  }
  const yearly = readYearly(scope, at);
  if (yearly) return yearly;
  const month = readMonth(scope, at);
  if (!month || !isBorder(scope, month.end)) return null;
  const days = afterAny(scope, month.end, ['on']) ?? month.end;
  const inMonth = readDaysOfMonth(scope, days);
  if (inMonth) return { value: { rule: ruleOf('YEARLY', { byMonth: [month.value], ...inMonth.value }) }, end: inMonth.end };
  return {
    value: { rule: ruleOf('YEARLY', { byMonth: [month.value], byMonthDay: [1] }) },
    end: month.end,
    notes: [`I took the 1st of ${sayTokens(scope, month.end - 1, month.end)}, as no day was named.`],
  };
}

function everyWeekday(scope: Scope, at: number): Found | null {
  const weekdays = readWeekdays(scope, at);
  return weekdays ? { value: { rule: ruleOf('WEEKLY', { byDay: weekdays.value.codes }) }, end: weekdays.end } : null;
}

const every: Reader<Recurrence> = (scope, at) => {
  const start = afterAny(scope, skip(scope, at, ['on']), EVERY);
  if (start === null || isTight(scope, start)) return null;
  const isCounted = /^(?:a|an|per)$/.test(wordAt(scope, start - 1));
  const readers = isCounted ? [readEveryLength] : [everyDayOfMonth, everyDate, readEveryLength, everyWeekday];
  for (const read of readers) {
    const found = read(scope, start);
    if (found && (!isCounted || 'ask' in found.value || wordAt(scope, start - 2) === 'once')) return found;
  }
  return null;
};

/** `the end`, `the beginning`: of every month. */
function readEdge(scope: Scope, at: number): Read<{ byMonthDay: number[] }> | null {
  const edge = skip(scope, at, ['the']);
  const match = /^(?:(end)|start|beginning)$/.exec(wordAt(scope, edge));
  const of = match && afterAny(scope, edge + 1, ['of every', 'of each']);
  return of === null ? null : { value: { byMonthDay: [match?.[1] ? -1 : 1] }, end: edge + 1 };
}

/** `the 15th of each month`, `first Monday of every second month`, `the last day of every quarter`. */
const daysOfEvery: Reader<Recurrence> = (scope, at) => {
  const start = skip(scope, at, ['on', 'by', 'at']);
  const days = readDaysOfMonth(scope, start) ?? readEdge(scope, start);
  if (!days) return null;
  const monthly = afterAny(scope, days.end, ['monthly', 'of the month every month']);
  if (monthly !== null) return { value: { rule: ruleOf('MONTHLY', days.value) }, end: monthly };
  const border = afterAny(scope, days.end, [
    'of every',
    'of each',
    'in every',
    'in each',
    'every',
    'each',
    'of the month each',
    'of the month every',
    'of all',
  ]);
  if (border === null) return null;
  const month = readMonth(scope, border);
  if (month) return { value: { rule: ruleOf('YEARLY', { byMonth: [month.value], ...days.value }) }, end: month.end };
  const length = readEveryLength(scope, border);
  if (!length || 'ask' in length.value) return length;
  const { rule } = length.value;
  if (rule.frequency === 'MONTHLY') return { value: { rule: { ...rule, ...days.value } }, end: length.end };
  if (rule.frequency === 'YEARLY' && (days.value.byMonthDay ?? [0])[0] === 1) {
    return { value: { rule: { ...rule, byMonth: [1], byMonthDay: [1] } }, end: length.end };
  }
  return {
    value: { ask: `“${sayTokens(scope, at, length.end)}” is no rule that I know. Which days do you mean?` },
    end: length.end,
  };
};

const start: Reader<Recurrence> = firstOf(readSeveral, every, daysOfEvery, readAdverb, readPlural);

/** How often something comes back: `every other Tuesday`, `monthly on the last Friday`, `weekdays`. */
export const readRecurrence: Reader<Recurrence> = (scope, at) => {
  const first = start(scope, at);
  if (!first || 'ask' in first.value) return first;
  let rule: Rule = first.value.rule;
  let { end } = first;
  const notes = [...(first.notes ?? [])];
  for (let more = 0; more < 2; more += 1) {
    const found = readNarrower(scope, end, rule);
    if (!found) break;
    if ('ask' in found.value) return found;
    ({ rule } = found.value);
    ({ end } = found);
    notes.push(...(found.notes ?? []));
  }
  return { value: { ...first.value, rule }, end, notes };
};
