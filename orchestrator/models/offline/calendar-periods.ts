import {
  addDays,
  addMonths,
  daysBetween,
  daysInMonth,
  MONTHS,
  sayDays,
  WEEKDAYS,
  weekdayOf,
} from '../../../lib/shared/calendar.ts';
import { askDays, countBusinessDays, sayDay, toMonths, withNotes } from './date-plan.ts';
import { type Ability, type LocalTime, type Plan, sayOnly } from './plan.ts';
import { findWhens } from './when.ts';

type Period = { name: string; first: string; last: string };

function toPeriod(text: string, now: LocalTime): Period | null {
  const [year, month] = now.date.split('-').map(Number) as [number, number];
  const unit = /\b(year|month|week|quarter)\b/.exec(text)?.[1];
  if (unit === 'year') return { name: 'the year', first: `${year}-01-01`, last: `${year}-12-31` };
  if (unit === 'month')
    return { name: 'the month', first: `${now.date.slice(0, 8)}01`, last: `${now.date.slice(0, 8)}${daysInMonth(year, month)}` };
  if (unit === 'quarter') {
    const first = `${year}-${String(Math.floor((month - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
    return { name: 'the quarter', first, last: addDays(addMonths(first, 3), -1) };
  }
  if (unit !== 'week') return null;
  const monday = addDays(now.date, 1 - (weekdayOf(now.date) || 7));
  return { name: 'the week', first: monday, last: addDays(monday, 6) };
}

/** `how many weeks are left this year` */
export const remaining: Ability = ({ lower, now }) => {
  const match =
    /\b(days|weeks|months|working days|business days|workdays|weekdays)\b.*\b(?:left|remain(?:ing)?|until the end|till the end|more|to go)\b.*\b(?:year|month|week|quarter)\b/.exec(
      lower,
    );
  const period =
    match &&
    toPeriod(lower.slice(match[0].lastIndexOf('of ') > 0 ? 0 : (match.index ?? 0)).replace(/\b(?:weeks|months)\b/g, ''), now);
  if (!match || !period || /\bnext\b/.test(lower)) return null;
  const days = daysBetween(now.date, period.last);
  const isBusiness = /\b(?:working|business|work|week) ?days\b/.test(lower);
  const business = countBusinessDays(addDays(now.date, 1), period.last);
  if (isBusiness)
    return sayOnly(
      'dates',
      `**${business} business days** are left until ${period.last}, not counting today and public holidays.`,
    );
  const unit = match[1] as string;
  const count = unit === 'days' ? days : unit === 'weeks' ? Math.floor(days / 7) : toMonths(now.date, period.last).months;
  const rest = unit === 'weeks' ? days % 7 : unit === 'months' ? toMonths(now.date, period.last).days : 0;
  const more = rest === 0 ? '' : ` and ${sayDays(rest)}`;
  const total = unit === 'days' ? 'today not counted' : `${sayDays(days)}, today not counted`;
  return sayOnly(
    'dates',
    `**${count} ${count === 1 ? unit.slice(0, -1) : unit}**${more} ${count === 1 && rest === 0 ? 'is' : 'are'} left until ${period.last} (${total}).`,
  );
};

const DAY_KINDS = '(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|weekday)';
/** `is it Monday today`, `is it the weekend yet`: the day that is meant stands behind, or nowhere. */
const IS_IT = new RegExp(
  `^(is|was|will) (?:it|today)(?: be)? (?:(?:already|still|really|a|an|the) )*(${DAY_KINDS})(?: (today|tomorrow|yesterday))?(?: (?:yet|already|now))?$`,
);

/** `is it Christmas today`, `is today the 3rd` */
const IS_IT_DAY =
  /^(?:is|was|will) (?:it|today)(?: be)? (?:(?:already|really) )*([^?]{3,40}?)(?: (today|tomorrow|yesterday))?(?: (?:yet|already|now))?$/;
const MONTH = new RegExp(`^(?:${MONTHS.join('|')})$`);

function sameDay(lower: string, now: LocalTime): Plan | null {
  const [, words = '', asked = 'today'] = IS_IT_DAY.exec(lower) ?? [];
  const [named, ...others] = findWhens(words, now).whens;
  const [meant] = findWhens(asked, now).whens;
  const isOneDay = named?.time === undefined && named?.phrase === words && others.length === 0 && !MONTH.test(words);
  if (!named || !meant || !isOneDay) return null;
  const isSo = named.date === meant.date;
  return askDays(now, [meant.date, named.date], (done) =>
    withNotes(isSo ? `**Yes**: ${sayDay(done[0])}.` : `**No**: ${sayDay(done[0])}, not ${sayDay(done[1])}.`, named.notes),
  );
}

/** `is 24 December a Monday`, `does Christmas fall on a weekend`, `is it Monday today` */
export const yesOrNo: Ability = ({ lower: asked, now }) => {
  const lower = asked.replace(IS_IT, (_, verb: string, kind: string, day = 'today') => `${verb} ${day} a ${kind}`);
  const match =
    /^(?:is|was|will|does|did)\b (.+?) (?:be |fall |falls |fell )?(?:on )?(?:an? )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|weekday)s?(?: (this|next|last) year| in (\d{4}))?$/.exec(
      lower,
    );
  if (!match) return sameDay(lower, now);
  const subject = [match[1], match[4], match[3] && `${match[3]} year`].filter(Boolean).join(' ');
  const [when] = /^(?:it|today|it today)$/.test(match[1] as string)
    ? [{ date: now.date, notes: [] }]
    : findWhens(subject, now, /^(?:was|did)/.test(lower)).whens;
  if (!when) return null;
  const weekday = weekdayOf(when.date);
  const wanted = match[2] as string;
  const isSo = wanted === 'weekend' ? weekday % 6 === 0 : wanted === 'weekday' ? weekday % 6 !== 0 : WEEKDAYS[weekday] === wanted;
  return askDays(now, [when.date], (done) => withNotes(`**${isSo ? 'Yes' : 'No'}**: ${sayDay(done[0])}.`, when.notes));
};
