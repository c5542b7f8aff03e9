import { addDays } from '../calendar.ts';
import { firstOccurrence } from '../recurrence.ts';
import { fromWallTime, toDay, toWallTime, type WallMs } from '../wall-time.ts';
import type { Bound } from './bounds.ts';
import { shiftDay } from './durations.ts';
import type { Found } from './find-times.ts';
import { MINUTE_MS, toMoment, wallOf } from './first-time.ts';
import { type Rule, ruleOf, toRuleText, WEEKDAY_CODES } from './rule.ts';
import type { Question, Schedule } from './schedule.ts';
import type { Scope } from './scope.ts';
import { sayZone, toTimeOfDay } from './time-of-day.ts';

type Bounds = readonly Exclude<Bound, { ask: string }>[];

/** The rule without the days and months that are left out; `null` where no such rule is known. */
function without(rule: Rule, bounds: Bounds): Rule | null {
  const days = bounds.flatMap((bound) => ('withoutDays' in bound ? bound.withoutDays : []));
  const months = bounds.flatMap((bound) => ('withoutMonths' in bound ? bound.withoutMonths : []));
  let narrowed = rule;
  if (days.length > 0) {
    const isWeekly = rule.frequency === 'WEEKLY' && rule.byDay.length > 0;
    if (!isWeekly && (rule.frequency !== 'DAILY' || rule.interval > 1)) return null;
    const left = (isWeekly ? rule.byDay : WEEKDAY_CODES).filter((day) => !days.includes(day));
    if (left.length === 0) return null;
    narrowed = ruleOf('WEEKLY', { ...rule, byDay: left });
  }
  if (months.length === 0) return narrowed;
  if (/HOURLY|MINUTELY/.test(rule.frequency)) return null;
  const all = narrowed.byMonth.length > 0 ? narrowed.byMonth : Array.from({ length: 12 }, (_none, index) => index + 1);
  const left = all.filter((month) => !months.includes(month));
  return left.length === 0 ? null : { ...narrowed, byMonth: left };
}

const compact = (date: string) => date.replaceAll('-', '');

/** `;COUNT=4` or `;UNTIL=20261225`; a last day before the first one is a question. */
function toEnd(rule: Rule, bounds: Bounds, first: WallMs, isAllDay: boolean): { text: string } | Question {
  const firstDate = new Date(toDay(first)).toISOString().slice(0, 10);
  for (const bound of bounds) {
    if ('times' in bound)
      return bound.times > 0 && bound.times < 10_000
        ? { text: `;COUNT=${bound.times}` }
        : { ask: 'How many times should it be?' };
    if ('until' in bound) {
      if (bound.until < firstDate)
        return { ask: `The first time would be ${firstDate}, after its end on ${bound.until}. When should it begin and end?` };
      return { text: `;UNTIL=${compact(bound.until)}` };
    }
    if ('untilMinutes' in bound && !isAllDay) {
      const last = wallOf(firstDate, bound.untilMinutes);
      if (last < first) return { ask: 'Its end is before its first time. When should it begin and end?' };
      return { text: `;UNTIL=${compact(new Date(last).toISOString().slice(0, 19)).replaceAll(':', '')}` };
    }
    if (!('during' in bound)) continue;
    const { days, months, businessDays } = bound.during;
    const isPlain = months === 0 && businessDays === 0 && rule.byMonth.length === 0;
    if (isPlain && rule.frequency === 'WEEKLY' && days % 7 === 0 && rule.byDay.length < 2 && (days / 7) % rule.interval === 0) {
      return { text: `;COUNT=${days / 7 / rule.interval}` };
    }
    if (isPlain && rule.frequency === 'DAILY' && rule.byDay.length === 0 && days % rule.interval === 0)
      return { text: `;COUNT=${days / rule.interval}` };
    if (
      months > 0 &&
      days === 0 &&
      businessDays === 0 &&
      rule.frequency === 'MONTHLY' &&
      months % rule.interval === 0 &&
      rule.byDay.length < 2 &&
      rule.byMonthDay.length < 2
    ) {
      return { text: `;COUNT=${months / rule.interval}` };
    }
    return { text: `;UNTIL=${compact(addDays(shiftDay(firstDate, bound.during, 1).date, -1))}` };
  }
  return { text: '' };
}

