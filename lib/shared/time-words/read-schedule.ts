import { type Found, findTimes } from './find-times.ts';
import type { Question, Schedule } from './schedule.ts';
import { type Scope, toScope } from './scope.ts';
import { toSchedule } from './to-schedule.ts';

/** Words that stand between times and mean nothing by themselves. */
const JOINTS = /^(?:and|at|on|the|due|by|for|to|from|of|in|please|starting|beginning|also|then|each|,|\.|-|;|:|\(|\)|!)$/;

function findRest({ tokens }: Scope, found: readonly Found[]): string[] {
  return tokens.flatMap(({ word }, index) =>
    found.some(({ start, end }) => index >= start && index < end) || JOINTS.test(word) ? [] : [word],
  );
}

/**
 * When words that name nothing but a time put something: `null` when they hold anything else, so that nothing is dropped
 * without a word. Throws `RangeError` for an unknown zone.
 */
export function readSchedule(words: string, now: { ms: number; zone: string }): Schedule | Question | null {
  const scope = toScope(words, now);
  const found = findTimes(scope);
  const schedule = toSchedule(found, scope);
  if (schedule && 'ask' in schedule) return schedule;
  return findRest(scope, found).length > 0 ? null : schedule;
}
