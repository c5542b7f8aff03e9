import { addMonths, sayDays } from '../../../lib/shared/calendar.ts';
import { askDays, sayDay, toMonths } from './date-plan.ts';
import { type Ability, sayOnly } from './plan.ts';
import { findWhens } from './when.ts';

/** `how old is someone born on 12 May 1990`, `when do I turn 40 if I was born on 12 May 1990`. */
export const ages: Ability = ({ lower, now }) => {
  if (!/\b(?:how old|age|how many (?:days|weeks|months|years) old|turn|born)\b/.test(lower)) return null;
  const birth = findWhens(lower, now, true).whens.find(
    ({ phrase }) => /\d{4}/.test(phrase) && !/^(?:in|since) \d{4}$/.test(phrase),
  );
  const turned = /\b(?:turn|be|become|am|is|reach)\s+(\d{1,3})\b(?! (?:days|weeks|months))/.exec(lower)?.[1];
  if (birth && turned !== undefined && /^when\b|\b(?:what|which) (?:year|date|day)\b/.test(lower)) {
    const date = addMonths(birth.date, Number(turned) * 12);
    return askDays(now, [date], (done) => `${turned} years after ${birth.date} is ${sayDay(done[0])}.`);
  }
  if (!/\b(?:how old|age|old)\b/.test(lower)) return null;
  if (!birth) {
    const year = /\b(?:1[89]|20)\d{2}\b/.exec(lower)?.[0];
    const years = Number(now.date.slice(0, 4)) - Number(year ?? 0);
    if (!year || years < 0) return null;
    return sayOnly(
      'dates',
      years === 0 ? '**Less than a year**.' : `**${years - 1} or ${years} years**, depending on the birthday.`,
    );
  }
  if (birth.date > now.date) return sayOnly('dates', `${birth.date} is still ahead.`);
  const { months, days } = toMonths(birth.date, now.date);
  const years = Math.floor(months / 12);
  const isShort = years < 3;
  const exact = isShort
    ? `**${years === 0 ? '' : `${years} ${years === 1 ? 'year' : 'years'}, `}${months % 12} months and ${sayDays(days)}**`
    : `**${years} years**`;
  return askDays(now, [birth.date], (done) => {
    const total = sayDays(Number(done[0]?.data.days_from_today));
    return /\bhow many days\b|\bin days\b/.test(lower)
      ? `**${total}**: ${sayDay(done[0])} was ${total} ago.`
      : `${exact}: ${sayDay(done[0])} was ${total} ago.`;
  });
};
