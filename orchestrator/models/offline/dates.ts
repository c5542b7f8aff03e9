import { toDigits } from '../../../lib/shared/calculator/words/number-words.ts';
import { addDays, addMonths, daysBetween, sayDays } from './calendar.ts';
import { calendarFacts, remaining } from './calendar-facts.ts';
import {
  type Ability,
  callThenSay,
  type LocalTime,
  type Plan,
  type Question,
  sayOnly,
  type ToolOutcome,
  toToolError,
} from './plan.ts';
import { toCount, toTimeOfDay, toWhen, type When } from './when.ts';

const ASKS =
  /^(?:what|when|which|how|is|was|will|are|add|give|show|date|day|days|weeks|today|tomorrow|current|the|number|count|calculate|compute|subtract|\d|a|an|one|two|three)\b/;

/** The tool tells weekday and distance of a day, so that all models answer alike. */
function ask(now: LocalTime, dates: readonly (string | null)[], say: (done: readonly ToolOutcome[]) => string): Plan {
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

const toDay = (outcome: ToolOutcome | undefined) => `**${String(outcome?.data.weekday)}, ${String(outcome?.data.date)}**`;

function inWeeks(count: number): string {
  const weeks = Math.floor(Math.abs(count) / 7);
  const rest = Math.abs(count) % 7;
  if (weeks === 0) return '';
  return ` (${weeks} ${weeks === 1 ? 'week' : 'weeks'}${rest === 0 ? '' : ` and ${sayDays(rest)}`})`;
}

function sayDistance([day]: readonly ToolOutcome[]): string {
  const days = Number(day?.data.days_from_today);
  if (days === 0) return `${toDay(day)} is today.`;
  return days > 0
    ? `${toDay(day)} is in **${sayDays(days)}**${inWeeks(days)}.`
    : `${toDay(day)} was **${sayDays(days)} ago**${inWeeks(days)}.`;
}

function sayWeekday([day]: readonly ToolOutcome[]): string {
  return `${String(day?.data.date)} ${Number(day?.data.days_from_today) < 0 ? 'was' : 'is'} a **${String(day?.data.weekday)}**.`;
}

/** All days that the text names, in their order. */
function findDays(text: string, now: LocalTime): { days: When[]; rest: string } {
  const days: When[] = [];
  let rest = text;
  for (let turn = 0; turn < 3; turn += 1) {
    const when = toWhen(rest, now);
    if (!when) break;
    days.push(when);
    rest = rest.replace(when.phrase, ' § ');
  }
  return { days: days.sort((a, b) => text.indexOf(a.phrase) - text.indexOf(b.phrase)), rest };
}

function toMinutes(time: string): number {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return hour * 60 + minute;
}

function toClock(minutes: number): string {
  const rest = ((minutes % 1440) + 1440) % 1440;
  return `${String(Math.floor(rest / 60)).padStart(2, '0')}:${String(rest % 60).padStart(2, '0')}`;
}

/** `how many hours between 9:15 and 17:40`, `90 minutes after 14:30` */
const clocks: Ability = ({ lower }) => {
  const first = toTimeOfDay(lower);
  if (!first) return null;
  const second = toTimeOfDay(lower.slice(lower.indexOf(first.phrase) + first.phrase.length));
  if (second && /\b(?:between|from|long|many)\b/.test(lower)) {
    const minutes = (toMinutes(second.time) - toMinutes(first.time) + 1440) % 1440;
    return sayOnly(
      'dates',
      `From ${first.time} to ${second.time} it is **${Math.floor(minutes / 60)} h ${minutes % 60} min** (${minutes} minutes).`,
    );
  }
  const span = /\b(\d+(?:\.\d+)?|an?|one|two|three|half an?) ?(hours?|hrs?|h|minutes?|mins?)\b/.exec(toDigits(lower));
  if (!span || !/\b(?:after|before|add|plus|later|earlier|from|minus|subtract)\b/.test(lower)) return null;
  const sign = /\b(?:before|earlier|minus|subtract)\b/.test(lower) ? -1 : 1;
  const minutes = toCount(span[1] as string) * (/^h/.test(span[2] as string) ? 60 : 1);
  return sayOnly('dates', `It is **${toClock(toMinutes(first.time) + sign * minutes)}**.`);
};

/** `3 weeks before 20 December 2025`, `add 45 days to 2026-01-10` */
const shifted: Ability = ({ lower, now }) => {
  const text = toDigits(lower);
  const match =
    /\b(\d{1,5}|an?) (business |working )?(day|week|month|year)s?\b.*?\b(before|after|from|to|past|prior to|following)\b/.exec(
      text,
    );
  if (!match || match[2] || /\b(?:from|past) (?:now|today)\b/.test(text)) return null;
  const when = toWhen(text.slice(match.index + match[0].length).trim(), now);
  if (!when) return null;
  const isBack = /before|prior/.test(match[4] as string) || /^(?:subtract|take)/.test(text);
  const count = toCount(match[1] as string) * (isBack ? -1 : 1);
  const unit = match[3] as string;
  const date =
    unit === 'day' || unit === 'week'
      ? addDays(when.date, count * (unit === 'week' ? 7 : 1))
      : addMonths(when.date, count * (unit === 'year' ? 12 : 1));
  return ask(now, [date], (done) => `It is ${toDay(done[0])}.`);
};

const age: Ability = ({ lower, now }) => {
  if (!/\b(?:how old|age)\b/.test(lower)) return null;
  const year = /\b(?:19|20)\d{2}\b/.exec(lower)?.[0];
  const birth = toWhen(lower, now);
  if (!birth || birth.date > now.date) {
    if (!year) return null;
    const years = Number(now.date.slice(0, 4)) - Number(year);
    return sayOnly('dates', `**${years - 1} or ${years} years**, depending on the birthday.`);
  }
  const passed = now.date.slice(5) >= birth.date.slice(5);
  const years = Number(now.date.slice(0, 4)) - Number(birth.date.slice(0, 4)) - (passed ? 0 : 1);
  return ask(
    now,
    [birth.date],
    (done) => `**${years} years**: ${toDay(done[0])} was ${sayDays(Number(done[0]?.data.days_from_today))} ago.`,
  );
};

const SUBJECT = /\b(?:days?|dates?|weekdays?|weeks?|months?|how long|when|today|tomorrow|yesterday|easter|christmas)\b/;

/** What is left of a question about a day once the day itself is taken out: nothing but the words of asking. */
const FILLER =
  /\b(?:what|whats|what's|when|when's|which|how|many|much|long|is|was|will|are|were|be|did|does|do|it|there|that|this|the|a|of|in|on|to|until|till|til|since|for|from|now|and|between|left|more|remain|remaining|have|has|had|passed|gone|went|by|fall|falls|fell|days?|nights?|weeks?|months?|years?|dates?|weekdays?|today|today's|current|my|our|your|birthday|give|show|me|exact|calendar|next|at|right|us|your|anniversary|count|number|compute|calculate|take|sleeps|away|far|next|week's|born|birth|tomorrow's|yesterday's|if|we|i)(?:'s)?\b/g;

const asksToday = (text: string) =>
  /\b(?:date|day|weekday)\b/.test(text) && /\b(?:today|current|what|which|the)\b/.test(text) && !/\bhow\b/.test(text);

const named: Ability = ({ lower, now }) => {
  const { days, rest } = findDays(lower, now);
  const isDistance =
    days.length === 1 && /^how (?:many (?:days|weeks|months)|long)\b.*\b(?:until|till?|before|since)\b/.test(lower);
  const leftOver = rest
    .replaceAll(/§|'s\b/g, '')
    .replaceAll(FILLER, '')
    .replaceAll(/[\s\d,?.!:']/g, '');
  if (leftOver !== '' && !isDistance) return null;
  const [first, second] = days;
  if (!first) return asksToday(lower) ? ask(now, [null], (done) => `Today is ${toDay(done[0])}.`) : null;
  if (second && /\b(?:between|from|to|until|and|till)\b/.test(lower)) {
    return ask(now, [first.date, second.date], (done) => {
      const count = daysBetween(first.date, second.date);
      return `From ${toDay(done[0])} to ${toDay(done[1])} it is **${count < 0 ? '-' : ''}${sayDays(count)}**${inWeeks(count)}.`;
    });
  }
  if (first.date === now.date) return ask(now, [null], (done) => `Today is ${toDay(done[0])}.`);
  const asksWeekday =
    /\b(?:what|which) (?:day|weekday)\b/.test(lower) && /\d/.test(first.phrase) && !/\b(?:in|ago|from)\b/.test(first.phrase);
  return ask(now, [first.date], asksWeekday ? sayWeekday : sayDistance);
};

const ABILITIES: readonly Ability[] = [calendarFacts, age, clocks, shifted, remaining, named];

/** The calendar: days, distances, durations, through the `current_time` tool where the present matters. */
export const dates: Ability = (question: Question) => {
  if (
    !ASKS.test(question.lower) ||
    !(SUBJECT.test(question.lower) || /\b(?:hours?|minutes?|time|old|age|quarter|leap|year)\b/.test(question.lower))
  )
    return null;
  for (const ability of ABILITIES) {
    const plan = ability(question);
    if (plan) return plan;
  }
  return null;
};
