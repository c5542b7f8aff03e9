import { isGluedAt, isNumberAt, isWordAt, type Read, type Script, textAt, toQuantity } from './cursor.ts';
import { toLoneMonth, toMonth, toWeekday } from './months.ts';
import type { CalendarDate } from './quantity.ts';

const ORDINAL_ENDING = /^(?:st|nd|rd|th|er|re|e|eme|de|º|o|a)$/;
const OF = /^(?:of|de|del|di|du|da|do|the|van|im|en)$/;

function toRead(date: CalendarDate, next: number): Read {
  return { quantity: toQuantity('date', [], { date, text: [date.year, date.month, date.day].join('-') }), next };
}

const isDay = (day: number) => day >= 1 && day <= 31;
const isMonth = (month: number) => month >= 1 && month <= 12;
const toYear = (text: string): number => (text.length === 2 ? Number(text) + (Number(text) < 70 ? 2000 : 1900) : Number(text));

/** `2024-03-04`, `04.03.2024`, `3/4/24`. */
function readFigures(script: Script, at: number): Read | null {
  const text = textAt(script, at);
  const iso = /^(\d{4})$/.test(text) && textAt(script, at + 1) === '-' && isGluedAt(script, at + 1) && isGluedAt(script, at + 2);
  if (
    iso &&
    isNumberAt(script, at + 2) &&
    textAt(script, at + 3) === '-' &&
    isNumberAt(script, at + 4) &&
    isGluedAt(script, at + 4)
  ) {
    const [month, day] = [Number(textAt(script, at + 2)), Number(textAt(script, at + 4))];
    if (isMonth(month) && isDay(day)) return toRead({ year: Number(text), month, day }, at + 5);
  }
  const backwards = /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/.exec(text);
  if (backwards) {
    const [year, month, day] = backwards.slice(1).map(Number) as [number, number, number];
    if (isMonth(month) && isDay(day)) return toRead({ year, month, day }, at + 1);
  }
  const parts = /^(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})$/.exec(text);
  if (!parts) return null;
  const [, left = '', mark, right = '', yearText = ''] = parts;
  if (mark === '.' && yearText.length === 2 && !(left.length === 2 && right.length === 2)) return null;
  const [first, second, year] = [Number(left), Number(right), toYear(yearText)];
  if (mark === '.' || !isMonth(first))
    return isDay(first) && isMonth(second) ? toRead({ year, month: second, day: first }, at + 1) : null;
  if (!isMonth(second)) return isDay(second) ? toRead({ year, month: first, day: second }, at + 1) : null;
  return toRead({ year, month: second, day: first, isEitherOrder: true }, at + 1);
}

/** A year behind `at`, with a comma or `of` before it. */
function readYear(script: Script, at: number): { year?: number; next: number } {
  let place = at;
  if (textAt(script, place) === '.' && isGluedAt(script, place)) place += 1;
  if (textAt(script, place) === ',' || OF.test(textAt(script, place))) place += 1;
  return /^[12]\d{3}$/.test(textAt(script, place)) ? { year: Number(textAt(script, place)), next: place + 1 } : { next: at };
}

/** `4 March 2024`, `4th of March`, `1er septembre`, `4. März 2024`. */
function readDayFirst(script: Script, at: number): Read | null {
  if (!/^\d{1,2}$/.test(textAt(script, at)) || !isDay(Number(textAt(script, at)))) return null;
  let place = at + 1;
  if (isGluedAt(script, place) && (ORDINAL_ENDING.test(textAt(script, place)) || textAt(script, place) === '.')) place += 1;
  while (OF.test(textAt(script, place))) place += 1;
  const month = isWordAt(script, place) ? toMonth(textAt(script, place)) : null;
  if (month === null) return null;
  const { year, next } = readYear(script, place + 1);
  return toRead({ ...(year === undefined ? {} : { year }), month, day: Number(textAt(script, at)) }, next);
}

/** `March 4th, 2024`, `May 2024`, `in March`. */
function readMonthFirst(script: Script, at: number): Read | null {
  if (!isWordAt(script, at)) return null;
  const word = textAt(script, at);
  const month = toMonth(word);
  if (month === null) return null;
  let place = at + 1;
  if (textAt(script, place) === '.' && isGluedAt(script, place)) place += 1;
  const figure = textAt(script, place);
  if (/^\d{1,2}$/.test(figure) && isDay(Number(figure)) && !(isGluedAt(script, place + 1) && textAt(script, place + 1) === '%')) {
    place += 1;
    if (isGluedAt(script, place) && ORDINAL_ENDING.test(textAt(script, place))) place += 1;
    const { year, next } = readYear(script, place);
    return toRead({ ...(year === undefined ? {} : { year }), month, day: Number(figure) }, next);
  }
  const { year, next } = readYear(script, at + 1);
  if (year !== undefined) return toRead({ year, month }, next);
  return toLoneMonth(word, textAt(script, at - 1)) === null ? null : toRead({ month }, at + 1);
}

/** `2024年3月4日`. */
function readHan(script: Script, at: number): Read | null {
  if (textAt(script, at + 1) !== '年') return null;
  const year = Number(textAt(script, at));
  if (textAt(script, at + 3) !== '月') return toRead({ year }, at + 2);
  const month = Number(textAt(script, at + 2));
  if (textAt(script, at + 5) !== '日') return toRead({ year, month }, at + 4);
  return toRead({ year, month, day: Number(textAt(script, at + 4)) }, at + 6);
}

/** A day, month or both, with the year where it is said. */
export function readDate(script: Script, at: number): Read | null {
  if (!isNumberAt(script, at)) return readMonthFirst(script, at);
  return readFigures(script, at) ?? readDayFirst(script, at) ?? readHan(script, at);
}

/** `10:30`, `9 am`, `15 Uhr`, `15h30`, in minutes of the day; an hour to twelve without a half of the day may be both. */
export function readTime(script: Script, at: number): Read | null {
  const match = /^(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?$/.exec(textAt(script, at));
  if (!isNumberAt(script, at) || !match) return null;
  let [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)];
  let next = at + 1;
  const behind = textAt(script, next);
  const isHalf = /^[ap]m$/.test(behind);
  const isHour = /^(?:uhr|o'clock|h)$/.test(behind);
  // `41 h` is a length of time.
  if (match[2] === undefined && !isHalf && !(isHour && (behind !== 'h' || /^\d{2}$/.test(textAt(script, next + 1))))) return null;
  if (isHalf || isHour) next += 1;
  if (isHour && match[2] === undefined && /^\d{2}$/.test(textAt(script, next)) && isGluedAt(script, next)) {
    minute = Number(textAt(script, next));
    next += 1;
  }
  if (hour > 24 || minute > 59) return null;
  if (isHalf) hour = (hour % 12) + (behind === 'pm' ? 12 : 0);
  const value = hour * 60 + minute + Number(match[3] ?? 0) / 60;
  const isOpen = !isHalf && !isHour && hour >= 1 && hour < 12;
  return { quantity: toQuantity('clock', isOpen ? [value, value + 720] : [value], { step: 1 }), next };
}

/** `on Saturdays`. Beside a date it only says again which day that is. */
export function readWeekday(script: Script, at: number): Read | null {
  const day = isWordAt(script, at) ? toWeekday(textAt(script, at)) : null;
  if (day === null) return null;
  const next = textAt(script, at + 1) === ',' ? at + 2 : at + 1;
  if (readDate(script, next)) return null;
  return { quantity: toQuantity('weekday', [day]), next: at + 1 };
}
