import type { JsonObject } from '../../../../lib/contract/primitives.ts';
import { type Ability, type LocalTime, sayOnly } from '../plan.ts';
import { type Change, changePlan, toName } from './change-plan.ts';
import type { ListedTask } from './listed-tasks.ts';
import { toPriority } from './priority.ts';
import { toTaskSlots } from './task-slots.ts';
import { toShift } from './to-shift.ts';

const NOUN = /\b(?:tasks?|to-?dos?|reminders?|appointment|my list|due date|deadline)\b/i;

function deletion(bare: string): Change | null {
  const match =
    /^(?:delete|remove|cancel|get rid of|drop|erase|discard|scrap|throw (?:out|away)|take)\s+(.+)$/i.exec(bare) ??
    /^(?:forget about|i (?:no longer|don't|do not) (?:need|want))\s+(.+?)(?: any ?more| any longer)?(?:[,;.] *(?:so )?(?:please )?(?:delete|remove|cancel|drop)\b.*)?$/i.exec(
      bare,
    );
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
    /^(?:rename|retitle|change the (?:name|title) of|edit(?= (?:the |my )?task))\s+(?:the |my )?(?:task |to-?do |reminder )?["']?(.+?)["']?\s+(?:to|into|as)\s+["']?(.+?)["']?$/i.exec(
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
    /^(?:assign|give) (?:a )?(?:low|normal|medium|high|top|urgent) priority to (.+)$/i.exec(bare) ??
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
    /^(?:start|begin) working on\s+(.+?)(?: now)?$/i.exec(bare) ??
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

const RESCHEDULE =
  /^(?:move|reschedule|re-schedule|postpone|push(?: back)?|bump|shift|delay|defer|bring|change|set|update|put off|snooze|pull)\s+(.+)$/i;
const SHOULD_BE =
  /^(?!what|which|who|when|show|list|tell|any|is|are|how|everything|give)(.+?)\s+(?:(?:should|must|has to|needs to) be|is(?: now)?) (due\b.+)$|^(?:the |my )?(.+?\b(?:task|to-?do|reminder)) is (?:now )?((?:on|at|by) .+)$/i;

function rescheduling(bare: string, now: LocalTime): Change | { ask: string } | null {
  const words = RESCHEDULE.exec(bare)?.[1] ?? (SHOULD_BE.test(bare) ? bare.replace(SHOULD_BE, '$1$3 $2$4') : undefined);
  if (words === undefined) return null;
  const plain = words.replace(/^(?:the )?(?:due date|deadline|date) (?:of|for) /i, '').replace(/[:,]? \bdue\b/i, '');
  const shift = toShift(plain, now.zone);
  if (shift) {
    return update(
      plain.slice(0, shift.start),
      ({ due }) => (due === null ? null : { due: shift.move(due), time_zone: now.zone }),
      ({ title, due }) =>
        due === null
          ? `**${title}** has no due date that could be moved. Which day should it be?`
          : `**${title}** is due **${shift.move(due).replace('T', ' ')}** now.`,
    );
  }
  const slots = toTaskSlots(plain, now);
  if ('ask' in slots) return slots;
  const { title, due, zone, notes } = slots;
  if (due === undefined || toName(title) === '') return null;
  return update(
    title.replace(/\s+(?:to|forward(?: to)?|back(?: to)?|until|till)$/i, ''),
    () => ({ due, time_zone: zone }),
    (task) => [`**${task.title}** is due **${due.replace('T', ' ')}** now.`, ...notes].join(' '),
  );
}

/** `move the report to next Monday`, `delete the task buy milk`, `make renew passport urgent` */
export const changeTasks: Ability = ({ bare, now }) => {
  const change = deletion(bare) ?? renaming(bare) ?? prioritising(bare) ?? starting(bare) ?? rescheduling(bare, now);
  if (change && 'ask' in change) return sayOnly('task_change', `${change.ask} Nothing was changed yet.`);
  return change && change.name !== '' ? changePlan(change) : null;
};
