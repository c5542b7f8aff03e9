import type { JsonObject } from '../../../lib/contract/primitives.ts';
import { type Ability, type Plan, toBareQuestion } from './plan.ts';

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const ISO = String.raw`\d{4}-\d{2}-\d{2}`;

const ZONES: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmt: 'UTC',
  london: 'Europe/London',
  paris: 'Europe/Paris',
  berlin: 'Europe/Berlin',
  germany: 'Europe/Berlin',
  madrid: 'Europe/Madrid',
  rome: 'Europe/Rome',
  vienna: 'Europe/Vienna',
  zurich: 'Europe/Zurich',
  moscow: 'Europe/Moscow',
  istanbul: 'Europe/Istanbul',
  cairo: 'Africa/Cairo',
  lagos: 'Africa/Lagos',
  nairobi: 'Africa/Nairobi',
  dubai: 'Asia/Dubai',
  delhi: 'Asia/Kolkata',
  mumbai: 'Asia/Kolkata',
  india: 'Asia/Kolkata',
  singapore: 'Asia/Singapore',
  beijing: 'Asia/Shanghai',
  shanghai: 'Asia/Shanghai',
  'hong kong': 'Asia/Hong_Kong',
  seoul: 'Asia/Seoul',
  tokyo: 'Asia/Tokyo',
  japan: 'Asia/Tokyo',
  sydney: 'Australia/Sydney',
  auckland: 'Pacific/Auckland',
  honolulu: 'Pacific/Honolulu',
  'los angeles': 'America/Los_Angeles',
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  denver: 'America/Denver',
  chicago: 'America/Chicago',
  'new york': 'America/New_York',
  boston: 'America/New_York',
  toronto: 'America/Toronto',
  'mexico city': 'America/Mexico_City',
  'sao paulo': 'America/Sao_Paulo',
};

type DayQuery = { time_zone: string | null; date: string | null; add_days: number | null };

const NOW: DayQuery = { time_zone: null, date: null, add_days: null };

function ask(queries: Partial<DayQuery>[], say: (...days: JsonObject[]) => string): Plan {
  return {
    calls: queries.map((query) => ({ tool: 'current_time', arguments: { ...NOW, ...query } })),
    say(results) {
      const failed = results.find((result) => typeof result.error === 'string');
      return failed ? `I could not work that out: ${String(failed.error)}.` : say(...results);
    },
  };
}

const toDay = (day: JsonObject | undefined) => `**${String(day?.weekday)}, ${String(day?.date)}**`;

function toDays(count: number): string {
  return Math.abs(count) === 1 ? '1 day' : `${Math.abs(count).toLocaleString('en')} days`;
}

function sayDistance(day: JsonObject | undefined): string {
  const days = Number(day?.days_from_today);
  if (days === 0) return `${toDay(day)} is today.`;
  return days > 0 ? `${toDay(day)} is in **${toDays(days)}**.` : `${toDay(day)} was **${toDays(days)} ago**.`;
}

/** `3 March 2025`, `March 3rd, 2025` → `2025-03-03`; ISO dates stay. */
function toIsoDates(text: string): string {
  const month = `(${MONTHS.join('|')})`;
  const iso = (day: string, name: string, year: string) =>
    `${year}-${String(MONTHS.indexOf(name) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return text
    .replaceAll(
      new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${month},? (\\d{4})\\b`, 'g'),
      (_, day: string, name: string, year: string) => iso(day, name, year),
    )
    .replaceAll(
      new RegExp(`\\b${month} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})\\b`, 'g'),
      (_, name: string, day: string, year: string) => iso(day, name, year),
    );
}

function toZone(text: string): string | null {
  const named = /\b(?:in|for|at) ([a-z_]+\/[a-z_]+)$/i.exec(text)?.[1];
  if (named) return named;
  const place = /\b(?:in|for|at) ([a-z ]+)$/.exec(text.toLowerCase())?.[1] ?? '';
  return ZONES[place] ?? null;
}

