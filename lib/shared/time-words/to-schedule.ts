import type { Found } from './find-times.ts';
import type { Question, Schedule } from './schedule.ts';
import type { Scope } from './scope.ts';
import { toOnce } from './to-once.ts';
import { toSeries } from './to-series.ts';

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Two days or two times that cannot both be meant. */
function findConflict(found: readonly Found[]): string | null {
  const problem = found.find((part) => part.kind === 'problem');
  if (problem) return problem.ask;
  const days = distinct(found.flatMap((part) => (part.kind === 'day' ? [part.date] : [])));
  const moments = found.filter(({ kind }) => kind === 'moment');
  if (days.length > 1) return `I read several days: ${days.join(' and ')}. Which one do you mean?`;
  if (moments.length + Math.min(days.length, 1) > 1) return 'I read several times for one thing. When should it be?';
  const clocks = distinct(found.flatMap((part) => (part.kind === 'clock' ? [part.clock.said] : [])));
  if (clocks.length > 1)
    return `I read several times: ${clocks.join(' and ')}. One reminder has one time; which one should it be?`;
  if (clocks.length > 0 && moments.length > 0) return 'I read a time and a distance from now. Which one do you mean?';
  if (found.filter(({ kind }) => kind === 'rule').length > 1)
    return 'I read several rules for one thing. How often should it be?';
  return null;
}

/** Puts together what the words say. `null`: nothing about time. Never throws. */
export function toSchedule(found: readonly Found[], scope: Scope): Schedule | Question | null {
  const conflict = findConflict(found);
  if (conflict !== null) return { ask: conflict };
  const schedule = found.some(({ kind }) => kind === 'rule') ? toSeries(found, scope) : toOnce(found, scope);
  if (schedule === null || 'ask' in schedule) return schedule;
  if (schedule.dueAt >= Date.UTC(10_000, 0, 1))
    return { ask: 'That is too far away: I know the years until 9999. When should it be?' };
  return { ...schedule, notes: distinct([...found.flatMap(({ notes }) => notes), ...schedule.notes]) };
}
