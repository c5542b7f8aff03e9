import { ages } from './ages.ts';
import { calendarFacts } from './calendar-facts.ts';
import { remaining, yesOrNo } from './calendar-periods.ts';
import { askDays, sayDay, sayLength, toMeasure, withNotes } from './date-plan.ts';
import { type Ability, type Plan, type Question, sayOnly } from './plan.ts';
import { shiftedClocks, sums } from './shifts.ts';
import { businessDays, clockSpans, daySpans, momentSpans } from './spans.ts';
import { findWhens, type When } from './when.ts';

const ASKS =
  /^\d|^(?:what|when|which|how|is|was|will|are|does|did|do|add|give|show|date|day|days|weeks|months|years|hours|minutes|business|working|today|tomorrow|current|the|number|count|calculate|compute|subtract|take|in|on|a|an|one|two|three|four|five|six|ten|twenty|thirty|forty|fifty|sixty|ninety|hundred)\b/;

const SUBJECT = /\b(?:days?|dates?|weekdays?|weeks?|months?|how long|when|today|tomorrow|yesterday|easter|christmas)\b/;

/** What is left of a question about a day once the day itself is taken out: nothing but the words of asking. */
const FILLER =
  /\b(?:what|whats|what's|when|when's|which|how|many|much|long|is|was|will|are|were|be|did|does|do|it|there|that|this|the|a|of|in|on|to|until|till|til|since|for|from|now|and|between|left|more|remain|remaining|have|has|had|passed|gone|went|by|fall|falls|fell|days?|nights?|weeks?|months?|years?|dates?|weekdays?|today|today's|current|my|our|your|birthday|give|show|me|exact|calendar|next|at|right|us|your|anniversary|count|number|compute|calculate|take|sleeps|away|far|next|week's|born|birth|tomorrow's|yesterday's|if|we|i)(?:'s)?\b/g;

const asksToday = (text: string) =>
  /\b(?:date|day|weekday)\b/.test(text) && /\b(?:today|current|what|which|the)\b/.test(text) && !/\bhow\b/.test(text);

const IS_PAST = /\b(?:since|ago|passed|was|were|did|elapsed|gone|last|past)\b/;
const IS_AHEAD = /\b(?:until|till|til|will|next|coming)\b/;

/** What is no time and no word of asking: then it is another question, such as who won on some day. */
function isForeign(text: string, whens: readonly When[], isDistance: boolean): boolean {
  let rest = whens.some(({ time }) => time !== undefined) ? text.replace(/\btime\b/, ' ') : text;
  for (const { phrase } of whens) rest = rest.replace(phrase, ' ');
  const leftOver = rest
    .replaceAll(/'s\b/g, '')
    .replaceAll(FILLER, '')
    .replaceAll(/[\s\d,?.!:'"()-]/g, '');
  return leftOver !== '' && !isDistance;
}

/** "… was **108 days ago**.", "… is in **24 days**.", a line for each day that is asked about. */
function sayDistances(whens: readonly When[], now: Question['now'], text: string): Plan {
  const measure = toMeasure(text) ?? 'days';
  const dates = whens.map(({ date }) => date);
  return askDays(now, dates, (done) =>
    whens
      .map(({ date, notes }, index) => {
        const day = done[index];
        const days = Number(day?.data.days_from_today);
        if (days === 0) return withNotes(`${sayDay(day)} is today.`, notes);
        const length = sayLength(date, now.date, measure);
        if (days > 0) return withNotes(`${sayDay(day)} is in ${length}.`, notes);
        return withNotes(`${sayDay(day)} was ${length.replace(/^\*\*(.*?)\*\*/, '**$1 ago**')}.`, notes);
      })
      .join('\n\n'),
  );
}

function sayWeekday(when: When, now: Question['now']): Plan {
  return askDays(now, [when.date], ([day]) =>
    withNotes(
      `${when.date} ${Number(day?.data.days_from_today) < 0 ? 'was' : 'is'} a **${String(day?.data.weekday)}**.`,
      when.notes,
    ),
  );
}

function sayMoment({ time, date, notes }: When, now: Question['now']): Plan {
  return askDays(now, [date], ([day]) =>
    withNotes(`${date < now.date ? 'It was' : 'It is'} **${String(time)}** on ${sayDay(day)}.`, notes),
  );
}

/** One day, and what is asked about it. */
const namedDay: Ability = ({ lower, now }) => {
  const isPast = IS_PAST.test(lower) && !IS_AHEAD.test(lower);
  const { whens, problem } = findWhens(lower, now, isPast);
  const isDistance =
    whens.length === 1 && /^how (?:many (?:days|weeks|months|years)|long)\b.*\b(?:until|till?|before|since|ago)\b/.test(lower);
  if (
    problem !== null &&
    !isForeign(
      lower.replaceAll(/\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b/g, ''),
      whens,
      false,
    )
  ) {
    return sayOnly('dates', problem);
  }
  if (isForeign(lower, whens, isDistance)) return null;
  const [when] = whens;
  if (!when) return asksToday(lower) ? askDays(now, [null], (done) => `Today is ${sayDay(done[0])}.`) : null;
  if (whens.length > 1 && whens.every(({ time }) => time === undefined)) return sayDistances(whens, now, lower);
  if (when.time !== undefined) return sayMoment(when, now);
  if (when.date === now.date && !/^how\b/.test(lower))
    return askDays(now, [null], (done) => withNotes(`Today is ${sayDay(done[0])}.`, when.notes));
  const asksWeekday =
    /\b(?:what|which) (?:day|weekday)\b/.test(lower) &&
    /\d/.test(when.phrase) &&
    !/\b(?:in|ago|from|before|after)\b/.test(when.phrase);
  return asksWeekday ? sayWeekday(when, now) : sayDistances([when], now, lower);
};

const ABILITIES: readonly Ability[] = [
  calendarFacts,
  ages,
  clockSpans,
  momentSpans,
  sums,
  shiftedClocks,
  remaining,
  businessDays,
  daySpans,
  yesOrNo,
  namedDay,
];

/** The calendar: days, distances, durations, through the `current_time` tool where the present matters. */
export const dates: Ability = (asked: Question) => {
  const question = { ...asked, lower: asked.lower.replaceAll(/\b(today|tomorrow|yesterday)'s\b/g, '$1') };
  if (
    !ASKS.test(question.lower) ||
    !(
      SUBJECT.test(question.lower) ||
      /\b(?:hours?|minutes?|time|old|age|quarter|leap|years?|ago|weekend|since|until|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b/.test(
        question.lower,
      )
    )
  )
    return null;
  for (const ability of ABILITIES) {
    const plan = ability(question);
    if (plan) return plan;
  }
  return null;
};

/** Questions that hold a date or a year and so convert no units: `how many days in 2028`, `2026-01-31 plus 1 month`. */
export const datedQuestions: Ability = (question) =>
  /\b\d{4}-\d{2}-\d{2}\b|^how many [a-z ]+ (?:in|has|does) (?:[a-z]+ )?[12]\d{3}(?: have)?$/.test(question.lower)
    ? dates(question)
    : null;
