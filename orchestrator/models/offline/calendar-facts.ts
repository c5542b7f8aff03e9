import {
  addDays,
  addMonths,
  daysBetween,
  daysInMonth,
  isLeapYear,
  MONTHS,
  nextWeekday,
  sayDays,
  toDate,
  WEEKDAYS,
  weekOf,
} from '../../../lib/shared/calendar.ts';
import { countBusinessDays } from './date-plan.ts';
import { type Ability, type LocalTime, type Plan, sayOnly } from './plan.ts';
import { toWhen } from './when.ts';

const STEPS: Readonly<Record<string, number>> = { last: -1, this: 0, next: 1 };

/** `how many days are in 2028`, `how many Mondays are in May 2027`, `how many weeks are in 2026` */
function countInPeriod(text: string, now: LocalTime): Plan | null {
  const match = new RegExp(
    `^how many (days|weeks|working days|business days|weekdays|${WEEKDAYS.map((name) => `${name}s`).join('|')}) (?:are |does |do |is |has )?(?:there )?(?:in |has )?(?:the (?:year )?)?(?:(${MONTHS.join('|')}|(?:last|this|next) (?:month|year)) ?)?(\\d{4})?(?: have)?$`,
  ).exec(text);
  const [, step, unit] = /^(last|this|next) (month|year)$/.exec(match?.[2] ?? '') ?? [];
  const near = addMonths(`${now.date.slice(0, 8)}01`, (STEPS[step ?? 'this'] ?? 0) * (unit === 'year' ? 12 : 1));
  const year = Number(match?.[3] ?? near.slice(0, 4));
  if (!match || (match[2] === undefined && match[3] === undefined) || year < 1000) return null;
  const month = unit === 'month' ? Number(near.slice(5, 7)) : MONTHS.indexOf(match[2] ?? '') + 1;
  const first = toDate(year, month || 1, 1) as string;
  const last = month ? addDays(addMonths(first, 1), -1) : `${year}-12-31`;
  const what = match[1] as string;
  const days = daysBetween(first, last) + 1;
  const count = what === 'days' ? days : what === 'weeks' ? Math.floor(days / 7) : countWeekdays(what, first, last);
  const rest = what === 'weeks' && days % 7 > 0 ? ` and ${sayDays(days % 7)}` : '';
  const business = /work|business|week ?days/.test(what) ? ' Public holidays are not taken out.' : '';
  return sayOnly(
    'dates',
    `There are **${count} ${what.replace(/^[a-z]+day/, capital)}**${rest} from ${first} to ${last}.${business}`,
  );
}

const capital = (word: string) => (WEEKDAYS.includes(word) ? word.replace(/^./, (letter) => letter.toUpperCase()) : word);

function countWeekdays(what: string, first: string, last: string): number {
  const weekday = WEEKDAYS.findIndex((name) => what === `${name}s`);
  if (weekday < 0) return countBusinessDays(first, last);
  return Math.floor(daysBetween(nextWeekday(addDays(first, -1), weekday), last) / 7) + 1;
}

/** What the calendar says without a tool: leap years, lengths of months, week, month, quarter. */
export const calendarFacts: Ability = ({ lower, now }) => {
  const year = Number(/\b(\d{4})\b/.exec(lower)?.[1] ?? now.date.slice(0, 4));
  if (/\bleap year/.test(lower)) {
    if (/\bnext leap year/.test(lower)) {
      const next = [1, 2, 3, 4, 5, 6, 7, 8].map((ahead) => year + ahead).find(isLeapYear);
      return sayOnly('dates', `The next leap year is **${next}**.`);
    }
    return sayOnly(
      'dates',
      `**${isLeapYear(year) ? 'Yes' : 'No'}**, ${year} ${isLeapYear(year) ? 'is a leap year: February has 29 days' : 'is no leap year: February has 28 days'}.`,
    );
  }
  const counted = countInPeriod(lower, now);
  if (counted) return counted;
  const month = new RegExp(
    `\\bdays (?:are |does |do |is )?(?:there )?(?:in |has )?(?:the month of )?(${MONTHS.join('|')})\\b`,
  ).exec(lower)?.[1];
  if (month && /^how many/.test(lower) && !/\b(?:until|till|since|between|from)\b/.test(lower)) {
    const name = month.replace(/^./, (letter) => letter.toUpperCase());
    return sayOnly('dates', `${name} ${year} has **${daysInMonth(year, MONTHS.indexOf(month) + 1)} days**.`);
  }
  if (/\b(?:what|which) day of the year\b|\bday number\b/.test(lower)) {
    const date = toWhen(lower, now)?.date ?? now.date;
    return sayOnly('dates', `${date} is day **${daysBetween(`${date.slice(0, 4)}-01-01`, date) + 1}** of the year.`);
  }
  if (/\bweek(?: number| of the year)\b|\b(?:calendar|which|what) week\b/.test(lower) && !/\b(?:task|todo|due)/.test(lower)) {
    const date = toWhen(lower, now)?.date ?? now.date;
    return sayOnly('dates', `${date} is in **week ${weekOf(date)}** (ISO 8601).`);
  }
  const present = /^(?:what|which) (?:(year|month) (?:is it|are we in|do we have)|is the (?:current )?(year|month))\b/.exec(
    lower,
  );
  if (present) {
    const name = MONTHS[Number(now.date.slice(5, 7)) - 1]?.replace(/^./, (letter) => letter.toUpperCase());
    const isYear = (present[1] ?? present[2]) === 'year';
    return sayOnly('dates', `It is **${isYear ? '' : `${name} `}${now.date.slice(0, 4)}**.`);
  }
  if (/\b(?:what|which) quarter\b/.test(lower)) {
    return sayOnly('dates', `It is **Q${Math.ceil(Number(now.date.slice(5, 7)) / 3)} ${now.date.slice(0, 4)}**.`);
  }
  return null;
};
