import type { JsonObject } from '../../../lib/contract/primitives.ts';

export type PlannedCall = { tool: string; arguments: JsonObject };

/** What the offline model does with a message: call these tools, then say something about their results, in the same order. */
export type Plan = { calls: PlannedCall[]; say(results: JsonObject[]): string };

/** One ability: recognises the messages it is for. */
export type Ability = (message: string) => Plan | null;

export function sayOnly(text: string): Plan {
  return { calls: [], say: () => text };
}

/** Removes what people put around a question. */
export function toBareQuestion(message: string): string {
  return message
    .trim()
    .replace(
      /^(?:(?:please|hey|hi|hello|ok|okay|so|and|now|can you|could you|would you|tell me|i want to know|do you know)[,!]?\s+)+/i,
      '',
    )
    .replace(/(?:[,\s]+(?:please|thanks|thank you))?[\s?!.=]*$/i, '')
    .trim();
}
