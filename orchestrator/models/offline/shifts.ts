import { readDuration, shiftDay } from '../../../lib/shared/time-words/durations.ts';
import { scanTimes } from '../../../lib/shared/time-words/find-times.ts';
import { afterAny, skip, toScope } from '../../../lib/shared/time-words/scope.ts';
import { toClockText } from '../../../lib/shared/time-words/time-of-day.ts';
import { askDays, sayDay, withNotes } from './date-plan.ts';
import { type Ability, type LocalTime, type Plan, sayOnly } from './plan.ts';
import { findWhens, toTimeOfDay } from './when.ts';

type Sum = { minutes: number; isBack: boolean; duration: NonNullable<ReturnType<typeof readDuration>>['value']; rest: string };

/** `add 45 days to …`, `subtract 3 weeks from …`, `… plus 10 days`. */
function toSum(text: string, now: LocalTime): Sum | null {
  const scope = toScope(text, now);
  const add = afterAny(scope, 0, [
    'add',
    'subtract',
    'take',
    'calculate',
    'what is',
    "what's",
    'what date is',
    'what day is',
    'what time is',
    'what is the date',
  ]);
  const verb = /^(?:add|subtract|take)\b/.exec(text)?.[0];
  for (let at = verb ? (add ?? 0) : 0; at < scope.tokens.length; at += 1) {
    const sign = afterAny(scope, at, ['plus', 'minus', '+', '-']);
    if (!verb && sign === null) continue;
    const duration = readDuration(scope, sign ?? skip(scope, at, ['away']));
    if (!duration) {
      if (verb) return null;
      continue;
    }
    const word = scope.tokens[at]?.word ?? '';
    const isBack = verb ? verb !== 'add' : word === 'minus' || word === '-';
    const start = scope.tokens[at]?.start ?? 0;
    const end = scope.tokens[duration.end - 1]?.end ?? 0;
    return {
      minutes: duration.value.seconds / 60,
      isBack,
      duration: duration.value,
      rest: `${text.slice(0, start)} , ${text.slice(end).replace(/^\s*(?:to|from)\b/, '')}`,
    };
  }
  return null;
}

/** `add 45 days to 2026-01-10`, `14:30 plus 90 minutes` */
export const sums: Ability = ({ lower, now }) => {
  const sum = toSum(lower, now);
  if (!sum) return null;
  const sign = sum.isBack ? -1 : 1;
  const [when] = findWhens(sum.rest, now).whens;
  if (when && sum.minutes === 0) {
    const { date, notes } = shiftDay(when.date, sum.duration, sign);
    return askDays(now, [date], (done) => withNotes(`It is ${sayDay(done[0])}.`, [...when.notes, ...notes]));
  }
  const clock = toTimeOfDay(sum.rest);
  if (!clock || when || sum.minutes === 0) return null;
  return sayClock(Number(clock.time.slice(0, 2)) * 60 + Number(clock.time.slice(3)) + Math.round(sum.minutes) * sign);
};

function sayClock(minutes: number): Plan {
  const days = Math.floor(minutes / 1440);
  const day =
    days === 0
      ? ''
      : days === 1
        ? ' on the next day'
        : days === -1
          ? ' on the day before'
          : ` ${Math.abs(days)} days ${days > 0 ? 'later' : 'earlier'}`;
  return sayOnly('dates', `It is **${toClockText(((minutes % 1440) + 1440) % 1440)}**${day}.`);
}

/** `what time is 90 minutes after 14:30` */
export const shiftedClocks: Ability = ({ lower, now }) => {
  if (!/\b(?:after|before|from|past|earlier|later)\b/.test(lower)) return null;
  const parts = scanTimes(toScope(lower, now));
  const [part] = parts;
  return parts.length === 1 && part?.kind === 'clock' && part.isCounted ? sayClock(part.clock.minutes) : null;
};
