import { calculations, units } from './calculations.ts';
import { runCode } from './code.ts';
import { type Part, toParts } from './compound.ts';
import { createSmallTalk, type OfflineReason } from './conversation.ts';
import { datedQuestions, dates } from './dates.ts';
import { askAttached, askEarlier, askFiles } from './files.ts';
import { toNoAnswer } from './no-answer.ts';
import type { Ability, Intent, Plan, Question } from './plan.ts';
import { toQuestion } from './question.ts';
import { readPage } from './reading.ts';
import { repeating } from './repeating.ts';
import { webSearch } from './searching.ts';
import { sequences } from './sequences.ts';
import { changeTasks } from './tasks/change-tasks.ts';
import { completeTasks } from './tasks/complete-tasks.ts';
import { createTasks } from './tasks/create-tasks.ts';
import { listTasks } from './tasks/list-tasks.ts';
import { planGoals } from './tasks/plan-goals.ts';
import { textTools } from './text-tools.ts';
import { timeZones } from './time-zones.ts';

/** What these understand is short; patterns over long texts cost time. */
const MAX_QUESTION_CHARS = 300;
/** Beyond this nothing but repeating is tried. */
const MAX_TEXT_CHARS = 20_000;

/** They look at the text itself, whatever its length. */
const FOR_LONG_TEXTS: readonly Ability[] = [runCode, textTools];

/** The more specific first: what one takes, the next does not see. */
const FOR_QUESTIONS: readonly Ability[] = [
  planGoals,
  createTasks,
  completeTasks,
  changeTasks,
  listTasks,
  readPage,
  askFiles,
  askAttached,
  webSearch,
  timeZones,
  datedQuestions,
  units,
  dates,
  calculations,
  sequences,
  askEarlier,
];

/** They hold text that may look like anything, so it is not taken apart. */
const WHOLE: ReadonlySet<Intent> = new Set(['run_code', 'text_tools']);

/** What a message asks for: mostly one thing. */
export type Router = (question: Question) => readonly [Part, ...Part[]];

/** Decides what a message wants. A pure function: the same message always gets the same plan. */
export function createRouter(reason: OfflineReason): Router {
  const smallTalk = createSmallTalk(reason);

  function routeOne(question: Question): Plan {
    const { length } = question.text;
    const abilities =
      length > MAX_TEXT_CHARS
        ? [repeating]
        : length > MAX_QUESTION_CHARS
          ? [repeating, ...FOR_LONG_TEXTS, askAttached, askEarlier]
          : [smallTalk, repeating, ...FOR_LONG_TEXTS, ...FOR_QUESTIONS];
    for (const ability of abilities) {
      const plan = ability(question);
      if (plan) return plan;
    }
    return toNoAnswer(question.text);
  }

  return (question) => {
    const whole: Part = { text: question.text, plan: routeOne(question) };
    if (question.text.length > MAX_QUESTION_CHARS || WHOLE.has(whole.plan.intent) || repeating(question)) return [whole];
    const [first, ...rest] = toParts(question, (text) =>
      routeOne(toQuestion(text, question.earlier, question.now, question)),
    ) ?? [whole];
    return [first ?? whole, ...rest];
  };
}
