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
  /^to-?do\s+(?!(?:lists?|items?|for|on|today|tomorrow|this|next|due|overdue|status)\b)(.+)$/i,
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

function sayCreated({ title, notes }: TaskSlots, [outcome]: readonly ToolOutcome[]): string {
  const error = toToolError(outcome);
  if (error) return `I could not add “${title}”: ${error}.`;
  const [created] = toTasks({ tasks: [outcome?.data.created] });
  const readings = notes.length === 0 ? '' : `\n\n${notes.join(' ')}`;
  return `Added to your tasks:\n\n${created ? sayTask(created) : `- [ ] ${title}`}${readings}\n\nIt is kept and shown there; there are no notifications.`;
}

const ask = (text: string) => sayOnly('task_create', text);

/** "Remind me why the sky is blue" asks for an answer; "what to buy" at some time may be either. */
function toCounterQuestion(text: string): string | null {
  const words = /\bremind me(?: again)?,? (.*)$/is.exec(text.slice(0, MAX_CHARS))?.[1] ?? '';
  if (
    /^(?:when|whenever|once|if|as soon as|every time|each time)\b(?! to\b).*\bto\b/i.test(words) &&
    /^(?:if|whenever|as soon|once i|when (?:i|we|he|she|they|you)|every time|each time)\b/i.test(words)
  ) {
    return 'I cannot tell when that happens. At which time should I keep the reminder for? For example: “tomorrow at 17:00”.';
  }
  if (!/^(?:what|how|who|whom|where|which|whether) (?:\w+ )?to\b/i.test(words)) return null;
  return `Do you want an answer or a reminder? For a reminder say what to do, for example: “remind me tomorrow at 17:00 to look up ${words.replace(/[\s?.!]+$/, '').slice(0, 80)}”.`;
}

const MAX_CHARS = 400;

/** Nothing here can ring. */
const ALARM =
  /^(?:wake me\b|(?:set|start|create|make|put|add)(?: me)? (?:(?:an?|another)(?: [\w-]+){0,3} |(?:the|my) )?(?:alarm|timer|countdown|stopwatch)s?(?: clock)?(?:$| (?:for|to|at|on|in \d|of|every|today|tonight|tomorrow)\b))(?!.*\b(?:tasks?|reminders?|to-?dos?|priority)\b)/i;

/** `remind me to call Ana on Friday` */
export const createTasks: Ability = ({ text, bare, now }) => {
  if (ALARM.test(bare))
    return ask('There are no alarms and timers here: nothing can ring. A task is kept: “remind me tomorrow at 6:30 to get up”.');
  const counterQuestion = toCounterQuestion(text);
  if (counterQuestion !== null) return ask(counterQuestion);
  const words = toWords(bare);
  if (words === null || words.trim() === '') {
    return /^(?:remind me|set a reminder|(?:add|create|new) (?:a )?(?:new )?(?:task|to-?do|reminder))$/i.test(bare)
      ? ask('What should the task be? For example: “remind me to call Ana on Friday”.')
      : null;
  }
  const slots = toTaskSlots(words, now);
  if ('ask' in slots) return ask(`${slots.ask} Nothing was added yet.`);
  if (slots.title === '') return ask('What should the task be called? For example: “remind me to call Ana on Friday”.');
  return callThenSay({
    intent: 'task_create',
    agent: 'task',
    why: 'A task has to be kept for you.',
    calls: [{ tool: 'create_task', arguments: toTaskArguments(slots) }],
    say: (done) => sayCreated(slots, done),
  });
};
