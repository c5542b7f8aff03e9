import { addMonths, daysBetween, sayDays } from '../../../lib/shared/calendar.ts';
import { callThenSay, type LocalTime, type Plan, type ToolOutcome, toToolError } from './plan.ts';

/** The tool tells weekday and distance of a day, so that all models answer alike. `null` is today. */
export function askDays(now: LocalTime, dates: readonly (string | null)[], say: (done: readonly ToolOutcome[]) => string): Plan {
  return callThenSay({
    intent: 'dates',
    agent: 'supervisor',
    why: 'It is a question about the calendar.',
    calls: dates.map((date) => ({ tool: 'current_time', arguments: { time_zone: now.zone, date, add_days: null } })),
    say(done) {
      const error = done.map(toToolError).find((text) => text !== null);
      return error ? `I could not work that out: ${error}.` : say(done);
    },
  });
}

export const sayDay = (outcome: ToolOutcome | undefined) => `**${String(outcome?.data.weekday)}, ${String(outcome?.data.date)}**`;

/** An answer with the readings that were taken for it. */
export const withNotes = (answer: string, notes: readonly string[]): string => [answer, ...new Set(notes)].join(' ');

export type Measure = 'days' | 'weeks' | 'months' | 'years' | 'fortnights';

const count = (number: number, unit: string) => `${number.toLocaleString('en')} ${number === 1 ? unit.slice(0, -1) : unit}`;

/** Whole months from one day to a later one, and the days that are left. */
export function toMonths(from: string, to: string): { months: number; days: number } {
  let months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  if (addMonths(from, months) > to) months -= 1;
  return { months, days: daysBetween(addMonths(from, months), to) };
}

/** The length between two days in one measure, with what is left over: `21 weeks and 3 days (150 days)`. */
export function sayLength(from: string, to: string, measure: Measure): string {
  const [first, last] = from <= to ? [from, to] : [to, from];
  const days = daysBetween(first, last);
  const rest = (left: number) => (left === 0 ? '' : ` and ${sayDays(left)}`);
  const total = ` (${sayDays(days)})`;
  if (measure === 'weeks') return `**${count(Math.floor(days / 7), 'weeks')}**${rest(days % 7)}${total}`;
  if (measure === 'fortnights') return `**${count(Math.floor(days / 14), 'fortnights')}**${rest(days % 14)}${total}`;
  if (measure === 'days')
    return `**${sayDays(days)}**${days < 7 ? '' : ` (${count(Math.floor(days / 7), 'weeks')}${rest(days % 7)})`}`;
  const { months, days: left } = toMonths(first, last);
  if (measure === 'months') return `**${count(months, 'months')}**${rest(left)}${total}`;
  const years = Math.floor(months / 12);
  const more = months % 12 === 0 ? '' : `, ${count(months % 12, 'months')}`;
  return `**${count(years, 'years')}**${more}${rest(left)}${total}`;
}

/** Mondays to Fridays from one day to another, both included. */
export function countBusinessDays(from: string, to: string): number {
  const days = daysBetween(from, to) + 1;
  if (days <= 0) return 0;
  const weekday = new Date(`${from}T00:00Z`).getUTCDay();
  let found = Math.floor(days / 7) * 5;
  for (let offset = 0; offset < days % 7; offset += 1)
    if ((weekday + offset) % 7 !== 0 && (weekday + offset) % 7 !== 6) found += 1;
  return found;
}

/** What a question counts in; `null` when it does not count. */
export function toMeasure(text: string): Measure | null {
  const match =
    /\bhow many (?:full |whole |complete |more )?(?:calendar )?(days|weeks|months|years|fortnights|sleeps|nights)\b|^(days|weeks|months|years)\b|\b(?:number|count) of (days|weeks|months|years)\b|\bin (days|weeks|months|years)$/.exec(
      text,
    );
  const word = match?.slice(1).find((group) => group !== undefined);
  return word === undefined ? null : word === 'sleeps' || word === 'nights' ? 'days' : (word as Measure);
}
