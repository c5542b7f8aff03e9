import type { TaskPatch } from '../../lib/contract/tasks.ts';
import { fromWallTime } from '../../lib/shared/wall-time.ts';

/** What a date and a time field mean; without a time the whole day, without a date nothing. */
export function readDue(
  date: string,
  time: string,
  timeZone: string,
): Required<Pick<TaskPatch, 'due_at' | 'all_day' | 'time_zone'>> {
  if (date === '') return { due_at: null, all_day: false, time_zone: null };
  const wall = Date.parse(`${date}T${time === '' ? '00:00' : time}Z`);
  return { due_at: time === '' ? wall : fromWallTime(wall, timeZone), all_day: time === '', time_zone: timeZone };
}
