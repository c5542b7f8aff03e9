import type { Plan, Question, Step, ToolOutcome } from './plan.ts';

/** One of several things that a message asks for. */
export type Part = { text: string; plan: Plan };

const VERB =
  '(?:what|how|when|which|who|where|remind|add|create|show|list|convert|calculate|compute|summari[sz]e|read|run|execute|count|mark|plan|search|look up|set|delete|tell me (?:what|how|when|the (?:time|date)))';
const BORDER = new RegExp(
  `(?:[.?;]|(?<!\\d)!)+\\s+|\\n+|[,;]?\\s+(?:and|then|also|plus)(?:\\s+(?:also|then|please))*\\s+(?=${VERB}\\b)|,\\s+(?=${VERB}\\b)`,
  'i',
);
const MAX_PARTS = 4;
const MIN_PART_CHARS = 4;

/**
 * The things that a message asks for, where each can be understood on its own; `null` when it is one thing. What is merely
 * polite is left out.
 */
export function toParts(question: Question, routeOne: (text: string) => Plan): Part[] | null {
  const texts = question.text.split(BORDER).flatMap((text) => (text === undefined || text.trim() === '' ? [] : [text.trim()]));
  if (texts.length < 2 || texts.length > MAX_PARTS || texts.some((text) => text.length < MIN_PART_CHARS)) return null;
  const parts = texts.map((text) => ({ text, plan: routeOne(text) }));
  if (parts.some(({ plan }) => plan.intent === 'unknown')) return null;
  const wanted = parts.filter(({ plan }) => plan.intent !== 'small_talk');
  return wanted.length === 0 ? null : wanted;
}

/** All plans side by side: what each needs is called in one go, and their answers follow each other. */
export function together(plans: readonly Pick<Plan, 'next'>[], done: readonly ToolOutcome[]): Step {
  const outcomes = plans.map((): ToolOutcome[] => []);
  let used = 0;
  for (;;) {
    const steps = plans.map((plan, index) => plan.next(outcomes[index] ?? []));
    const calls = steps.flatMap((step) => ('calls' in step ? step.calls : []));
    const said = steps.flatMap((step) => ('say' in step ? [step] : []));
    if (calls.length === 0) {
      const isNoAnswer = said.every((step) => step.isNoAnswer);
      return { say: said.map(({ say }) => say).join('\n\n'), ...(isNoAnswer ? { isNoAnswer } : {}) };
    }
    if (done.length - used < calls.length) return { calls };
    for (const [index, step] of steps.entries()) {
      if (!('calls' in step)) continue;
      outcomes[index]?.push(...done.slice(used, used + step.calls.length));
      used += step.calls.length;
    }
  }
}
