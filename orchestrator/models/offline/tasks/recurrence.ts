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
  [/\b(?:every|each) (?:single )?(?:day|morning|evening|night|afternoon)\b|\bon a daily basis\b/, 'FREQ=DAILY'],
  [/\b(?:every|each) (?:2nd|second|other) day\b/, 'FREQ=DAILY;INTERVAL=2'],
  [/\b(?:every|each) (?:2nd|second|other) week\b/, 'FREQ=WEEKLY;INTERVAL=2'],
  [/\b(?:every|each) week\b|\bonce a week\b/, 'FREQ=WEEKLY'],
  [/\b(?:every|each) month\b|\bonce a month\b/, 'FREQ=MONTHLY'],
  [/\b(?:every|each) quarter\b/, 'FREQ=MONTHLY;INTERVAL=3'],
  [/\b(?:every|each) year\b|\bonce a year\b/, 'FREQ=YEARLY'],
];

/** Only at the end: in "the weekly report" the word is a part of the name. */
const ADVERBS: Readonly<Record<string, string>> = {
  daily: 'FREQ=DAILY',
  weekly: 'FREQ=WEEKLY',
  biweekly: 'FREQ=WEEKLY;INTERVAL=2',
  fortnightly: 'FREQ=WEEKLY;INTERVAL=2',
  monthly: 'FREQ=MONTHLY',
  quarterly: 'FREQ=MONTHLY;INTERVAL=3',
  yearly: 'FREQ=YEARLY',
  annually: 'FREQ=YEARLY',
};
const ADVERB = new RegExp(`\\b(${Object.keys(ADVERBS).join('|')})(?=\\s*(?:$|[,;.]|at \\d))`);

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
  const adverb = ADVERB.exec(text);
  if (adverb) return { rule: ADVERBS[adverb[1] as string] as string, phrase: adverb[0] };
  for (const [pattern, rule] of WORDS) {
    const phrase = pattern.exec(text)?.[0];
    if (phrase !== undefined) return { rule, phrase };
  }
  return null;
}
