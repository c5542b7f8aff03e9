import { toDigits } from '../../../../lib/shared/calculator/words/number-words.ts';
import { type Ability, callThenSay, type LocalTime, type ToolOutcome, toToolError } from '../plan.ts';
import { toWhen } from '../when.ts';
import { toTasks } from './listed-tasks.ts';
import { toSteps } from './to-steps.ts';

const FORMS: readonly RegExp[] = [
  /^(?:help me )?(?:to )?plan(?: out)?\s+(?:for )?(.+)$/i,
  /^(?:break|split|divide|chop)\s+(?:down\s+|up\s+)?(?:the (?:goal|project|task)\s+(?:of\s+)?)?(.+?)\s+(?:down\s+|up\s+)?(?:into|in)\s+(.*\b(?:tasks?|steps?|parts?|pieces?|milestones?|chunks?)\b.*)$/i,
  /^(?:how (?:should|do|can|would) i )?break(?:ing)?\s+down\s+(.+)$/i,
  /^(?:make|create|write|draw up|give me|set up|draft|build|design|develop|prepare|outline|come up with|put together|sketch)\s+(?:me\s+)?(?:an?\s+|the\s+)?(?:(?:step[- ]by[- ]step|detailed|project|task|action|simple|good|rough|\d+[- ]step)\s+)*(?:plan|roadmap|breakdown|checklist|schedule|list of (?:tasks|steps)|outline|task list)\b(.*)$/i,
  /^(?:outline|list|lay out|figure out|identify|work out)\s+the\s+(?:tasks|steps|milestones)\s+(?:for|to|of|needed for|needed to)\s+(.+)$/i,
  /^what (?:steps|tasks) (?:do|should|would|must|will) (?:i|we) (?:need|take|do|have)\b(?: to take)?(?: to)?\s*(.+)$/i,
  /^i (?:need|want|would like|could use) (?:an? |the )?(?:\w+ )?(?:plan|roadmap|checklist|schedule)\b(.*)$/i,
  /^(?:give me|show me|what are|list|tell me) the (?:steps|tasks|stages|milestones) (?:to|for|of|needed to|required to|involved in)\s+(.+)$/i,
  /^(?:how (?:do|should|can|would) (?:i|we) (?:best )?(?:plan|organi[sz]e))\s+(.+)$/i,
  /^help me (?:to )?(?:organi[sz]e|prepare(?: for)?|structure|schedule)\s+(.+?)(?: step[- ]by[- ]step)?$/i,
  /^(?:i (?:want|need|would like) to\s+)(.+?)[,;.]\s*(?:so )?(?:please )?(?:make|create|give|draw up|help).*\bplan\b.*$/i,
  /^turn\s+(.+?)\s+into\s+(?:an?\s+)?(?:.*\b(?:steps|tasks|plan|checklist|milestones)\b.*)$/i,
  /^(?:create|make) (?:\d+ )?(?:tasks|steps) (?:for|to)\s+(.+)$/i,
];

const STEP_NOUN = '(?:small |simple |easy |clear |smaller )?(?:steps|tasks|parts|milestones|dependencies|deadlines)';
const TAIL = new RegExp(`\\s*\\b(?:in|into|with) (?:\\w+ )?${STEP_NOUN}\\b.*$`, 'i');

function toGoal(words: string, now: LocalTime): { goal: string; count?: number; due?: string } {
  const count = new RegExp(`\\b(\\d{1,2}) ${STEP_NOUN}\\b`).exec(toDigits(words.toLowerCase()))?.[1];
  const when = toWhen(words, now);
  const isDue = when !== null && when.date > now.date && /^(?:in|by|on|before|until|within|for|next)\b/i.test(when.phrase);
  const goal = (isDue ? words.replace(when.phrase, ' ') : words)
    .replace(/^[\s,:]*(?:(?:for|to|of|(?:with|in) \w+ (?:steps|tasks)|tasks|steps)\s+)+/i, '')
    .replace(TAIL, '')
    .replaceAll(/^["'\s]+|["'\s]+$/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return {
    goal: goal.replace(/^./, (letter) => letter.toUpperCase()),
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(isDue ? { due: when.date } : {}),
  };
}

const toHours = (minutes: unknown) => (typeof minutes === 'number' ? `${Math.round(minutes / 6) / 10} h` : '');

function sayGoal(goal: string, [outcome]: readonly ToolOutcome[]): string {
  const error = toToolError(outcome);
  if (error) return `I could not plan “${goal}”: ${error}.`;
  const data = outcome?.data ?? {};
  const steps = toTasks(data).map(({ title }, index) => `${index + 1}. ${title}`);
  const path = Array.isArray(data.critical_path_titles) ? data.critical_path_titles.map(String) : [];
  const length =
    path.length > 1 ? `\n\nThe critical path takes ${toHours(data.critical_path_minutes)}: ${path.join(' → ')}.` : '';
  return `The plan for **${goal}**, kept with your tasks:\n\n${steps.join('\n')}${length}\n\n_The steps come from a template: change what does not fit._`;
}

function sayCriticalPath([outcome]: readonly ToolOutcome[]): string {
  const error = toToolError(outcome);
  if (error) return `I could not read your tasks: ${error}.`;
  const data = outcome?.data ?? {};
  const titles = new Map(toTasks(data).map((task) => [task.id, task.title]));
  const path = Array.isArray(data.critical_path) ? data.critical_path.map((id) => titles.get(String(id)) ?? String(id)) : [];
  if (path.length === 0) return 'There is no critical path: no open task depends on another.';
  return `The critical path of your open tasks takes ${toHours(data.critical_path_minutes)}:\n\n${path.map((title, index) => `${index + 1}. ${title}`).join('\n')}`;
}

const MAX_STEPS = 20;

/** `plan a move in 5 steps` */
export const planGoals: Ability = ({ bare, lower, now }) => {
  const common = { intent: 'task_plan', agent: 'task' } as const;
  if (/\bcritical path\b/.test(lower)) {
    return callThenSay({
      ...common,
      why: 'It is computed from your tasks.',
      calls: [{ tool: 'list_tasks', arguments: { status: 'active' } }],
      say: sayCriticalPath,
    });
  }
  const match = FORMS.map((form) => form.exec(bare)).find((found) => found !== null);
  if (!match) return null;
  const { goal, count, due } = toGoal(match.slice(1).filter(Boolean).join(' in '), now);
  if (goal === '') return null;
  const steps = toSteps(goal, count === undefined ? undefined : Math.min(Math.max(count, 1), MAX_STEPS));
  return callThenSay({
    ...common,
    why: 'A goal has to be broken down into tasks.',
    calls: [{ tool: 'plan_goal', arguments: { goal, steps, ...(due === undefined ? {} : { due }), time_zone: now.zone } }],
    say: (done) => sayGoal(goal, done),
  });
};
