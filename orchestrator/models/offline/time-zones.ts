import { type Ability, callThenSay, type Plan, type Question, type ToolOutcome, toToolError } from './plan.ts';
import { toTimeOfDay } from './when.ts';
import { findPlaces, type Place } from './zones.ts';

const PRESENT =
  /^(?:(?:what(?:'s| is| are)?|how|which|is|show|get|check|give me|current|right now)\b.*\b(?:time|hour|late|o'?clock|morning|afternoon|evening|night|daytime|clocks?)\b|(?:the |local |current |exact )*time\b|(?:the )?(?:current|local|exact) (?:time|hour)\b)/;
const DIFFERENCE =
  /^hours between\b|\bhow (?:far|much|many hours) (?:ahead|behind|later|earlier)|\btime (?:zone )?difference|\bhours? (?:ahead|behind|apart|difference|later|earlier)|\b(?:ahead of|behind)\b/;
const OFFSET = /\b(?:time ?zone|utc offset|gmt offset|offset (?:of|from)|utc[+-])\b/;

const TOOL = 'current_time';

function plan(zones: readonly string[], say: (done: readonly ToolOutcome[]) => string): Plan {
  return callThenSay({
    intent: 'time_zones',
    agent: 'supervisor',
    why: 'It is a question about the time.',
    calls: zones.map((time_zone) => ({ tool: TOOL, arguments: { time_zone, date: null, add_days: null } })),
    say(done) {
      const error = done.map(toToolError).find((text) => text !== null);
      return error ? `I could not work that out: ${error}.` : say(done);
    },
  });
}

/** Minutes east of UTC, out of `GMT+05:30`. */
function toOffset(outcome: ToolOutcome | undefined): number {
  const [, sign, hours, minutes] = /([+-])(\d{2}):?(\d{2})?/.exec(String(outcome?.data.utc_offset)) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

function toHours(minutes: number): string {
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  const words = [...(hours > 0 ? [`${hours} ${hours === 1 ? 'hour' : 'hours'}`] : []), ...(rest > 0 ? [`${rest} minutes`] : [])];
  return words.join(' ');
}

function sayDifference([first, second]: [Place, Place]) {
  return (done: readonly ToolOutcome[]) => {
    const minutes = toOffset(done[0]) - toOffset(done[1]);
    if (minutes === 0) return `${first.name} and ${second.name} have the same time right now.`;
    return `${first.name} is **${toHours(minutes)} ${minutes > 0 ? 'ahead of' : 'behind'}** ${second.name} right now.`;
  };
}

/** By the clocks of today; the day may change on the way. */
function sayConverted([from, to]: [Place, Place], time: string) {
  return (done: readonly ToolOutcome[]) => {
    const [hour, minute] = time.split(':').map(Number) as [number, number];
    const shifted = hour * 60 + minute + toOffset(done[1]) - toOffset(done[0]);
    const day = Math.floor(shifted / 1440);
    const rest = shifted - day * 1440;
    const clock = `${String(Math.floor(rest / 60)).padStart(2, '0')}:${String(rest % 60).padStart(2, '0')}`;
    return `${time} in ${from.name} is **${clock}**${day > 0 ? ' on the next day' : day < 0 ? ' on the day before' : ''} in ${to.name}.`;
  };
}

function sayPresent(done: readonly ToolOutcome[]): string {
  const { time, time_zone, weekday, date } = done[0]?.data ?? {};
  return `It is **${String(time)}** (${String(time_zone)}) on **${String(weekday)}, ${String(date)}**.`;
}

function sayOffset([place]: readonly Place[]) {
  return (done: readonly ToolOutcome[]) => {
    const { time, time_zone, utc_offset } = done[0]?.data ?? {};
    return `${place?.name ?? 'This'} is in the time zone **${String(time_zone)}**, now ${String(utc_offset)}. The time there is **${String(time)}**.`;
  };
}

/** A place that stands behind a preposition but is unknown: better no answer than the wrong zone's. */
function namesUnknownPlace({ lower }: Question): boolean {
  return /\b(?:in|for|at) (?!the moment|this moment|present|utc|here|my)[a-z]/.test(lower);
}

/** The time somewhere, differences and conversions between places, through the `current_time` tool. */
export const timeZones: Ability = (question) => {
  const { lower, now } = question;
  // In "the UTC offset of Nairobi" UTC is no place.
  const places = findPlaces(OFFSET.test(lower) ? lower.replaceAll(/\b(?:utc|gmt) offset\b/g, 'offset') : lower);
  const [first, second] = places;
  const clock = toTimeOfDay(lower);
  if (first && !second && clock && /\bhere\b|\b(?:my|our) (?:time|place)\b/.test(lower)) {
    const here = { name: 'your time zone', zone: now.zone };
    return plan([now.zone, first.zone], sayConverted([here, first], clock.time));
  }
  if (first && second && places.length === 2) {
    if (clock) return plan([first.zone, second.zone], sayConverted([first, second], clock.time));
    if (DIFFERENCE.test(lower)) return plan([first.zone, second.zone], sayDifference([first, second]));
  }
  if (first && OFFSET.test(lower)) return plan([first.zone], sayOffset(places));
  if (first && !second && DIFFERENCE.test(lower)) {
    return plan([first.zone, now.zone], sayDifference([first, { name: 'your time zone', zone: now.zone }]));
  }
  if (!PRESENT.test(lower) || clock || /\d/.test(lower) || lower.length > 80) return null;
  if (first) return plan([first.zone], sayPresent);
  const asksNow =
    /^(?:the )?(?:current |local |exact )*time(?: now| here| right now)*$/.test(lower) ||
    /^(?:what|how late|current|the|local|tell|time|exact|show|right|get|check|give).*\b(?:time|late|hour)\b(?: (?:is|it|now|right|please|do you have|at the moment|here|exactly|currently|today))*$/.test(
      lower,
    );
  return asksNow && !namesUnknownPlace(question) ? plan([now.zone], sayPresent) : null;
};
