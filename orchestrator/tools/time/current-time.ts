import { z } from 'zod';
import type { Tool } from '../../core/tool.ts';
import { describeDay } from './describe-day.ts';

const parameters = z.strictObject({
  time_zone: z.string().nullable().meta({ description: 'IANA name such as Europe/Berlin; null: UTC' }),
  date: z.string().nullable().meta({ description: 'YYYY-MM-DD to describe that day instead of now; null: now' }),
  add_days: z.int().nullable().meta({ description: 'Days to go forward (or back, when negative) from there; null: none' }),
  time: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'HH:MM on the clocks of time_zone on that day, to convert it or to know the offset then; null: now' }),
  other_time_zone: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'IANA name of a zone: also tells the same moment on its clocks; null: none' }),
});

/** The present moment, or any day: its weekday and its distance from today. */
export const currentTime: Tool<typeof parameters> = {
  name: 'current_time',
  description:
    'Tells the current date and time in a time zone, or the weekday and the distance from today of another day, and converts a time ' +
    'of any day between zones. Use it for every question about the present date or time, for differences of dates and for time zones.',
  parameters,
  risk: 'read',
  timeoutMs: 1_000,
  async execute(args, { nowMs }) {
    const description = describeDay(nowMs, {
      timeZone: args.time_zone ?? 'UTC',
      date: args.date,
      addDays: args.add_days,
      time: args.time,
      otherTimeZone: args.other_time_zone,
    });
    if ('error' in description) return { output: JSON.stringify(description), summary: description.error };
    const time = description.time === undefined ? '' : ` ${description.time} ${description.time_zone}`;
    return { output: JSON.stringify(description), summary: `${description.weekday}, ${description.date}${time}` };
  },
};
