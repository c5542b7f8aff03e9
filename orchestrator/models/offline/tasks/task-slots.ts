import { nextWeekday } from '../calendar.ts';
import type { LocalTime } from '../plan.ts';
import { toTimeOfDay, toWhen } from '../when.ts';
import { toRecurrence } from './recurrence.ts';

export type Priority = 'low' | 'normal' | 'high' | 'urgent';

/** What the words about a task say besides its title. */
export type TaskSlots = { title: string; date?: string; time?: string; rule?: string; priority?: Priority };

const PRIORITY =
  /(?:[,;(]\s*|\b(?:with|as|at|of|to|set|make it|it is|it's)\s+(?:an? )?)?\b(low|normal|medium|high|top|urgent|highest|lowest)(?:[ -]?(?:priority|prio))\b\)?|(?:[,;(]\s*)?\bpriority(?: of| to|:)? (low|normal|medium|high|urgent)\b\)?|[,;(!]\s*\b(urgent|important|asap)\b\)?$|^(urgent|important)[\s:,]+|\b(?:as )?(asap|urgently)\b/i;

export function toPriority(text: string): { priority: Priority; phrase: string } | null {
  const match = PRIORITY.exec(text);
  const word = match
    ?.slice(1)
    .find((group) => group !== undefined)
    ?.toLowerCase();
  if (!match || !word) return null;
  const priority: Priority =
    word === 'low' || word === 'lowest'
      ? 'low'
      : word === 'normal' || word === 'medium'
        ? 'normal'
        : /^(?:urgent|asap|urgently|highest)$/.test(word)
          ? 'urgent'
          : 'high';
  return { priority, phrase: match[0] };
}

const cut = (text: string, phrase: string) => text.replace(phrase, ' ').replaceAll(/\s+/g, ' ').trim();

/** Takes day, time, recurrence and priority out of the words; what stays is the title. Text in quotes is a title as it is. */
export function toTaskSlots(words: string, now: LocalTime): TaskSlots {
  const quoted = /"([^"]+)"|(?<!\w)'([^']+)'(?!\w)/.exec(words);
  let rest = quoted ? words.replace(quoted[0], ' \u0000 ') : words;
  const recurrence = toRecurrence(rest.toLowerCase());
  if (recurrence) rest = rest.replace(new RegExp(recurrence.phrase, 'i'), ' ').replaceAll(/\s+/g, ' ');
  const priority = toPriority(rest);
  if (priority) rest = cut(rest, priority.phrase);
  const when = toWhen(rest, now);
  if (when) rest = cut(rest, when.phrase);
  const clock = toTimeOfDay(rest);
  if (clock) rest = cut(rest, clock.phrase);
  const time = clock?.time ?? when?.time;
  // Without an hour the tool itself knows the first day of a rule.
  const firstDay = recurrence?.weekday === undefined ? now.date : nextWeekday(now.date, recurrence.weekday);
  const date = when?.date ?? (time === undefined ? undefined : firstDay);
  const title = quoted ? ((quoted[1] ?? quoted[2]) as string) : toTitle(rest);
  return {
    title,
    ...(date === undefined ? {} : { date }),
    ...(time === undefined ? {} : { time }),
    ...(recurrence ? { rule: recurrence.rule } : {}),
    ...(priority ? { priority: priority.priority } : {}),
  };
}

/** Without the small words that the taken out parts leave behind. */
function toTitle(words: string): string {
  const title = words
    .replaceAll('\u0000', '')
    .replaceAll(/\s+/g, ' ')
    .replace(
      /^[\s,:;.-]*(?:(?:to|that|about|for|and|of|due|by|on|i (?:need|have|want) to|i must|we need to|called|named|titled)\s+)+/i,
      '',
    )
    .replace(/(?:[\s,:;.!?-]|(?<=[\s,:;.!?-])(?:to|by|on|at|for|due|and|in|with|until|please)\b)+$/i, '')
    .trim();
  return title.replace(/^./, (letter) => letter.toUpperCase());
}
