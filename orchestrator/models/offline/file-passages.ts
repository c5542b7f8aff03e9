import { z } from 'zod';
import type { ToolOutcome } from './plan.ts';

/** A passage as the tools for files give it. */
const filePassage = z.object({
  cite: z.string().default(''),
  file: z.string().default(''),
  page: z.int().optional(),
  heading: z.string().default(''),
  text: z.string(),
});
export type FilePassage = z.infer<typeof filePassage>;

const fileOutcome = z.object({
  has_files: z.boolean().default(true),
  searched: z.string().default('your files'),
  passages: z.array(filePassage).default([]),
  still_being_read: z.array(z.string()).default([]),
  unreadable: z.array(z.object({ file: z.string(), why: z.string() })).default([]),
  deleted: z.int().default(0),
  next_from: z.int().optional(),
  total_chars: z.int().optional(),
  file: z.string().optional(),
});
export type FileOutcome = z.infer<typeof fileOutcome>;

export function toFileOutcome({ data }: ToolOutcome): FileOutcome {
  return fileOutcome.safeParse(data).data ?? fileOutcome.parse({});
}

/** What could not be looked at, in a sentence each. */
export function sayGaps({ still_being_read: reading, unreadable }: FileOutcome): string {
  const waiting = reading.length === 0 ? [] : [`Still being read, so not searched yet: ${reading.join(', ')}.`];
  const failed = unreadable.map(({ file, why }) => `${file} could not be read: ${why}`);
  return [...waiting, ...failed].join('\n\n');
}

export const place = ({ file, page }: FilePassage) => `**${file || 'Your files'}**${page === undefined ? '' : `, page ${page}`}`;
