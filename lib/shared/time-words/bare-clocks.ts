import { readCount, readWhole } from './counts.ts';
import { isTimeWord } from './function-words.ts';
import { afterAny, isTight, type Read, type Scope, skip, wordAt } from './scope.ts';

/** Words that name no day or time: `25:00`, 30 February. */
export type Problem = { ask: string };

/** A time of day as its words alone say it. `isDoubtful`: in which half of the day was not said. */
export type BareClock = { minutes: number; isDoubtful: boolean; isMidnight: boolean };

const NAMED: Readonly<Record<string, number>> = { noon: 720, midday: 720, lunchtime: 720, midnight: 1440 };

const raw = (minutes: number, isDoubtful: boolean): BareClock => ({ minutes, isDoubtful, isMidnight: false });

function readHalfOfDay(scope: Scope, at: number): Read<'am' | 'pm'> | null {
  const match = /^([ap])(?:\.?m\.?)?$/.exec(wordAt(scope, at));
  if (!match || (match[0].length === 1 && !isTight(scope, at))) return null;
  return { value: match[1] === 'a' ? 'am' : 'pm', end: at + 1 };
}

/** `5pm`, `17:00`, `9.30`, `17h30`, `1700 hours`. */
function readDigits(scope: Scope, at: number, isIntroduced: boolean): Read<BareClock | Problem> | null {
  const word = wordAt(scope, at);
  const match = /^(\d{1,2})(?:([:.])(\d{2}))?(?::\d{2})?$/.exec(word);
  if (!match) return readMilitary(scope, at);
  const [, hourText = '', mark, minuteText = '0'] = match;
  const hour = Number(hourText);
  const minute = Number(minuteText);
  const half = readHalfOfDay(scope, at + 1);
  const problem = { ask: `There is no time “${word}${half ? ` ${half.value}` : ''}”. Which time do you mean?` };
  if (half) {
    if (hour > 12 || minute > 59 || hour === 0) {
      // "17:00 pm" says the same twice.
      return hour > 12 && hour < 24 && half.value === 'pm' && minute < 60
        ? { value: raw(hour * 60 + minute, false), end: half.end }
        : { value: problem, end: half.end };
    }
    return { value: raw((hour % 12) * 60 + minute + (half.value === 'pm' ? 720 : 0), false), end: half.end };
  }
  if (mark === undefined) return readHours(scope, at, hour, isIntroduced);
  if (mark === '.' && !isIntroduced) return null;
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return { value: problem, end: at + 1 };
  const end = skip(scope, at + 1, ['h', 'hours', 'uhr', 'hrs']);
  return { value: raw(hour * 60 + minute, end === at + 1 && hourText.length === 1 && hour > 0), end };
}

/** `17h30`, `5 o'clock`, and behind "at" the hour alone. */
function readHours(scope: Scope, at: number, hour: number, isIntroduced: boolean): Read<BareClock | Problem> | null {
  const next = wordAt(scope, at + 1);
  if (next === 'h' && isTight(scope, at + 1)) {
    if (hour > 24) return null;
    const minute = /^[0-5]\d$/.test(wordAt(scope, at + 2)) && isTight(scope, at + 2) ? Number(wordAt(scope, at + 2)) : null;
    // "in 2h30" was read as a duration before.
    return { value: raw(hour * 60 + (minute ?? 0), false), end: minute === null ? at + 2 : at + 3 };
  }
  const isClock = next === "o'clock" || next === 'oclock';
  if (!isClock && !isIntroduced) return null;
  const end = isClock ? at + 2 : at + 1;
  if (!isClock && !isTimeWord(scope, end)) return null;
  if (hour > 24) return { value: { ask: `There is no time “${hour}”. Which time do you mean?` }, end };
  return { value: raw(hour * 60, hour >= 1 && hour <= 12), end };
}

