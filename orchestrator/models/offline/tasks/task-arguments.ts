import type { JsonObject } from '../../../../lib/contract/primitives.ts';
import type { TaskSlots } from './task-slots.ts';

/** The words of a message as arguments of `create_task` and `update_task`: days and moments of the user's own clocks. */
export function toTaskArguments({ title, date, time, rule, priority }: Partial<TaskSlots>, zone: string): JsonObject {
  return {
    ...(title === undefined ? {} : { title }),
    ...(date === undefined ? {} : { due: time === undefined ? date : `${date}T${time}` }),
    ...(rule === undefined ? {} : { recurrence: rule }),
    ...(priority === undefined ? {} : { priority }),
    time_zone: zone,
  };
}