/** Steps of hours begin at the time that was named, or one step from now. */
function toFirstStep(rule: Rule, minutes: number | undefined, fromDay: string, zone: string, scope: Scope): number {
  const stepMs = rule.interval * (rule.frequency === 'HOURLY' ? 60 : 1) * MINUTE_MS;
  const floor = Math.floor(scope.nowMs / MINUTE_MS) * MINUTE_MS;
  if (minutes === undefined && fromDay <= scope.today) return floor + stepMs;
  const start = fromWallTime(wallOf(fromDay, minutes ?? 0), zone);
  if (start > scope.nowMs) return start;
  return start + Math.ceil((scope.nowMs + 1 - start) / stepMs) * stepMs;
}

function toFirst(
  rule: Rule,
  minutes: number | undefined,
  fromDay: string,
  zone: string,
  scope: Scope,
): { ms: number; notes: string[] } | null {
  if (/HOURLY|MINUTELY/.test(rule.frequency)) return { ms: toFirstStep(rule, minutes, fromDay, zone, scope), notes: [] };
  const text = toRuleText(rule);
  const isAllDay = minutes === undefined;
  let from = wallOf(fromDay, minutes ?? 0);
  for (let turn = 0; turn < 2; turn += 1) {
    const wall = firstOccurrence(text, from);
    if (wall === null) return null;
    const moment = isAllDay ? { ms: wall, notes: [] } : toMoment(wall, zone);
    if (isAllDay || moment.ms > scope.nowMs) return moment;
    // Today's time has passed: a daily rule begins tomorrow, others with their next time.
    from =
      rule.frequency === 'DAILY' || text.includes('BY') ? from + 1440 * MINUTE_MS : (firstOccurrenceAfter(text, from) ?? from);
  }
  return null;
}

/** One period later than the start, where the rule names no days of its own. */
function firstOccurrenceAfter(text: string, from: WallMs): WallMs | null {
  const frequency = /FREQ=(\w+)/.exec(text)?.[1];
  const date = new Date(from);
  if (frequency === 'WEEKLY') date.setUTCDate(date.getUTCDate() + 7);
  if (frequency === 'MONTHLY') date.setUTCMonth(date.getUTCMonth() + 1);
  if (frequency === 'YEARLY') date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.getTime();
}

const RARE: Question = { ask: 'Such days do not come. Which days do you mean?' };

/** When something that comes back is due first, and its rule. */
export function toSeries(found: readonly Found[], scope: Scope): Schedule | Question {
  const said = found.find((part) => part.kind === 'rule');
  if (!said) return RARE;
  const bounds = found.flatMap((part) => (part.kind === 'bound' && !('ask' in part.bound) ? [part.bound] : []));
  const rule = without(said.rule, bounds);
  if (!rule) return { ask: 'I cannot leave those days out of that rule. Which days should it be?' };
  const time = toTimeOfDay(found, said.part, null);
  const zone = time.clock?.place?.zone ?? scope.zone;
  const isStep = /HOURLY|MINUTELY/.test(rule.frequency);
  if (isStep && time.clock?.isRange)
    return { ask: 'I can repeat something in steps of hours, but not only between two times of each day. When should it be?' };
  const day = found.find((part) => part.kind === 'day')?.date;
  const moment = found.find((part) => part.kind === 'moment')?.ms;
  const start = bounds.flatMap((bound) => ('from' in bound ? [bound.from] : []))[0] ?? day;
  if (start !== undefined && start < scope.today) return { ask: `${start} has passed. When should it begin?` };
  const today = new Date(toWallTime(scope.nowMs, zone)).toISOString().slice(0, 10);
  const minutes = time.minutes === 1440 ? 0 : time.minutes;
  const isAllDay = minutes === undefined && moment === undefined && !isStep;
  const first = moment === undefined ? toFirst(rule, minutes, start ?? today, zone, scope) : { ms: moment, notes: [] };
  if (!first) return RARE;
  const end = toEnd(rule, bounds, isAllDay ? first.ms : toWallTime(first.ms, zone), isAllDay);
  if ('ask' in end) return end;
  return {
    dueAt: first.ms,
    isAllDay,
    zone,
    rule: toRuleText(rule) + end.text,
    notes: [...time.notes, ...first.notes, ...sayFew(rule), ...sayZone(time, first.ms, scope)],
  };
}

/** Rules for days that not every month has. */
function sayFew({ frequency, byMonthDay, byDay, byMonth }: Rule): string[] {
  if (frequency === 'YEARLY' && byMonth.includes(2) && byMonthDay.includes(29)) return ['29 February comes in leap years only.'];
  if (frequency !== 'MONTHLY') return [];
  const day = byMonthDay.find((candidate) => candidate > 28);
  if (day !== undefined)
    return [`It comes only in months that have a day ${day}; for the others say “on the last day of every month”.`];
  return byDay.some((name) => /^-?5/.test(name)) ? ['It comes only in months that have five such days.'] : [];
}
