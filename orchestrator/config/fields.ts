import { z } from 'zod';

export const MINUTE_MS = 60_000;
export const GIGABYTE = 2 ** 30;

/** What a group of variables holds once it is read. */
export type Values<Group extends Record<string, z.ZodType>> = z.infer<z.ZodObject<Group>>;

/** A variable of the environment: its text as zod sees it, its default, and what it means. */
export function variable<T extends z.ZodType<unknown, string>>(description: string, schema: T, fallback: string) {
  return schema.prefault(fallback as z.input<T>).meta({ description, fallback });
}

export function optional<T extends z.ZodType<unknown, string>>(description: string, schema: T) {
  return schema.optional().meta({ description });
}

export const text = z.string();
export const list = text.transform((words) =>
  words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
);
export const url = (...protocols: string[]) =>
  text.refine(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1)),
    `must be a URL that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  );

export function integer(least: number, most: number) {
  const allowed = `must be a whole number from ${least} to ${most}`;
  return text
    .regex(/^\d{1,15}$/, allowed)
    .transform(Number)
    .refine((value) => value >= least && value <= most, allowed);
}

export function amount(least: number, most: number) {
  const allowed = `must be a number from ${least} to ${most}`;
  return text
    .regex(/^\d{1,9}(\.\d{1,6})?$/, allowed)
    .transform(Number)
    .refine((value) => value >= least && value <= most, allowed);
}
