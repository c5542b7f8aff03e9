import type { JsonObject } from '../../../../lib/contract/primitives.ts';
import type { TaskSlots } from './task-slots.ts';

/** A day or a moment of the user's own time, as task tools take it. */
export function toDue({ date, time }: Pick<TaskSlots, 'date' | 'time'>): string | undefined {
  if (date === undefined) return undefined;
  return time === undefined ? date : `${date}T${time}`;
}

/** The words of a message as arguments of `create_task` and `update_task`. */
export function toTaskArguments({ title, date, time, rule, priority }: Partial<TaskSlots>): JsonObject {
  const due = toDue({ ...(date === undefined ? {} : { date }), ...(time === undefined ? {} : { time }) });
  return {
    ...(title === undefined ? {} : { title }),
    ...(due === undefined ? {} : { due }),
    ...(rule === undefined ? {} : { recurrence: rule }),
    ...(priority === undefined ? {} : { priority }),
  };
}
