import type { AgentId, JsonObject } from '../../../lib/contract/primitives.ts';

export type PlannedCall = { tool: string; arguments: JsonObject };

/** What a tool said: its text, and the same as an object (`{}` when it is no JSON object). */
export type ToolOutcome = { tool: string; output: string; data: JsonObject };

/** `isNoAnswer`: it speaks of the offline model alone and does nothing of what was asked. */
export type Step = { calls: readonly PlannedCall[] } | { say: string; isNoAnswer?: boolean };

export type Intent =
  | 'arithmetic'
  | 'units'
  | 'percentages'
  | 'dates'
  | 'time_zones'
  | 'task_create'
  | 'task_list'
  | 'task_complete'
  | 'task_change'
  | 'task_plan'
  | 'run_code'
  | 'read_page'
  | 'web_search'
  | 'ask_files'
  | 'list_files'
  | 'text_tools'
  | 'sequences'
  | 'small_talk'
  | 'help'
  | 'identity'
  | 'unknown';

/**
 * What the offline model does with a message. `next` is a pure function of what the tools have said so far, so that a run
 * that is recovered in another process goes on with the same plan.
 */
export type Plan = {
  intent: Intent;
  /** Who has the tools for it. */
  agent: AgentId;
  /** For the user: why that agent. */
  why: string;
  next(done: readonly ToolOutcome[]): Step;
};

/** A moment, with the calendar day `YYYY-MM-DD` and the time `HH:MM` that clocks of a time zone show then. */
export type LocalTime = { ms: number; date: string; time: string; zone: string };

/** A message as abilities see it. */
export type Question = {
  /** As it was written. */
  text: string;
  /** Without what people put around a question; straight quotes, single spaces. */
  bare: string;
  /** `bare` in lower case. */
  lower: string;
  /** What the user and the assistant said before, oldest first. */
  earlier: readonly string[];
  /** Files that came with it. */
  fileIds: readonly string[];
  /** Files that came with earlier messages, newest first. */
  earlierFileIds: readonly string[];
  /** Others of the conversation that are gone. */
  deletedFiles: number;
  now: LocalTime;
};

/** One ability: recognises the messages it is for. */
export type Ability = (question: Question) => Plan | null;

const NO_ANSWERS: ReadonlySet<Intent> = new Set(['small_talk', 'help', 'identity', 'unknown']);

export function sayOnly(intent: Intent, text: string): Plan {
  const step: Step = NO_ANSWERS.has(intent) ? { say: text, isNoAnswer: true } : { say: text };
  return { intent, agent: 'supervisor', why: '', next: () => step };
}

/** One round of calls, then an answer from what they said. */
export function callThenSay(
  plan: Omit<Plan, 'next'> & { calls: readonly PlannedCall[]; say(done: readonly ToolOutcome[]): string },
): Plan {
  const { calls, say, ...rest } = plan;
  return { ...rest, next: (done) => (done.length < calls.length ? { calls } : { say: say(done) }) };
}

/** The mistake that a tool reports; `null` when it did what it was asked to. */
export function toToolError(outcome: ToolOutcome | undefined): string | null {
  const error = outcome?.data.error;
  return typeof error === 'string' ? error : null;
}
