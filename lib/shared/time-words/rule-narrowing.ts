import { readDate } from './dates.ts';
import { isBorder } from './function-words.ts';
import { readMonth } from './names.ts';
import { type Recurrence, type Rule, ruleOf } from './rule.ts';
import { readDaysOfMonth, readWeekdays } from './rule-days.ts';
import { afterAny, type Read, type Scope, sayTokens, skip, wordAt } from './scope.ts';

type Found = Read<Recurrence>;

/** `3 May`, `May 3rd`, `Christmas`: a day of each year. Easter has none of its own. */
export function readYearly(scope: Scope, at: number): Found | null {
  const date = readDate({ ...scope, isPast: false }, at);
  if (!date || /^\d{4}-/.test(wordAt(scope, at))) return null;
  if ('ask' in date.value) return { value: date.value, end: date.end };
  const name = sayTokens(scope, at, date.end);
  if (/easter|good friday|pentecost|whit|ascension|ash wed|shrove|thanksgiving|labor day|black friday/i.test(name)) {
    return {
      value: { ask: `“${name}” falls on another day each year, which a rule cannot say. Which day should it be?` },
      end: date.end,
    };
  }
  const [, month, day] = date.value.date.split('-').map(Number);
  return { value: { rule: ruleOf('YEARLY', { byMonth: [month as number], byMonthDay: [day as number] }) }, end: date.end };
}

const isPlain = ({ byDay, byMonthDay, byMonth }: Rule) => byDay.length + byMonthDay.length + byMonth.length === 0;

/** `… on the 15th`, `… on Monday and Thursday`, `… on 3 May`, `… in July`: what narrows a rule that was read before. */
export function readNarrower(scope: Scope, at: number, rule: Rule): Found | null {
  const on = afterAny(scope, skip(scope, at, [',']), ['on', 'in', 'at']) ?? skip(scope, at, [',']);
  if (rule.frequency === 'YEARLY' && isPlain(rule)) {
    const date = readYearly(scope, on);
    if (date && !('ask' in date.value)) return { ...date, value: { rule: { ...date.value.rule, interval: rule.interval } } };
    if (date) return date;
    const days = readDaysOfMonth(scope, on);
    const of = days && afterAny(scope, days.end, ['of', 'in']);
    const month = of === null || of === undefined ? null : readMonth(scope, of);
    if (days && month) return { value: { rule: { ...rule, ...days.value, byMonth: [month.value] } }, end: month.end };
  }
  if (rule.frequency === 'MONTHLY' && isPlain(rule)) {
    const days = readDaysOfMonth(scope, on);
    if (days && isBorder(scope, days.end))
      return { value: { rule: { ...rule, ...days.value } }, end: afterAny(scope, days.end, ['of the month']) ?? days.end };
  }
  const weekdays = (rule.frequency === 'WEEKLY' || rule.frequency === 'DAILY') && isPlain(rule) ? readWeekdays(scope, on) : null;
  if (weekdays && (rule.frequency === 'WEEKLY' || (rule.interval === 1 && weekdays.value.isPlural))) {
    return { value: { rule: { ...rule, frequency: 'WEEKLY', byDay: weekdays.value.codes } }, end: weekdays.end };
  }
  const month = wordAt(scope, on - 1) === 'in' && rule.byMonth.length === 0 ? readMonth(scope, on) : null;
  if (month && /DAILY|WEEKLY|YEARLY/.test(rule.frequency)) {
    const byMonthDay = rule.frequency === 'YEARLY' && rule.byDay.length === 0 ? [1] : rule.byMonthDay;
    const notes =
      rule.frequency === 'YEARLY'
        ? [`I took the 1st of ${sayTokens(scope, month.end - 1, month.end)}, as no day was named.`]
        : [];
    return { value: { rule: { ...rule, byMonth: [month.value], byMonthDay } }, end: month.end, notes };
  }
  return null;
}
