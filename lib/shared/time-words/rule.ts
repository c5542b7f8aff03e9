import type { Problem } from './bare-clocks.ts';
import type { DayPart } from './day-parts.ts';

/** How often something comes back. Source: RFC 5545 §3.3.10. */
export type Rule = {
  frequency: 'MINUTELY' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  interval: number;
  /** `MO`, `1MO`, `-1FR`. */
  byDay: readonly string[];
  byMonthDay: readonly number[];
  byMonth: readonly number[];
  bySetPos: readonly number[];
};

/** A rule, with the part of the day in “every morning”. */
export type Recurrence = { rule: Rule; part?: DayPart } | Problem;

export const WEEKDAY_CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;
export const WORKDAYS: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR'];
export const WEEKEND: readonly string[] = ['SA', 'SU'];
const WEEK_ORDER = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

export const ruleOf = (frequency: Rule['frequency'], more: Partial<Rule> = {}): Rule => ({
  interval: 1,
  byDay: [],
  byMonthDay: [],
  byMonth: [],
  bySetPos: [],
  ...more,
  frequency,
});

const toOrder = (code: string) =>
  WEEK_ORDER.indexOf(code.slice(-2)) + Number.parseInt(code, 10) * 10 || WEEK_ORDER.indexOf(code.slice(-2));

/** The rule as text, its lists in order: `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU`. */
export function toRuleText({ frequency, interval, byDay, byMonthDay, byMonth, bySetPos }: Rule): string {
  const days = [...new Set(byDay)].sort((one, other) => toOrder(one) - toOrder(other));
  const numbers = (values: readonly number[]) => [...new Set(values)].sort((one, other) => one - other).join(',');
  return [
    `FREQ=${frequency}`,
    ...(interval === 1 ? [] : [`INTERVAL=${interval}`]),
    ...(byMonth.length === 0 ? [] : [`BYMONTH=${numbers(byMonth)}`]),
    ...(byMonthDay.length === 0 ? [] : [`BYMONTHDAY=${numbers(byMonthDay)}`]),
    ...(days.length === 0 ? [] : [`BYDAY=${days.join(',')}`]),
    ...(bySetPos.length === 0 ? [] : [`BYSETPOS=${numbers(bySetPos)}`]),
  ].join(';');
}
