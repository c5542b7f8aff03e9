import { daysBetween } from '../../../lib/shared/calendar.ts';
import { scanTimes } from '../../../lib/shared/time-words/find-times.ts';
import { MINUTE_MS, toMoment, wallOf } from '../../../lib/shared/time-words/first-time.ts';
import { toScope } from '../../../lib/shared/time-words/scope.ts';
import { toClockText } from '../../../lib/shared/time-words/time-of-day.ts';
import { askDays, countBusinessDays, sayDay, sayLength, toMeasure, withNotes } from './date-plan.ts';
import { type Ability, type LocalTime, sayOnly } from './plan.ts';
import { findWhens, type When } from './when.ts';

const isBusiness = (text: string) => /\b(?:business|working|work|week) ?days\b/.test(text);
const BUSINESS = 'Business days are Monday to Friday; I do not know public holidays.';

function sayHours(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return `**${hours} h ${minutes % 60} min** (${minutes.toLocaleString('en')} minutes)`;
}

/** `how many hours between 9:15 and 17:40` */
export const clockSpans: Ability = ({ lower, now }) => {
  if (!/\b(?:between|from|long|many|until|till)\b/.test(lower)) return null;
  const scope = toScope(lower.replace(/\bbetween\b|\bfrom\b/, ', at '), now);
  const parts = scanTimes(scope);
  const clocks = parts.flatMap((part) => (part.kind === 'clock' && part.clock.place === null ? [part.clock] : []));
  const isOnlyClocks = parts.length === clocks.length && clocks.length === 2;
  if (!isOnlyClocks) return null;
  const [first, second] = clocks as [(typeof clocks)[0], (typeof clocks)[0]];
  const minutes = (second.minutes - first.minutes + 1440) % 1440;
  const isOver = second.minutes < first.minutes ? ', on the next day' : '';
  return sayOnly(
    'dates',
    `From ${toClockText(first.minutes)} to ${toClockText(second.minutes)}${isOver} it is ${sayHours(minutes)}.`,
  );
};

/** `how long until 17:00`, `how many hours until Friday at 5pm`, `how many hours since 9am`. */
export const momentSpans: Ability = ({ lower, now }) => {
  const isPast = /\bsince\b/.test(lower);
  if (!/^(?:how (?:long|many (?:hours|minutes|mins|seconds))|hours|minutes)\b.*\b(?:until|till?|to|before|since)\b/.test(lower))
    return null;
  const scope = toScope(lower, now, isPast);
  const parts = scanTimes(scope);
  const clock = parts.find((part) => part.kind === 'clock')?.clock;
  const day = parts.find((part) => part.kind === 'day');
  const asksHours = /\b(?:hours|minutes|mins|seconds)\b/.test(lower);
  if ((!clock && !(day && asksHours)) || parts.length > (clock && day ? 2 : 1)) return null;
  const minutes = clock?.minutes ?? 0;
  const guess =
    clock?.isDoubtful && !isPast && day === undefined && minutes <= scope.minuteNow && minutes + 720 > scope.minuteNow
      ? minutes + 720
      : minutes;
  const nearDay = isPast === guess > scope.minuteNow ? 1 : 0;
  const date = day?.date ?? scope.today;
  const shift = day ? 0 : (isPast ? -nearDay : guess <= scope.minuteNow ? 1 : 0) * 1440;
  const { ms, notes } = toMoment(wallOf(date, guess + shift), now.zone);
  const distance = Math.round(Math.abs(ms - now.ms) / MINUTE_MS);
  const wall = new Date(wallOf(date, guess + shift)).toISOString();
  const when = `${wall.slice(0, 10) === scope.today ? 'today' : wall.slice(0, 10)} ${wall.slice(11, 16)}`;
  const hours = Math.floor(distance / 60);
  const length = `**${hours} h ${distance % 60} min** (${distance.toLocaleString('en')} minutes)`;
  return sayOnly(
    'dates',
    withNotes(ms < now.ms ? `It has been ${length} since ${when}.` : `It is ${length} until ${when}.`, notes),
  );
};

/** The two days of a span. A first day without a year that comes after the second one lies in the past. */
function toEnds(text: string, now: LocalTime): [When, When] | null {
  const [first, second, ...more] = findWhens(text, now).whens;
  if (!first || !second || more.length > 0) return null;
  if (first.date <= second.date) return [first, second];
  const earlier = findWhens(text, now, true).whens[0];
  return earlier && earlier.date <= second.date ? [earlier, second] : [first, second];
}

/** `how many days between 1 May and 3 June`, `how many business days from Monday to Christmas`. */
export const daySpans: Ability = ({ lower, now }) => {
  if (!/\b(?:between|from|and|to|until|till)\b/.test(lower)) return null;
  // "until Christmas and New Year" asks for two distances from today.
  if (/\b(?:until|till?|since|before)\b.*\band\b/.test(lower) && !/\b(?:between|from)\b/.test(lower)) return null;
  const ends = toEnds(lower.replace(/\b(?:between|from)\b/, ','), now);
  if (!ends) return null;
  const [first, second] = ends;
  const notes = [...first.notes, ...second.notes];
  return askDays(now, [first.date, second.date], (done) => {
    const span = `From ${sayDay(done[0])} to ${sayDay(done[1])}`;
    if (isBusiness(lower)) {
      return withNotes(`${span}, both included, there are **${countBusinessDays(first.date, second.date)} business days**.`, [
        BUSINESS,
        ...notes,
      ]);
    }
    const isBack = daysBetween(first.date, second.date) < 0;
    return withNotes(
      `${span} it is ${isBack ? 'minus ' : ''}${sayLength(first.date, second.date, toMeasure(lower) ?? 'days')}.`,
      notes,
    );
  });
};

/** `how many working days until Christmas` */
export const businessDays: Ability = ({ lower, now }) => {
  if (
    !isBusiness(lower) ||
    !/\b(?:until|till?|before|since|to|left|in)\b/.test(lower) ||
    !/\bhow many\b|^(?:business|working)/.test(lower)
  )
    return null;
  const isPast = /\bsince\b/.test(lower);
  const rest = lower.replace(/\b(?:business|working|work|week) ?days\b/, '');
  const [when] = findWhens(rest, now, isPast).whens;
  if (!when) return null;
  const month = /\b(?:are |there )?(?:in|of) /.test(lower) && /^in /.test(when.phrase) ? when : null;
  if (month) return null;
  const [from, to] = isPast ? [when.date, now.date] : [now.date, when.date];
  const found = countBusinessDays(from, to) - countBusinessDays(from, from);
  return askDays(now, [when.date], (done) =>
    withNotes(
      isPast
        ? `Since ${sayDay(done[0])} there have been **${found} business days**, not counting that day.`
        : `Until ${sayDay(done[0])} there are **${found} business days**, not counting today.`,
      [BUSINESS, ...when.notes],
    ),
  );
};
