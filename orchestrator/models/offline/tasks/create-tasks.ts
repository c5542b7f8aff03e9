import { type Ability, callThenSay, sayOnly, type ToolOutcome, toToolError } from '../plan.ts';
import { sayTask, toTasks } from './listed-tasks.ts';
import { toTaskArguments } from './task-arguments.ts';
import { type TaskSlots, toTaskSlots } from './task-slots.ts';

const LIST =
  '(?:(?:my|the|our) )?(?:to-?do(?: list| lists?)?s?|to do list|tasks?(?: list)?|(?:shopping |grocery )?list|reminders?|agenda)';

/** Ways to ask for a task; the group is what it is about. */
const FORMS: readonly RegExp[] = [
  /^(?:remember to )?remind me(?: again)?\b[\s,:]*(.+)$/i,
  /^(.+?)[,.;]?\s+(?:so |and )?(?:please )?remind me(?: of (?:it|that|this))?$/i,
  /^(.+?)[,.;]?\s+(?:so )?(?:please )?(?:put|add) (?:it|that|this) (?:on|to|in) (?:my|the) .+$/i,
  /^(?:don't|do not|never) let me forget\b[\s,:]*(.+)$/i,
  /^(?:i mustn't forget|i must not forget|don't forget|i can't forget)\b[\s,:]*(.+)$/i,
  /^(?:note to self|todo|to-do|to do|reminder|new (?:task|to-?do|reminder)|(?:task|remember))\s*[:,-]\s*(.+)$/i,
  /^(?:add|create|make|set up|set|schedule|track|new|start|enter|log|record|open|put in)\s+(?:me )?(?:an? |another |the |one )?(?<kind>(?:new |recurring |repeating |urgent |important |daily |weekly |monthly |yearly |(?:low|high|normal|medium|top)[ -]priority )*)(?:task|to-?do(?: item)?|reminder)s?\b[\s:,-]*(?:called |named |titled )?(?:for me )?(.+)$/i,
  new RegExp(`^(?:add|put|stick|throw|write|place|append)\\s+(.+?)\\s+(?:to|on|onto|in|into) ${LIST}\\b[\\s:,]*(.*)$`, 'i'),
  /^new (?:task|to-?do|reminder)\s+(.+)$/i,
  /^(?:make|take|leave)(?: me)? a (?:note|reminder) (?:that i (?:need|have) )?to (.+)$/i,
  /^(?:jot|note|write) (?:down|that down)\b(?: that)?[\s:,]*(?:i (?:need|have|want) to )?(.+)$/i,
  /^(?:i (?:need|have) to remember|make sure (?:that )?i (?:don't forget|remember)|note)(?: that i (?:need|have))? to (.+)$/i,
  /^remember (?:that i (?:need|have) )?to (.+)$/i,
];

/** The words about the task; `null` when the message asks for something else. */
function toWords(bare: string): string | null {
  for (const form of FORMS) {
    const match = form.exec(bare);
    if (!match) continue;
    const [kind, rest] = match.groups ? [match[1] ?? '', match.slice(2)] : ['', match.slice(1)];
    // "a weekly reminder to …": how it is stands behind what it is, as elsewhere.
    const how = kind.replaceAll(/\b(?:new|recurring|repeating)\b/gi, '').trim();
    return [rest.filter((group) => group?.trim()).join(' '), ...(how === '' ? [] : [how])].join(', ');
  }
  return null;
}

function sayCreated({ title }: TaskSlots, [outcome]: readonly ToolOutcome[]): string {
  const error = toToolError(outcome);
  if (error) return `I could not add “${title}”: ${error}.`;
  const [created] = toTasks({ tasks: [outcome?.data.created] });
  return `Added to your tasks:\n\n${created ? sayTask(created) : `- [ ] ${title}`}\n\nIt is kept and shown there; there are no notifications.`;
}

/** `remind me to call Ana on Friday` */
export const createTasks: Ability = ({ bare, now }) => {
  const words = toWords(bare);
  if (words === null || words.trim() === '') {
    return /^(?:remind me|set a reminder|(?:add|create|new) (?:a )?(?:new )?(?:task|to-?do|reminder))$/i.test(bare)
      ? sayOnly('task_create', 'What should the task be? For example: “remind me to call Ana on Friday”.')
      : null;
  }
  const slots = toTaskSlots(words, now);
  if (slots.title === '')
    return sayOnly('task_create', 'What should the task be called? For example: “remind me to call Ana on Friday”.');
  return callThenSay({
    intent: 'task_create',
    agent: 'task',
    why: 'A task has to be kept for you.',
    calls: [{ tool: 'create_task', arguments: toTaskArguments(slots, now.zone) }],
    say: (done) => sayCreated(slots, done),
  });
};
