import { afterAny, type Reader, wordAt } from './scope.ts';

export type DayPart = 'morning' | 'afternoon' | 'evening' | 'night';

/** What a part of a day is taken for where no hour is said. */
export const PART_MINUTES: Readonly<Record<DayPart, number>> = { morning: 540, afternoon: 900, evening: 1140, night: 1260 };

const TODAY = ['this morning', 'this afternoon', 'this evening', 'tonight', 'this night', 'later tonight'];
const INTRODUCED = [
  'first thing in the morning',
  'early in the morning',
  'in the early morning',
  'in the late afternoon',
  'in the late evening',
  'late at night',
  'in the morning',
  'in the mornings',
  'in the afternoon',
  'in the afternoons',
  'in the evening',
  'in the evenings',
  'at night',
  'in the night',
  'during the night',
];
const PLAIN = /^(?:early |late )?(morning|afternoon|evening|night)$/;

/** `tonight`, `in the morning`; behind a day also `evening` alone, with `isAlone`. */
export const readDayPart: Reader<{ part: DayPart; isToday: boolean; isAlone: boolean }> = (scope, at) => {
  const isToday = afterAny(scope, at, TODAY);
  const end = isToday ?? afterAny(scope, at, INTRODUCED);
  if (end !== null) {
    const word = wordAt(scope, end - 1)
      .replace(/s$/, '')
      .replace('tonight', 'night');
    return { value: { part: word as DayPart, isToday: isToday !== null, isAlone: false }, end };
  }
  const isLong = /^(?:early|late)$/.test(wordAt(scope, at));
  const match = PLAIN.exec(isLong ? `${wordAt(scope, at)} ${wordAt(scope, at + 1)}` : wordAt(scope, at));
  return match ? { value: { part: match[1] as DayPart, isToday: false, isAlone: true }, end: at + (isLong ? 2 : 1) } : null;
};