/** `1700 hours`, `0930h`. */
function readMilitary(scope: Scope, at: number): Read<BareClock> | null {
  const match = /^([01]\d|2[0-3])([0-5]\d)$/.exec(wordAt(scope, at));
  const end = afterAny(scope, at + 1, ['hours', 'hrs', 'h']);
  return match && end !== null ? { value: raw(Number(match[1]) * 60 + Number(match[2]), false), end } : null;
}

/** `eight`, `8`, `noon` behind "half past". */
function readHourName(scope: Scope, at: number): Read<BareClock> | null {
  const named = NAMED[wordAt(scope, at)];
  if (named !== undefined) return { value: { minutes: named, isDoubtful: false, isMidnight: false }, end: at + 1 };
  const hour = readWhole(scope, at);
  if (!hour || hour.value > 24) return null;
  const half = readHalfOfDay(scope, hour.end);
  if (half && hour.value <= 12) {
    return { value: raw((hour.value % 12) * 60 + (half.value === 'pm' ? 720 : 0), false), end: half.end };
  }
  return { value: raw(hour.value * 60, hour.value >= 1 && hour.value <= 12), end: skip(scope, hour.end, ["o'clock"]) };
}

/** `half past 8`, `quarter to nine`, `ten past 5`, and the British `half 8`. */
function readSpoken(scope: Scope, at: number): Read<BareClock> | null {
  const start = skip(scope, at, ['a']);
  const name = wordAt(scope, start);
  const minutes =
    name === 'half'
      ? { value: 30, end: start + 1 }
      : name === 'quarter'
        ? { value: 15, end: start + 1 }
        : readWhole(scope, start);
  if (!minutes || minutes.value < 1 || minutes.value > 59) return null;
  const border = skip(scope, skip(scope, minutes.end, ['-']), ['minutes', 'min', 'mins']);
  const word = wordAt(scope, border);
  const isPast = word === 'past' || (word === 'after' && name !== 'half');
  const isBefore = /^(?:to|till|til|of|before)$/.test(word) && name !== 'half';
  // "10 minutes before 5pm" is a distance from a time, and "5 to 6" a range.
  if (!isPast && !isBefore) return null;
  if (border > minutes.end && word !== 'past' && word !== 'to') return null;
  const hour = readHourName(scope, skip(scope, border + 1, ['-']));
  if (!hour || (word === 'of' && name !== 'quarter')) return null;
  const total = hour.value.minutes + (isPast ? minutes.value : -minutes.value);
  return { value: { ...hour.value, minutes: (total + 1440) % 1440 }, end: hour.end };
}

/** `5pm`, `noon`, `half past 8`; behind "at" also the hour alone. In a range, "9 to 10" are two times. */
export function readBareClock(
  scope: Scope,
  at: number,
  isIntroduced: boolean,
  isRange = false,
): Read<BareClock | Problem> | null {
  const named = NAMED[wordAt(scope, at)];
  if (named !== undefined) {
    const isMidnight = named === 1440;
    return { value: { minutes: named, isDoubtful: false, isMidnight }, end: at + 1 };
  }
  const spoken = isRange ? null : readSpoken(scope, at);
  if (spoken) return spoken;
  if (isIntroduced && wordAt(scope, at) === 'half') {
    const hour = readHourName(scope, at + 1);
    if (hour) return { value: { ...hour.value, minutes: hour.value.minutes + 30 }, end: hour.end };
  }
  const digits = readDigits(scope, at, isIntroduced);
  if (digits) return digits;
  const word = readCount(scope, at);
  if (!word || !Number.isInteger(word.value) || /^(?:an?|\d.*)$/.test(wordAt(scope, at)) || word.value > 12) return null;
  const half = readHalfOfDay(scope, word.end);
  if (half) return { value: raw((word.value % 12) * 60 + (half.value === 'pm' ? 720 : 0), false), end: half.end };
  return readHours(scope, word.end - 1, word.value, isIntroduced);
}
