import { type Found, scanTimes } from '../../../lib/shared/time-words/find-times.ts';
import { type Scope, sayTokens, toScope } from '../../../lib/shared/time-words/scope.ts';
import { toClockText } from '../../../lib/shared/time-words/time-of-day.ts';
import { toWallTime } from '../../../lib/shared/wall-time.ts';
import type { LocalTime } from './plan.ts';

/** A day or moment that words name. `time` is `HH:MM`; absent: the whole day. `phrase` is the words themselves. */
export type When = { date: string; time?: string; phrase: string; notes: readonly string[] };

function toWhens(scope: Scope, found: Found): When[] {
  const { start, end, notes } = found;
  const phrase = sayTokens(scope, start, end);
  if (found.kind === 'day') return [{ date: found.date, phrase, notes }];
  if (found.kind === 'part' && found.isToday) return [{ date: scope.today, phrase, notes }];
  if (found.kind !== 'moment') return [];
  const wall = new Date(toWallTime(found.ms, scope.zone)).toISOString();
  return [{ date: wall.slice(0, 10), time: wall.slice(11, 16), phrase, notes }];
}

/** The days and moments that a text names, seen from now, in their order; `problem` says which of them does not exist. */
export function findWhens(text: string, now: LocalTime, isPast = false): { whens: When[]; problem: string | null } {
  const scope = toScope(text, now, isPast);
  const found = scanTimes(scope);
  const problem = found.find((part) => part.kind === 'problem');
  return { whens: found.flatMap((part) => toWhens(scope, part)), problem: problem?.kind === 'problem' ? problem.ask : null };
}

/** The first of them. */
export const toWhen = (text: string, now: LocalTime): When | null => findWhens(text, now).whens[0] ?? null;

const ANY_MOMENT: LocalTime = { ms: 0, date: '1970-01-01', time: '00:00', zone: 'UTC' };

/** `HH:MM` of the first time of day in the text. */
export function toTimeOfDay(text: string): { time: string; phrase: string } | null {
  const scope = toScope(text, ANY_MOMENT);
  const found = scanTimes(scope).find((part) => part.kind === 'clock');
  return found?.kind === 'clock'
    ? { time: toClockText(found.clock.minutes), phrase: sayTokens(scope, found.start, found.end) }
    : null;
}
