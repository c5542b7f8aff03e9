import { WEEKDAYS } from '../calendar.ts';
import { toCount } from '../when.ts';

/** An RFC 5545 rule and the words that stand for it. */
export type Recurrence = {
  rule: string;
  phrase: string /** The first day it can fall on, by its weekday; 0 is Sunday. */;
  weekday?: number;
};

const WORDS: readonly [RegExp, string][] = [
  [/\b(?:every|each) (?:working day|week ?day|business day)\b|\bon (?:all )?weekdays\b/, 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
  [/\b(?:every|each) (?:single )?(?:day|morning|evening|night|afternoon)\b|\b(?:on a )?daily(?: basis)?\b/, 'FREQ=DAILY'],
  [/\b(?:every|each) (?:2nd|second|other) day\b/, 'FREQ=DAILY;INTERVAL=2'],
  [/\b(?:every|each) (?:2nd|second|other) week\b|\bbiweekly\b|\bfortnightly\b/, 'FREQ=WEEKLY;INTERVAL=2'],
  [/\b(?:every|each) week\b|\b(?:once a week|weekly)\b/, 'FREQ=WEEKLY'],
  [/\b(?:every|each) month\b|\b(?:once a month|monthly)\b/, 'FREQ=MONTHLY'],
  [/\b(?:every|each) quarter\b|\bquarterly\b/, 'FREQ=MONTHLY;INTERVAL=3'],
  [/\b(?:every|each) year\b|\b(?:once a year|yearly|annually)\b/, 'FREQ=YEARLY'],
];

const DAY = new RegExp(`\\b(?:every|each) (${WEEKDAYS.join('|')})s?\\b|\\bon (${WEEKDAYS.join('|')})s\\b`);
const INTERVAL = /\b(?:every|each) (\d{1,3}|two|three|four|five|six) (day|week|month|year)s\b/;
const FREQUENCY: Readonly<Record<string, string>> = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' };

/** How often a task comes back, as far as the text says. Expects lower case. */
export function toRecurrence(text: string): Recurrence | null {
  const day = DAY.exec(text);
  if (day) {
    const weekday = WEEKDAYS.indexOf((day[1] ?? day[2]) as string);
    return { rule: `FREQ=WEEKLY;BYDAY=${(WEEKDAYS[weekday] as string).slice(0, 2).toUpperCase()}`, phrase: day[0], weekday };
  }
  const interval = INTERVAL.exec(text);
  if (interval) {
    return { rule: `FREQ=${FREQUENCY[interval[2] as string]};INTERVAL=${toCount(interval[1] as string)}`, phrase: interval[0] };
  }
  for (const [pattern, rule] of WORDS) {
    const phrase = pattern.exec(text)?.[0];
    if (phrase !== undefined) return { rule, phrase };
  }
  return null;
}
