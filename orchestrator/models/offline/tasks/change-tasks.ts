import type { JsonObject } from '../../../../lib/contract/primitives.ts';
import { addDays, addMonths } from '../calendar.ts';
import {
  type Ability,
  type Intent,
  type LocalTime,
  type Plan,
  type PlannedCall,
  type ToolOutcome,
  toToolError,
} from '../plan.ts';
import { toCount } from '../when.ts';
import { findTasks, type ListedTask, sayTask, toTasks } from './listed-tasks.ts';
import { toTaskArguments } from './task-arguments.ts';
import { toPriority, toTaskSlots } from './task-slots.ts';

/** What is to be done to a task that the user names in words. */
export type Change = {
  intent: Extract<Intent, 'task_complete' | 'task_change'>;
  name: string;
  /** `null`: the call cannot be made for this task, for the reason that `say` tells. */
  call(task: ListedTask): PlannedCall | null;
  say(task: ListedTask): string;
};

const SHOWN = 8;

function sayChoice(change: Change, tasks: readonly ListedTask[], found: readonly ListedTask[]): string {
  if (found.length > 1)
    return `Several tasks fit “${change.name}”. Which one do you mean?\n\n${found.slice(0, SHOWN).map(sayTask).join('\n')}`;
  const open = tasks.slice(0, SHOWN).map(sayTask).join('\n');
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
      const found = findTasks(tasks, change.name);
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

const DONE = '(?:done|finished|complete|completed|closed|over|ready|taken care of)';

/** Ways to say that a task is done; the group is its name. */
const DONE_FORMS: readonly RegExp[] = [
  new RegExp(`^(?:mark|set|flag|call|report|put|log)\\s+(.+?)\\s+(?:as |to |= ?)?(?:being )?${DONE}$`, 'i'),
  /^(?:(?:you can|i can|can you|please) )?(?:check|tick|cross|strike|scratch|mark)\s+off\s+(.+)$/i,
  /^(?:(?:you can|i can) )?(?:check|tick|cross|strike|scratch)\s+(.+?)\s+off(?: (?:my|the) list)?$/i,
  /^(?:complete|finish|close|resolve)\s+(?:off )?(?:the |my )?(?:task|to-?do|reminder|item)\b\s*(.+)$/i,
  /^(?:complete|finish|close|resolve)\s+(.+?)\s+(?:task|to-?do|reminder)$/i,
  /^(?:i(?:'ve| have)?|we(?:'ve| have)?)(?: already| just| finally)* (?:finished|completed|done|paid|sent|called|did|made|bought|handled)\s+(.+?)(?:[,;.] *(?:so |and )?(?:please |you can )?(?:mark|tick|check|cross|close|set)\b.*)$/i,
  /^(?:i(?:'ve| have)?|we(?:'ve| have)?)(?: already| just| finally)* (?:finished|completed|done)(?: with)?\s+(.*\b(?:task|to-?do|reminder)\b.*)$/i,
  /^(?:i'm |i am |we're )?(?:done|finished|through) with\s+(.+)$/i,
  new RegExp(`^(?:the |my )?(?:task|to-?do|reminder)\\s+(.+?)\\s+(?:is|are|was)(?: now| already| finally)* ${DONE}$`, 'i'),
  new RegExp(`^(.+?\\b(?:task|to-?do|reminder)\\b.*?)\\s+(?:is|are|was|has been)(?: now| already| finally)* ${DONE}$`, 'i'),
  new RegExp(
    `^(.+?)\\s+(?:is|are|was|has been)(?: now| already| finally)* ${DONE}[,;.]? *(?:so |and )?(?:please |you can )?(?:mark|tick|check|cross|close)\\b.*$`,
    'i',
  ),
];

/** `mark the report as done` */
export const completeTasks: Ability = ({ bare }) => {
  for (const form of DONE_FORMS) {
    const name = form.exec(bare)?.[1];
    if (name === undefined || toName(name) === '') continue;
    return changePlan({
      intent: 'task_complete',
      name: toName(name),
      call: ({ id }) => ({ tool: 'complete_task', arguments: { task_id: id } }),
      say: ({ title }) => `Done: **${title}** is completed.`,
    });
  }
  return null;
};

const NOUN = /\b(?:tasks?|to-?dos?|reminders?|appointment|my list|due date|deadline)\b/i;

function deletion(bare: string): Change | null {
  const match =
    /^(?:delete|remove|cancel|get rid of|drop|erase|discard|scrap|throw (?:out|away)|take)\s+(.+)$/i.exec(bare) ??
    /^(?:forget about|i no longer need|never mind)\s+(.+)$/i.exec(bare);
  if (!match || !NOUN.test(bare)) return null;
  return {
    intent: 'task_change',
    name: toName((match[1] as string).replace(/^off\b/, '')),
    call: ({ id }) => ({ tool: 'delete_task', arguments: { task_id: id } }),
    say: ({ title }) => `Deleted **${title}**.`,
  };
}

function update(name: string, changes: (task: ListedTask) => JsonObject | null, said: (task: ListedTask) => string): Change {
  return {
    intent: 'task_change',
    name: toName(name),
    call(task) {
      const changed = changes(task);
      return changed && { tool: 'update_task', arguments: { task_id: task.id, ...changed } };
    },
    say: said,
  };
}

function renaming(bare: string): Change | null {
  const match =
    /^(?:rename|retitle|change the (?:name|title) of)\s+(?:the |my )?(?:task |to-?do |reminder )?["']?(.+?)["']?\s+(?:to|into|as)\s+["']?(.+?)["']?$/i.exec(
      bare,
    );
  if (!match) return null;
  const title = match[2] as string;
  return update(
    match[1] as string,
    () => ({ title }),
    (task) => `Renamed **${task.title}** to **${title}**.`,
  );
}

function prioritising(bare: string): Change | null {
  const level = toPriority(bare) ?? toPriority(`${/\b(low|normal|medium|high|urgent|top)$/i.exec(bare)?.[1] ?? ''} priority`);
  const raises = /^(?:raise|increase|bump up|up) the priority of (.+)$/i.exec(bare);
  const lowers = /^(?:lower|decrease|reduce|drop) the priority of (.+?)(?: to low)?$/i.exec(bare);
  const named =
    /^(?:set|change|make|put|update) the priority of (.+?) (?:to|as)\b/i.exec(bare) ??
    /^(?:make|mark|set|flag|give) (.+?) (?:as |to |to be |a |an )?(?:urgent|important|low|normal|medium|high|top)(?:[ -]priority)?$/i.exec(
      bare,
    ) ??
    /^(?:prioriti[sz]e|deprioriti[sz]e)\s+(.+)$/i.exec(bare);
  const priority =
    lowers || /^deprior/i.test(bare)
      ? 'low'
      : raises || /^prior/i.test(bare)
        ? 'high'
        : /\bimportant$/i.test(bare)
          ? 'high'
          : /\burgent$/i.test(bare)
            ? 'urgent'
            : level?.priority;
  const name = (raises ?? lowers ?? named)?.[1];
  if (name === undefined || priority === undefined) return null;
  return update(
    name,
    () => ({ priority }),
    ({ title }) => `**${title}** has ${priority} priority now.`,
  );
}

function starting(bare: string): Change | null {
  const match =
    /^(?:set|mark|put) (.+?) (?:as |to )?(?:in progress|started|in-progress|doing)$/i.exec(bare) ??
    /^i(?:'ve| have|'m| am)? (?:started|begun|began|start|beginning|starting|working)(?: to)?(?: work(?:ing)?)?(?: on| with)?\s+(.+?)(?: now)?$/i.exec(
      bare,
    );
  if (!match) return null;
  return update(
    match[1] as string,
    () => ({ status: 'in_progress' }),
    ({ title }) => `**${title}** is in progress now.`,
  );
}

/** `by a week`, `two days later`, `three days earlier` */
function toShift(words: string): { phrase: string; shift(date: string): string } | null {
  const match =
    /\b(?:by )?(\d{1,3}|an?|one|two|three|four|five|six|seven) (day|week|month)s?(?: (later|earlier|sooner|forward|back|ahead|out))?$/i.exec(
      words,
    );
  if (!match || !(match[3] || /^by/i.test(match[0]))) return null;
  const sign = /earlier|sooner/i.test(match[3] ?? '') ? -1 : 1;
  const count = toCount((match[1] as string).toLowerCase()) * sign;
  const unit = (match[2] as string).toLowerCase();
  return {
    phrase: match[0],
    shift: (date) => (unit === 'month' ? addMonths(date, count) : addDays(date, count * (unit === 'week' ? 7 : 1))),
  };
}

const RESCHEDULE =
  /^(?:move|reschedule|re-schedule|postpone|push(?: back)?|shift|delay|defer|bring|change|set|update|put off|snooze|pull)\s+(.+)$/i;
const SHOULD_BE =
  /^(?!what|which|who|when|show|list|tell|any|is|are|how|everything|give)(.+?)\s+(?:(?:should|must|has to|needs to) be|is(?: now)?) (due\b.+)$/i;

function rescheduling(bare: string, now: LocalTime): Change | null {
  const words = RESCHEDULE.exec(bare)?.[1] ?? (SHOULD_BE.test(bare) ? bare.replace(SHOULD_BE, '$1 $2') : undefined);
  if (words === undefined) return null;
  const plain = words.replace(/^(?:the )?(?:due date|deadline|date) (?:of|for) /i, '').replace(/[:,]? \bdue\b/i, '');
  const shift = toShift(plain);
  if (shift) {
    const name = plain.slice(0, -shift.phrase.length);
    const dueOf = (task: ListedTask) =>
      task.due === null ? null : `${shift.shift(task.due.slice(0, 10))}${task.due.slice(10).replace(' ', 'T')}`;
    return update(
      name,
      (task) => (task.due === null ? null : { due: dueOf(task), time_zone: now.zone }),
      (task) =>
        task.due === null
          ? `**${task.title}** has no due date that could be moved. Which day should it be?`
          : `**${task.title}** is due **${dueOf(task)}** now.`,
    );
  }
  const { title, date, time } = toTaskSlots(plain, now);
  if (date === undefined || toName(title) === '') return null;
  const due = toTaskArguments({ date, ...(time === undefined ? {} : { time }) }, now.zone);
  return update(
    title.replace(/\s+(?:to|forward(?: to)?|back(?: to)?|until|till)$/i, ''),
    () => due,
    (task) => `**${task.title}** is due **${String(due.due)}** now.`,
  );
}

/** `move the report to next Monday`, `delete the task buy milk`, `make renew passport urgent` */
export const changeTasks: Ability = ({ bare, now }) => {
  const change = deletion(bare) ?? renaming(bare) ?? prioritising(bare) ?? starting(bare) ?? rescheduling(bare, now);
  return change && change.name !== '' ? changePlan(change) : null;
};
