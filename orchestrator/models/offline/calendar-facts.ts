import { daysBetween, daysInMonth, isLeapYear, MONTHS, sayDays, weekOf } from './calendar.ts';
import { type Ability, sayOnly } from './plan.ts';
import { toWhen } from './when.ts';

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
  const month = new RegExp(
    `\\bdays (?:are |does |do |is )?(?:there )?(?:in |has )?(?:the month of )?(${MONTHS.join('|')})\\b`,
  ).exec(lower)?.[1];
  if (month && /^how many/.test(lower) && !/\b(?:until|till|since|between|from)\b/.test(lower)) {
    const name = month.replace(/^./, (letter) => letter.toUpperCase());
    return sayOnly('dates', `${name} ${year} has **${daysInMonth(year, MONTHS.indexOf(month) + 1)} days**.`);
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

/** `how many weeks are left this year` */
export const remaining: Ability = ({ lower, now }) => {
  const match = /\b(days|weeks|months)\b.*\b(?:left|remain(?:ing)?|until the end|till the end|more)\b.*\b(year|month)\b/.exec(
    lower,
  );
  if (!match) return null;
  const [year, month] = now.date.split('-').map(Number) as [number, number];
  const end = match[2] === 'year' ? `${year}-12-31` : `${now.date.slice(0, 8)}${daysInMonth(year, month)}`;
  const days = daysBetween(now.date, end);
  const count = match[1] === 'days' ? days : match[1] === 'weeks' ? Math.floor(days / 7) : 12 - month;
  return sayOnly('dates', `**${count} ${match[1]}** are left until ${end} (${sayDays(days)}).`);
};
