import { toDigits } from '../numbers.ts';
import { type Ability, callThenSay, type ToolOutcome, toToolError } from '../plan.ts';
import { toTasks } from './listed-tasks.ts';

const FORMS: readonly RegExp[] = [
  /^(?:help me )?(?:to )?plan(?: out)?\s+(?:for )?(.+)$/i,
  /^(?:break|split|divide|chop)\s+(?:down\s+|up\s+)?(?:the (?:goal|project|task)\s+(?:of\s+)?)?(.+?)\s+(?:down\s+|up\s+)?(?:into|in)\s+(.*\b(?:tasks?|steps?|parts?|pieces?|milestones?|chunks?)\b.*)$/i,
  /^(?:how (?:should|do|can|would) i )?break(?:ing)?\s+down\s+(.+)$/i,
  /^(?:make|create|write|draw up|give me|set up|draft|build|design|develop|prepare|outline|come up with|put together|sketch)\s+(?:me\s+)?(?:an?\s+|the\s+)?(?:(?:step[- ]by[- ]step|detailed|project|task|action|simple|good|rough|\d+[- ]step)\s+)*(?:plan|roadmap|breakdown|checklist|schedule|list of (?:tasks|steps)|outline|task list)\b(.*)$/i,
  /^(?:outline|list|lay out|figure out|identify|work out)\s+the\s+(?:tasks|steps|milestones)\s+(?:for|to|of|needed for|needed to)\s+(.+)$/i,
  /^what (?:steps|tasks) (?:do|should|would|must|will) (?:i|we) (?:need|take|do|have)\b(?: to)?\s*(.+)$/i,
  /^(?:i (?:want|need|would like) to\s+)(.+?)[,;.]\s*(?:so )?(?:please )?(?:make|create|give|draw up|help).*\bplan\b.*$/i,
  /^turn\s+(.+?)\s+into\s+(?:an?\s+)?(?:.*\b(?:steps|tasks|plan|checklist|milestones)\b.*)$/i,
  /^(?:create|make) (?:\d+ )?(?:tasks|steps) (?:for|to)\s+(.+)$/i,
];

function toGoal(words: string): { goal: string; steps?: number } {
  const text = toDigits(words.toLowerCase());
  const steps = /\b(\d{1,2}) (?:small |simple |easy |clear )?(?:steps|tasks|parts|milestones)\b/.exec(text)?.[1];
  const goal = words
    .replace(/^[\s,:]*(?:(?:for|to|of|with \w+ (?:steps|tasks)|in \w+ (?:steps|tasks))\s+)+/i, '')
    .replace(
      /\s*\b(?:in|into|with) (?:\w+ )?(?:small |simple |easy |clear )?(?:steps|tasks|parts|milestones|dependencies|deadlines)\b.*$/i,
      '',
    )
    .replaceAll(/^["'\s]+|["'\s]+$/g, '')
    .trim();
  return { goal, ...(steps === undefined ? {} : { steps: Number(steps) }) };
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

/** Generic stages that fit every goal: the offline model knows nothing about the goal itself, and says so by their wording. */
const STAGES = [
  ['Define what “done” means for', 30],
  ['Gather what is needed for', 60],
  ['Decide the order and the dates of', 30],
  ['Do the first part of', 120],
  ['Do the rest of', 120],
  ['Check the result of', 60],
  ['Finish and tidy up after', 30],
] as const;

/** That many stages, with begin and end kept. */
function toStages(goal: string, count: number) {
  const middle = Math.max(0, count - 2);
  const body = Array.from({ length: middle }, (_, index) => {
    const stage = STAGES[1 + Math.floor((index * (STAGES.length - 2)) / Math.max(1, middle))] ?? STAGES[1];
    return stage;
  });
  const stages = count === 1 ? [STAGES[0]] : [STAGES[0], ...body, STAGES[STAGES.length - 1] ?? STAGES[0]];
  return stages.map(([what, minutes], index) => ({
    title: `${what} ${goal}`,
    estimate_minutes: minutes,
    depends_on: index === 0 ? [] : [index - 1],
  }));
}

const DEFAULT_STEPS = 5;
const MAX_STEPS = 20;

/** `plan a move in 5 steps` */
export const planGoals: Ability = ({ bare, lower }) => {
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
  const { goal, steps = DEFAULT_STEPS } = toGoal(match.slice(1).filter(Boolean).join(' in '));
  if (goal === '') return null;
  const stages = toStages(goal, Math.min(Math.max(steps, 1), MAX_STEPS));
  return callThenSay({
    ...common,
    why: 'A goal has to be broken down into tasks.',
    calls: [{ tool: 'plan_goal', arguments: { goal, steps: stages } }],
    say: (done) => sayGoal(goal, done),
  });
};
