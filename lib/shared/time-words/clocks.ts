import { type Place, readPlace } from '../places.ts';
import { type BareClock, type Problem, readBareClock } from './bare-clocks.ts';
import { type DayPart, readDayPart } from './day-parts.ts';
import { after, afterAny, type Read, type Reader, type Scope, sayTokens, skip, wordAt } from './scope.ts';

/** A time of day. `minutes` may be 1440: the end of the day. */
export type Clock = BareClock & {
  place: Place | null;
  /** The begin of a range. */
  isRange: boolean;
  /** The words, for what is said about them. */
  said: string;
};

const INTRODUCTIONS = [
  'at about',
  'at around',
  'at exactly',
  'at',
  '@',
  'by',
  'around',
  'about',
  'before',
  'after',
  'until',
  'till',
];

/** `UTC`, `Berlin time`, `Eastern Time`. */
function readZone(scope: Scope, at: number): Read<Place> | null {
  const start = skip(scope, at, [',', '(']);
  const close = (end: number) => skip(scope, end, [')']);
  const place = readPlace((index) => wordAt(scope, start + index));
  if (!place) return null;
  const end = start + place.words;
  if (place.isZone) return { value: place.place, end: close(end) };
  const behind = skip(scope, end, ["'s"]);
  const time = after(scope, behind, 'time') ?? after(scope, behind, 'local time');
  return time === null ? null : { value: place.place, end: close(time) };
}

/** Which half of the day, where "in the evening" or "tonight" says it. */
function settle(clock: BareClock, part: DayPart): number {
  const { minutes } = clock;
  if (!clock.isDoubtful) return minutes;
  const early = minutes % 720;
  if (part === 'morning') return early;
  if (part !== 'night') return early + 720;
  return early >= 5 * 60 ? early + 720 : early;
}

/** `between 5 and 6pm`, `from 9:00 to 10:00`: its begin counts. */
function readRange(scope: Scope, at: number): Read<BareClock> | null {
  const start = afterAny(scope, at, ['between', 'from', 'anytime between']);
  const first = start === null ? null : readBareClock(scope, start, true, true);
  const border = first && afterAny(scope, first.end, ['and', 'to', '-', 'till', 'until']);
  const last = border === null || border === undefined ? null : readBareClock(scope, border, true, true);
  if (!first || !last || 'ask' in first.value || 'ask' in last.value) return null;
  // In "between 5 and 6pm" the half of the day is said once.
  const isSame =
    first.value.isDoubtful &&
    !last.value.isDoubtful &&
    last.value.minutes >= 720 &&
    first.value.minutes + 720 < last.value.minutes;
  const minutes = isSame ? first.value.minutes + 720 : first.value.minutes;
  const notes = [`I took the begin of “${sayTokens(scope, at, last.end)}”.`];
  return { value: { ...first.value, minutes, isDoubtful: first.value.isDoubtful && !isSame }, end: last.end, notes };
}

/** `at 5`, `half past 8 in the morning`, `17:00 Berlin time`. */
export const readClock: Reader<Clock | Problem> = (scope, at) => {
  const range = readRange(scope, at);
  const introduced = afterAny(scope, at, INTRODUCTIONS);
  const start = introduced ?? at;
  const found = range ?? readBareClock(scope, start, introduced !== null);
  if (!found) return null;
  if ('ask' in found.value) return { value: found.value, end: found.end };
  let { end } = found;
  let clock: BareClock = found.value;
  end = skip(scope, end, ['sharp', 'exactly']);
  const part = readDayPart(scope, end);
  if (part && !part.value.isToday && clock.isDoubtful) {
    clock = { ...clock, minutes: settle(clock, part.value.part), isDoubtful: false };
    end = part.end;
  }
  const zone = readZone(scope, end);
  if (zone) ({ end } = zone);
  const said = sayTokens(scope, at, end);
  return { value: { ...clock, place: zone?.value ?? null, isRange: range !== null, said }, end, notes: range?.notes ?? [] };
};

/** The time in its half of the day, once another word says which. */
export function inDayPart(clock: Clock, part: DayPart): Clock {
  return clock.isDoubtful ? { ...clock, minutes: settle(clock, part), isDoubtful: false } : clock;
}