function presentTime(text: string): Plan | null {
  if (
    !/^(?:what(?:'s| is)? (?:the )?(?:current )?(?:local )?time\b|what time is it|current time|time now|the time\b)/.test(
      text.toLowerCase(),
    )
  )
    return null;
  const zone = toZone(text);
  if (/\b(?:in|for|at) /.test(text) && zone === null) return null;
  return ask([{ time_zone: zone }], (day) => `It is **${String(day?.time)}** (${String(day?.time_zone)}) on ${toDay(day)}.`);
}

function relativeDay(text: string): Plan | null {
  if (
    /^(?:what(?:'s| is)? )?(?:the )?(?:current |today'?s )?(?:date|day|weekday)(?: (?:is it|of the week))?(?: is it)?(?: today| now)?$/.test(
      text,
    ) ||
    /^what (?:day|date) is (?:it|today)(?: today)?$/.test(text)
  ) {
    return ask([{}], (day) => `Today is ${toDay(day)}.`);
  }
  const named =
    /^what(?:'s| is)? ?(?:the )?(?:day|date|weekday)?(?: of the week)? ?(?:is|was|will be)? ?(?:it )?(tomorrow|yesterday)(?:'s date)?$/.exec(
      text,
    )?.[1];
  if (named)
    return ask(
      [{ add_days: named === 'tomorrow' ? 1 : -1 }],
      (day) => `${named === 'tomorrow' ? 'Tomorrow is' : 'Yesterday was'} ${toDay(day)}.`,
    );
  const ahead =
    /^what(?:'s| is)? ?(?:the )?(?:day|date)(?: of the week)? ?(?:is|was|will)? ?(?:it)? ?(?:be)? ?(?:in )?(\d+) (day|week)s?( ago| from now| from today)?$/.exec(
      text,
    );
  if (!ahead) return null;
  const days = Number(ahead[1]) * (ahead[2] === 'week' ? 7 : 1) * (ahead[3] === ' ago' ? -1 : 1);
  return ask([{ add_days: days }], sayDistance);
}

function givenDay(text: string): Plan | null {
  const between = new RegExp(`^how many days (?:are there )?(?:between|from) (${ISO}) (?:and|to|until) (${ISO})$`).exec(text);
  if (between) {
    return ask([{ date: between[1] as string }, { date: between[2] as string }], (from, to) => {
      const days = Number(to?.days_from_today) - Number(from?.days_from_today);
      return `From ${toDay(from)} to ${toDay(to)} it is **${days < 0 ? '-' : ''}${toDays(days)}**.`;
    });
  }
  const distance = new RegExp(`^how (?:many days|long) (?:is it |are there )?(?:until|till|to|since) (?:the )?(${ISO})$`).exec(
    text,
  );
  if (distance) return ask([{ date: distance[1] as string }], sayDistance);
  const weekday = new RegExp(
    `^(?:what|which)(?: day)?(?: of the week| weekday)? (?:is|was|will be)(?: it on)? (?:the )?(${ISO})(?: be)?$`,
  ).exec(text);
  return weekday
    ? ask([{ date: weekday[1] as string }], (day) => `${String(day?.date)} is a **${String(day?.weekday)}**.`)
    : null;
}

const HOLIDAYS: Readonly<Record<string, string>> = {
  christmas: '12-25',
  'new year': '01-01',
  "new year's": '01-01',
  halloween: '10-31',
};

/** The year is only known once the tool has told today's date, so it asks for this year's and computes the next one's by its distance. */
function holiday(text: string, nowYear: (day: JsonObject) => number): Plan | null {
  const name =
    /^how (?:many days|long) (?:is it |are there )?(?:until|till|to) (christmas|new year(?:'s)?|halloween)(?: day| eve)?$/.exec(
      text,
    )?.[1];
  if (!name) return null;
  const monthDay = HOLIDAYS[name] as string;
  return ask([{}], (today) => {
    const year = nowYear(today ?? {});
    const todayMs = Date.parse(`${String(today?.date)}T00:00:00Z`);
    const next =
      [year, year + 1].map((candidate) => Date.parse(`${candidate}-${monthDay}T00:00:00Z`)).find((ms) => ms >= todayMs) ??
      todayMs;
    const date = new Date(next).toISOString().slice(0, 10);
    return next === todayMs ? `That is today, **${date}**.` : `Until ${date} it is **${toDays((next - todayMs) / 86_400_000)}**.`;
  });
}

/** Questions about the present time and about calendar days, through the `current_time` tool. */
export const dates: Ability = (message) => {
  const question = toBareQuestion(message);
  const text = toIsoDates(question.toLowerCase());
  return (
    presentTime(question) ?? relativeDay(text) ?? givenDay(text) ?? holiday(text, (day) => Number(String(day.date).slice(0, 4)))
  );
};
