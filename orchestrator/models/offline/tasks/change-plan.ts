import { type Intent, type Plan, type PlannedCall, type ToolOutcome, toToolError } from '../plan.ts';
import { findTasks, type ListedTask, sayTask, toTasks } from './listed-tasks.ts';

/** What is to be done to a task that the user names in words. */
export type Change = {
  intent: Extract<Intent, 'task_complete' | 'task_change'>;
  name: string;
  /** `null`: the call cannot be made for this task, for the reason that `say` tells. */
  call(task: ListedTask): PlannedCall | null;
  say(task: ListedTask): string;
};

const SHOWN = 8;
const ALL =
  /^(?:everything|(?:all|every)(?: of)?(?: (?:the|my|our|these|those|of|open|old|overdue|due|other))*(?: (?:tasks?|reminders?|to-?dos?|items?|things|them))?)$/i;

function sayChoice(change: Change, tasks: readonly ListedTask[], found: readonly ListedTask[]): string {
  if (found.length > 1)
    return `Several tasks fit “${change.name}”. Which one do you mean?\n\n${found.slice(0, SHOWN).map(sayTask).join('\n')}`;
  const open = tasks.slice(0, SHOWN).map(sayTask).join('\n');
  if (ALL.test(change.name) && open !== '')
    return `I change one task at a time, so nothing was changed. Which one do you mean? Open are:\n\n${open}`;
  return `I found no open task like “${change.name}”.${open === '' ? ' You have no open tasks.' : ` Open are:\n\n${open}`}`;
}

/** Looks the task up, changes it, says so. */
export function changePlan(change: Change): Plan {
  return {
    intent: change.intent,
    agent: 'task',
    why: 'One of your tasks has to be changed.',
    next(done: readonly ToolOutcome[]) {
      const [listed, changed] = done;
      if (!listed) return { calls: [{ tool: 'list_tasks', arguments: { status: 'active' } }] };
      const error = toToolError(listed) ?? toToolError(changed);
      if (error) return { say: `That did not work: ${error}.` };
      const tasks = toTasks(listed.data);
      const found = ALL.test(change.name) ? [] : findTasks(tasks, change.name);
      const [task] = found;
      if (!task || found.length > 1) return { say: sayChoice(change, tasks, found) };
      const call = change.call(task);
      return changed || call === null ? { say: change.say(task) } : { calls: [call] };
    },
  };
}

/** A task's name without quotes, articles and the word "task" itself. */
export function toName(words: string): string {
  return words
    .trim()
    .replace(
      /^(?:off )?(?:the |my |that |this )?(?:(?:task|to-?do|reminder|item)s?\b[\s:]*)?(?:to |about |for |called |named )?(?:the )?/i,
      '',
    )
    .replace(/[\s,]*\b(?:task|to-?do|reminder|item)$/i, '')
    .replace(/[\s,]+(?:(?:from|on|off|in) (?:my|the) (?:list|to-?do list|to-?dos|tasks|task list))$/i, '')
    .replaceAll(/^["']+|["'.,!]+$/g, '')
    .trim();
}
