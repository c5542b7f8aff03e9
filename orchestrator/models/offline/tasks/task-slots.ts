import type { Found } from '../../../../lib/shared/time-words/find-times.ts';
import { sayWall } from '../../../../lib/shared/time-words/first-time.ts';
import type { Schedule } from '../../../../lib/shared/time-words/schedule.ts';
import { toScope } from '../../../../lib/shared/time-words/scope.ts';
import { toSchedule } from '../../../../lib/shared/time-words/to-schedule.ts';
import { fromWallTime, toWallTime } from '../../../../lib/shared/wall-time.ts';
import type { LocalTime } from '../plan.ts';
import { chooseTimes } from './choose-times.ts';
import { type Priority, toPriority } from './priority.ts';
import { toTitle } from './title.ts';

/** What the words about a task say. `due` is a day or a moment on the clocks of `zone`, as the tools take it. */
export type TaskSlots = {
  title: string;
  due?: string;
  zone: string;
  rule?: string;
  priority?: Priority;
  /** Which readings were taken. */
  notes: readonly string[];
};

/** Stands for a text in quotes, which is a title as it is. */
const QUOTE_MARK = '\uE000';
const QUOTED = /"[^"]+"|(?<!\w)'[^']+'(?!\w)/;

function toDueText({ dueAt, isAllDay, zone }: Schedule): string {
  if (isAllDay) return sayWall(dueAt, true);
  const wall = toWallTime(dueAt, zone);
  // What clocks show twice is written with its offset.
  if (fromWallTime(wall, zone) !== dueAt) return new Date(dueAt).toISOString();
  const text = new Date(wall).toISOString().slice(0, 19);
  return text.endsWith(':00') ? text.slice(0, 16) : text;
}

function without(text: string, found: readonly Found[], tokens: readonly { start: number; end: number }[]): string {
  let rest = '';
  let from = 0;
  for (const { start, end } of found) {
    rest += `${text.slice(from, tokens[start]?.start)} `;
    from = tokens[end - 1]?.end ?? from;
  }
  return rest + text.slice(from);
}

/**
 * Takes time, rule and priority out of the words; what stays is the title. `ask`: the words name no time that is there, or
 * several; nothing of them is dropped without being said.
 */
export function toTaskSlots(words: string, now: LocalTime): TaskSlots | { ask: string } {
  const quoted = QUOTED.exec(words)?.[0];
  let text = quoted === undefined ? words : words.replace(quoted, () => QUOTE_MARK);
  const priority = toPriority(text);
  if (priority) text = text.replace(priority.phrase, ' ').replaceAll(/\s+/g, ' ').trim();
  const scope = toScope(text, now);
  const chosen = chooseTimes(scope);
  if ('ask' in chosen) return chosen;
  const schedule = toSchedule(chosen.times, scope);
  if (schedule && 'ask' in schedule) return schedule;
  return {
    title: toTitle(without(text, chosen.times, scope.tokens), quoted, QUOTE_MARK),
    zone: schedule?.zone ?? now.zone,
    notes: [...(schedule?.notes ?? []), ...chosen.notes],
    ...(schedule ? { due: toDueText(schedule) } : {}),
    ...(schedule?.rule === undefined ? {} : { rule: schedule.rule }),
    ...(priority ? { priority: priority.priority } : {}),
  };
}
