import { z } from 'zod';
import type { AppError, FieldIssue } from '../contract/errors.ts';
import { type JsonObject, jsonObject } from '../contract/primitives.ts';

/** Arguments as a person wrote them, or what is wrong with the text. Never throws. */
export function parseArguments(text: string): { arguments: JsonObject } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return { problem: `This is not valid JSON: ${thrown instanceof Error ? thrown.message : 'it cannot be read'}` };
  }
  const parsed = jsonObject.safeParse(value);
  return parsed.success ? { arguments: parsed.data } : { problem: 'Arguments must be a JSON object, as in {"title": "…"}.' };
}

/** Without what was left out: models say `null` for that. */
export function toSetArguments(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}

const details = z.object({ issues: z.array(z.object({ path: z.string(), reason: z.string() })) });

/** What the server says about single fields; paths without the word that all of them begin with. */
export function toFieldProblems(error: AppError): FieldIssue[] {
  const parsed = details.safeParse(error.details);
  if (!parsed.success) return [];
  return parsed.data.issues.map(({ path, reason }) => ({ path: path.replace(/^arguments\./, ''), reason }));
}
