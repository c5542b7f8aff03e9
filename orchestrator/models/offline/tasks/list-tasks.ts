import type { JsonObject } from '../../../../lib/contract/primitives.ts';
import { type Ability, callThenSay, type LocalTime, type ToolOutcome, toToolError } from '../plan.ts';
import { toWhen } from '../when.ts';
import { sayTask, toTasks } from './listed-tasks.ts';

const NOUN = /\b(?:tasks?|to-?dos?|to do(?: list)?|reminders?|overdue|due|deadlines?)\b/;
const ASKING =
  /^(?:what|which|show|list|display|see|give|any|anything|is|are|do|does|did|have|has|how many|how much|view|open|check|get|read|my|the|all|overview|everything|tasks|to-?dos?|upcoming|overdue|pending)\b/;
const PHRASES =
  /^(?:what|anything|something)(?: else)? (?:do|should|must|did|have|can) (?:i|we)\b.*\b(?:to do|do|work on|finish(?:ed)?|completed?|accomplish(?:ed)?|plan(?:ned)?|next|get done|got done)\b|^(?:what|anything|is there anything)\b.*\bon my (?:plate|agenda|list)\b|^what(?:'s| is) (?:left|next|left to do|up next|still open|coming up|planned)(?: (?:this|next) (?:week|month)| today| tomorrow)?$|\bto-?do list\b/;
const DAY =
  '(?:today|tonight|tomorrow|(?:this|next) (?:week|weekend|month)|(?:this |next )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))';
/** `what's on tomorrow`, `do I have anything on Friday`: the day, not its date, is asked about. */
const AGENDA = new RegExp(
  `^(?:what(?:'s| is)(?: happening| going)? on(?: for| my calendar)?|(?:do|have) (?:i|we)(?: have| got)? (?:anything|something|plans)(?: (?:planned|due|scheduled|to do|going on|on))?|what (?:do|have) (?:i|we)(?: have| got)?(?: (?:planned|due|scheduled|going on|on))?|am i (?:busy|free))(?: on| for)? ${DAY}$`,
);
const OTHERS =
  /\b(?:meaning|weather|news|prime|fibonacci|capital|between|christmas|easter|document|file|handbook|contract|report say|notes)\b/;

/** `arguments` go to the tool; `from` is what it cannot be asked for: the first day that counts. */
type Scope = { label: string; arguments: JsonObject; from?: string; counts: boolean };

type Range = { label: string; arguments: JsonObject; from?: string };

function toRange(text: string, now: LocalTime): Range | null {
  const named = (due: string, label: string): Range => ({ label, arguments: { due } });
  if (/\boverdue\b|\blate\b|\bmissed\b/.test(text)) return named('overdue', 'overdue');
  if (/\bthis week\b/.test(text)) return named('this_week', 'due this week');
  if (/\bnext week\b/.test(text)) return named('next_week', 'due next week');
  const when = toWhen(text, now);
  if (!when) return null;
  const label = `due ${when.phrase}`;
  const isOneDay = !/\b(?:by|until|before|till|month|year|weekend)\b/.test(when.phrase);
  if (isOneDay && when.date === now.date) return named('today', label);
  return { label, arguments: { due_by: when.date }, ...(isOneDay ? { from: when.date } : {}) };
}

function isAboutDone(text: string): boolean {
  return (
    /\b(?:did|have) i (?:complete|finish|do)\w*\b|\b(?:completed|finished|done|closed|accomplished|checked off)\b/.test(text) &&
    !/\b(?:not|get|be|to be|got to be) (?:done|finished)\b|\bto do\b.*\bdone\b/.test(text)
  );
}

function toScope(text: string, now: LocalTime): Scope {
  const isDone = isAboutDone(text);
  const range = toRange(text, now);
  const isImportant = /\b(?:urgent|important|high[ -]priority|top priority)\b/.test(text);
  const about =
    /\b(?:tasks?|to-?dos?|reminders?) (?:about|for|on|regarding|related to|with|containing) (?:the )?([\w' -]+)$/.exec(text)?.[1];
  const words = range === null ? about?.trim() : undefined;
  const label = `${isDone ? 'completed' : 'open'}${isImportant ? ' and important' : ''}${words === undefined ? '' : ` about “${words}”`}`;
  return {
    label: range?.label ?? label,
    arguments: {
      status: isDone ? 'done' : 'active',
      ...range?.arguments,
      ...(isImportant ? { priority: 'high' } : {}),
      ...(words === undefined ? {} : { text: words }),
      time_zone: now.zone,
    },
    ...(range?.from === undefined ? {} : { from: range.from }),
    counts: /^how many\b/.test(text),
  };
}

function sayList({ label, from, counts }: Scope, [outcome]: readonly ToolOutcome[]): string {
  const error = toToolError(outcome);
  if (error) return `I could not read your tasks: ${error}.`;
  const tasks = toTasks(outcome?.data ?? {}).filter(({ due }) => from === undefined || (due !== null && due >= from));
  if (tasks.length === 0) return `No task is ${label}.`;
  const count = tasks.length === 1 ? '1 task' : `${tasks.length} tasks`;
  const list = tasks.toSorted((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9')).map(sayTask);
  return `${counts ? `You have **${count}** ${label}` : `**${count}** ${label}`}:\n\n${list.join('\n')}`;
}

/** `what is due this week?` */
export const listTasks: Ability = ({ lower, now }) => {
  const asks =
    (ASKING.test(lower) && NOUN.test(lower)) ||
    PHRASES.test(lower) ||
    AGENDA.test(lower) ||
    /^(?:my |all |open |all my )*(?:tasks|to-?dos|reminders)$/.test(lower);
  if (!asks || OTHERS.test(lower) || /^(?:what|when|how) (?:is|are|do|does) (?:a|an|the) (?:task|reminder|deadline)/.test(lower))
    return null;
  const scope = toScope(lower, now);
  return callThenSay({
    intent: 'task_list',
    agent: 'task',
    why: 'Your tasks have to be looked up.',
    calls: [{ tool: 'list_tasks', arguments: scope.arguments }],
    say: (done) => sayList(scope, done),
  });
};
