import { toWallTime } from './wall-time.ts';

const UNITS: Readonly<Record<string, string>> = {
  MINUTELY: 'minute',
  HOURLY: 'hour',
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
};
const WEEKDAYS: Readonly<Record<string, string>> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const WORKDAYS = 'MO,TU,WE,TH,FR';
const POSITIONS: Readonly<Record<string, string>> = {
  '-1': 'last',
  '-2': 'second last',
  '1': 'first',
  '2': 'second',
  '3': 'third',
};

function toOrdinal(number: string): string {
  const value = Number(number);
  const tens = value % 100;
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${value}${ending}`;
}

const toPosition = (number: string) =>
  POSITIONS[String(Number(number))] ?? (Number(number) < 0 ? `${toOrdinal(String(-Number(number)))} last` : toOrdinal(number));

function toList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1MO,3MO` → "first and third Monday". */
function toDays(byDay: string): string {
  if (byDay === WORKDAYS) return 'Monday to Friday';
  const days = byDay.split(',').map((day) => ({ at: day.slice(0, -2), name: WEEKDAYS[day.slice(-2)] ?? day }));
  const isOneWeekday = days.every(({ name, at }) => name === days[0]?.name && at !== '');
  if (isOneWeekday) return `the ${toList(days.map(({ at }) => toPosition(at)))} ${days[0]?.name}`;
  return toList(days.map(({ at, name }) => (at === '' ? name : `the ${toPosition(at)} ${name}`)));
}

function toMonthDays(byMonthDay: string): string {
  const days = byMonthDay.split(',').map((day) => (Number(day) < 0 ? `${toPosition(day)} day` : toOrdinal(day)));
  return `the ${toList(days)}`;
}

function toWhich(parts: ReadonlyMap<string, string>): string {
  const days = parts.get('BYDAY');
  const monthDays = parts.get('BYMONTHDAY');
  const positions = parts.get('BYSETPOS');
  if (days !== undefined && positions !== undefined) {
    const kind = days === WORKDAYS ? 'weekday' : days === 'SA,SU' ? 'weekend day' : `one of ${toDays(days)}`;
    return `the ${toList(positions.split(',').map(toPosition))} ${kind}`;
  }
  if (days !== undefined && monthDays !== undefined) return `${toDays(days)} ${toMonthDays(monthDays)}`;
  return days !== undefined ? toDays(days) : monthDays !== undefined ? toMonthDays(monthDays) : '';
}

function toEnd(parts: ReadonlyMap<string, string>, timeZone: string): string {
  const count = parts.get('COUNT');
  if (count !== undefined) return count === '1' ? ', once' : `, ${count} times`;
  const until = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z?))?/.exec(parts.get('UNTIL') ?? '');
  if (!until) return '';
  const [, year, month, day, hour = '0', minute = '0', mark] = until;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  const last = new Date(mark === 'Z' ? toWallTime(ms, timeZone) : ms);
  return `, until ${last.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })}`;
}

/** "every 2 weeks on Monday and Thursday, until 3 May 2027", the end on the clocks of the zone; what is no rule stays as it is. */
export function describeRecurrence(rule: string, timeZone = 'UTC'): string {
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string]));
  const unit = UNITS[parts.get('FREQ') ?? ''];
  if (unit === undefined) return rule;
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const isWorkdays = unit === 'week' && interval === 1 && parts.get('BYDAY') === WORKDAYS;
  const which = isWorkdays ? '' : toWhich(parts);
  const months = (parts.get('BYMONTH') ?? '').split(',').flatMap((month) => MONTHS[Number(month) - 1] ?? []);
  const every = `every ${isWorkdays ? 'weekday' : interval === 1 ? unit : `${interval} ${unit}s`}`;
  const on = which === '' ? '' : ` on ${which}`;
  const inMonths = months.length === 0 ? '' : `${unit === 'year' && on !== '' ? ' of' : ' in'} ${toList(months)}`;
  return `${every}${on}${inMonths}${toEnd(parts, timeZone)}`;
}
