import type { JsonObject } from '../../../../lib/contract/primitives.ts';
import type { TaskSlots } from './task-slots.ts';

/** The words of a message as arguments of `create_task`: days and moments on the clocks of the zone. */
export function toTaskArguments({ title, due, rule, priority, zone }: TaskSlots): JsonObject {
  return {
    title,
    ...(due === undefined ? {} : { due }),
    ...(rule === undefined ? {} : { recurrence: rule }),
    ...(priority === undefined ? {} : { priority }),
    time_zone: zone,
  };
}
