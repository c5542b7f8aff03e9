import { addDays, nextWeekday, weekdayOf } from '../calendar.ts';
import { type Ability, type LocalTime, type Plan, type ToolOutcome, toToolError } from '../plan.ts';
import { toWhen } from '../when.ts';
import { type ListedTask, sayTask, toTasks } from './listed-tasks.ts';

const NOUN = /\b(?:tasks?|to-?dos?|to do(?: list)?|reminders?|overdue|due|deadlines?)\b/;
const ASKING =
  /^(?:what|which|show|list|display|see|give|any|anything|is|are|do|does|did|have|has|how many|how much|view|open|check|get|read|my|the|all|overview|tasks|to-?dos?|upcoming|overdue|pending)\b/;
const PHRASES =
  /^(?:what|anything|something)(?: else)? (?:do|should|must|did|have|can) (?:i|we)\b.*\b(?:to do|do|work on|finish(?:ed)?|completed?|accomplish(?:ed)?|plan(?:ned)?|next|get done|got done)\b|^(?:what|anything|is there anything)\b.*\bon my (?:plate|agenda|list)\b|^what(?:'s| is) (?:left|next|left to do|up next|still open)$|\bto-?do list\b/;
const OTHERS =
  /\b(?:meaning|weather|news|prime|fibonacci|capital|between|christmas|easter|document|file|handbook|contract|report say|notes)\b/;

type Scope = {
  status: 'active' | 'done';
  label: string;
  from?: string;
  before?: string;
  priority?: boolean;
  text?: string;
  counts?: boolean;
};

/** The days that "this week", "by Friday" or "tomorrow" mean; `before` is the first day that is out. */
function toRange(text: string, now: LocalTime): Pick<Scope, 'from' | 'before' | 'label'> | null {
  if (/\boverdue\b|\blate\b|\bmissed\b/.test(text)) return { before: now.date, label: 'overdue' };
  const monday = nextWeekday(addDays(now.date, -1), 1);
  const endOfWeek = weekdayOf(now.date) === 1 ? addDays(now.date, 7) : monday;
  if (/\bthis week\b/.test(text)) return { before: endOfWeek, label: 'due this week' };
  if (/\bnext week\b/.test(text)) return { from: endOfWeek, before: addDays(endOfWeek, 7), label: 'due next week' };
  const when = toWhen(text, now);
  if (!when) return null;
  if (/\b(?:by|until|before|till)\b/.test(when.phrase)) return { before: addDays(when.date, 1), label: `due ${when.phrase}` };
  if (/week|month/.test(when.phrase)) return { before: addDays(when.date, 1), label: `due ${when.phrase}` };
  if (when.date === now.date) return { before: addDays(now.date, 1), label: 'due today' };
  return { from: when.date, before: addDays(when.date, 1), label: `due ${when.phrase}` };
}

function toScope(lower: string, now: LocalTime): Scope {
  const isDone =
    /\b(?:completed|finished|done|closed|accomplished|complete|checked off)\b/.test(lower) &&
    !/\b(?:not|get|be|to be) (?:done|finished)\b|\bto do\b.*\bdone\b|\bunfinished\b/.test(lower);
  const range = toRange(lower, now);
  const about =
    /\b(?:tasks?|to-?dos?|reminders?) (?:about|for|on|regarding|related to|with|containing) (?:the )?([\w' -]+)$/.exec(
      lower,
    )?.[1];
  const text = about !== undefined && range === null ? about.trim() : undefined;
  const priority = /\b(?:urgent|important|high[ -]priority|top priority)\b/.test(lower);
  const words = [isDone ? 'completed' : 'open', ...(priority ? ['and important'] : [])].join(' ');
  return {
    status: isDone ? 'done' : 'active',
    label: range?.label ?? (text ? `${words} about “${text}”` : words),
    ...(range?.from === undefined ? {} : { from: range.from }),
    ...(range?.before === undefined || isDone ? {} : { before: range.before }),
    ...(priority ? { priority } : {}),
    ...(text ? { text } : {}),
    ...(/^how many\b/.test(lower) ? { counts: true } : {}),
  };
}

/** The tool may ignore a filter that it does not know, so the answer applies them all. */
function isInScope(task: ListedTask, { from, before, priority, status }: Scope): boolean {
  const day = task.due?.slice(0, 10);
  if (status === 'active' && /^(?:done|cancelled)$/.test(task.status)) return false;
  if (from !== undefined && (day === undefined || day < from)) return false;
  if (before !== undefined && (day === undefined || day >= before)) return false;
  return !priority || /^(?:high|urgent)$/.test(task.priority);
}

function sayList(scope: Scope, [outcome]: readonly ToolOutcome[]): string {
  const error = toToolError(outcome);
  if (error) return `I could not read your tasks: ${error}.`;
  const tasks = toTasks(outcome).filter((task) => isInScope(task, scope));
  const count = tasks.length === 1 ? '1 task' : `${tasks.length} tasks`;
  if (tasks.length === 0) return `Nothing is ${scope.label}.`;
  const list = tasks
    .toSorted((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9'))
    .map(sayTask)
    .join('\n');
  return scope.counts ? `You have **${count}** ${scope.label}:\n\n${list}` : `**${count}** ${scope.label}:\n\n${list}`;
}

function listPlan(scope: Scope): Plan {
  const filter = { status: scope.status, ...(scope.text === undefined ? {} : { text: scope.text }) };
  return {
    intent: 'task_list',
    agent: 'task',
    why: 'Your tasks have to be looked up.',
    next: (done) => (done.length === 0 ? { calls: [{ tool: 'list_tasks', arguments: filter }] } : { say: sayList(scope, done) }),
  };
}

/** `what is due this week?` */
export const listTasks: Ability = ({ lower, now }) => {
  const asks =
    (ASKING.test(lower) && NOUN.test(lower)) ||
    PHRASES.test(lower) ||
    /^(?:my |all |open |all my )*(?:tasks|to-?dos|reminders)$/.test(lower);
  if (!asks || OTHERS.test(lower) || /^(?:what|when|how) (?:is|are|do|does) (?:a|an|the) (?:task|reminder|deadline)/.test(lower))
    return null;
  return listPlan(toScope(lower, now));
};
