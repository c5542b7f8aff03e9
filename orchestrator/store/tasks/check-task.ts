import { type FieldIssue, validationFailed } from '../../../lib/contract/errors.ts';
import type { Task } from '../../../lib/contract/tasks.ts';
import { readRecurrence } from '../../../lib/shared/recurrence.ts';
import { toDay, toZoneName } from '../../../lib/shared/wall-time.ts';

/** The fields that depend on each other. */
type Times = Pick<Task, 'due_at' | 'all_day' | 'time_zone' | 'recurrence'>;

/** Brings them into their stored form; what does not go together is added to the issues. */
export function checkTimes(times: Times, prefix: string, issues: FieldIssue[]): Times {
  const { due_at, all_day, time_zone, recurrence } = times;
  const report = (field: keyof Times, reason: string) => issues.push({ path: prefix + field, reason });
  const zoneName = time_zone === null ? null : toZoneName(time_zone);
  if (time_zone !== null && zoneName === null) report('time_zone', 'must be an IANA name such as Europe/Berlin');
  if (due_at === null) {
    if (all_day) report('all_day', 'needs a due date');
    if (recurrence !== null) report('recurrence', 'needs a due date');
  } else if (all_day && toDay(due_at) !== due_at) {
    report('due_at', 'must be 00:00 UTC of its day for a task of all day');
  }
  const checked = { ...times, time_zone: zoneName };
  if (recurrence === null || issues.length > 0) return checked;
  const read = readRecurrence(recurrence, checked);
  if ('rule' in read) return { ...checked, recurrence: read.rule };
  report('recurrence', read.reason);
  return checked;
}

export function throwIssues(issues: FieldIssue[]): void {
  if (issues.length > 0) throw validationFailed(issues);
}
