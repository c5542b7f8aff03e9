import { z } from 'zod';
import { AppError, type FieldIssue } from '../../../lib/contract/errors.ts';
import { TASK_PRIORITIES, type TaskPatch } from '../../../lib/contract/tasks.ts';
import type { CreateId } from '../../../lib/shared/ids.ts';
import { readSchedule } from '../../../lib/shared/time-words/read-schedule.ts';
import { toZoneName } from '../../../lib/shared/wall-time.ts';
import type { TaskStore } from '../../core/tasks.ts';
import type { ToolContext } from '../../core/tool.ts';
import { toDue } from './due-words.ts';

export type TaskToolDeps = {
  tasks: TaskStore;
  createId: CreateId;
  /** Of a user who names none. */
  timeZone: string;
};

/** Models leave out what they do not need, or say `null`. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);

export const title = z.string().trim().min(1).max(300);
export const taskRef = z.string().min(1).max(300).meta({ description: 'Id of the task, or the title of an unfinished one' });
export const timeZone = optional(z.string()).meta({
  description:
    'IANA name of the zone of the user, such as Europe/Berlin, when it is known; null: the one that the application knows',
});
export const due = z.string().max(100).meta({
  description: 'A day or moment in the zone of the user: 2026-03-01, 2026-03-01T17:00, Friday, tomorrow at 5pm, in 3 days',
});
export const optionalDue = optional(due);

/** What both a new and a changed task may have. */
export const taskFields = {
  notes: optional(z.string().max(10_000)),
  priority: optional(z.enum(TASK_PRIORITIES)),
  due: optionalDue,
  recurrence: optional(z.string().max(300)).meta({
    description: 'How often it comes back: an RFC 5545 rule such as FREQ=WEEKLY;BYDAY=MO, or words such as every Monday',
  }),
  estimate_minutes: optional(z.int().min(1).max(525_600)),
  depends_on: optional(z.array(z.string()).max(100)).meta({ description: 'Ids of the tasks that must be done first' }),
  parent_task_id: optional(z.string()).meta({ description: 'Id of the task that it is a part of' }),
  time_zone: timeZone,
};

export type TaskFields = z.output<z.ZodObject<typeof taskFields>>;

/** The zone of the user; throws for one that is not known. */
export function zoneOf(named: string | null, context: ToolContext, deps: TaskToolDeps): string {
  const zone = toZoneName(named ?? context.timeZone ?? deps.timeZone);
  if (zone === null) throw new Error(`unknown time zone: ${(named ?? context.timeZone ?? deps.timeZone).slice(0, 60)}`);
  return zone;
}

export type ReadDue = Pick<TaskPatch, 'due_at' | 'all_day' | 'time_zone'>;

/** `readings` tell which of several meanings was taken. */
export function readDue(words: string, context: ToolContext, zone: string): { times: ReadDue; readings: readonly string[] } {
  const found = toDue(words, context.nowMs, zone);
  if (!found) throw new Error(`“${words}” names no day or time; say it as 2026-03-01 or 2026-03-01T17:00`);
  const { notes, ...due } = found;
  return { times: { ...due, time_zone: zone }, readings: notes };
}

export type ReadRule = { rule: string; readings: readonly string[]; times?: ReadDue };

/** An RFC 5545 rule, or words. Words also say when it is due first. */
export function readRule(words: string, context: ToolContext, zone: string): ReadRule {
  if (/FREQ=/i.test(words)) return { rule: words, readings: [] };
  const schedule = readSchedule(words, { ms: context.nowMs, zone });
  if (schedule && 'ask' in schedule) throw new Error(schedule.ask);
  if (schedule?.rule === undefined) throw new Error(`“${words}” is no recurrence; say it as FREQ=WEEKLY;BYDAY=MO`);
  const { rule, notes, dueAt, isAllDay } = schedule;
  return { rule, readings: notes, times: { due_at: dueAt, all_day: isAllDay, time_zone: schedule.zone } };
}

/** Leaves out what is `null`. */
export function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/** Says what is wrong with which field, so that the model can put it right. */
export async function explained<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const issues = error instanceof AppError ? (error.details?.issues as FieldIssue[] | undefined) : undefined;
    if (!issues) throw error;
    throw new Error(issues.map(({ path, reason }) => `${path}: ${reason}`).join('; '), { cause: error });
  }
}
