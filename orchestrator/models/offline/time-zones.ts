import { findPlaces, type Place } from '../../../lib/shared/places.ts';
import { nextClockChange, offsetAt, toWallTime } from '../../../lib/shared/wall-time.ts';
import { conversions } from './conversions.ts';
import {
  type Ability,
  callThenSay,
  type LocalTime,
  type Plan,
  type Question,
  sayOnly,
  type ToolOutcome,
  toToolError,
} from './plan.ts';
import { toWhen } from './when.ts';

const PRESENT =
  /^(?:(?:what(?:'s| is| are)?|how|which|is|show|get|check|give me|current|right now)\b.*\b(?:time|times|hour|late|o'?clock|morning|afternoon|evening|night|daytime|clocks?)\b|(?:the |local |current |exact )*times?\b|(?:the )?(?:current|local|exact) (?:time|hour)s?\b)/;
const DIFFERENCE =
  /^(?:hours|difference) between\b|\bhow (?:far|much|many hours) (?:ahead|behind|later|earlier)|\btime (?:zone )?difference|\bhours? (?:ahead|behind|apart|difference|later|earlier)|\b(?:ahead of|behind)\b|^(?:what is |what's )?the (?:time )?difference between\b/;
const OFFSET = /\b(?:time ?zone|utc offset|gmt offset|offset (?:of|from))\b/;
const CHANGE =
  /\b(?:clocks? (?:change|changes|go|goes|move|spring|fall)|daylight saving|summer ?time|winter ?time|dst|time change)\b/;

const TOOL = 'current_time';

function plan(zones: readonly string[], date: string | null, say: (done: readonly ToolOutcome[]) => string): Plan {
  return callThenSay({
    intent: 'time_zones',
    agent: 'supervisor',
    why: 'It is a question about the time.',
    calls: zones.map((time_zone) => ({ tool: TOOL, arguments: { time_zone, date, add_days: null } })),
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

function sayDifference([first, second]: readonly [Place, Place], date: string | null) {
  const when = date === null ? 'right now' : `on ${date}`;
  return (done: readonly ToolOutcome[]) => {
    const minutes = toOffset(done[0]) - toOffset(done[1]);
    if (minutes === 0) return `${first.name} and ${second.name} have the same time ${when}.`;
    return `${first.name} is **${toHours(minutes)} ${minutes > 0 ? 'ahead of' : 'behind'}** ${second.name} ${when}.`;
  };
}

function sayPresent(places: readonly Place[]) {
  return (done: readonly ToolOutcome[]): string => {
    const lines = done.map(({ data }, index) => {
      const where = done.length > 1 ? `In ${places[index]?.name} it` : 'It';
      return `${where} is **${String(data.time)}** (${String(data.time_zone)}) on **${String(data.weekday)}, ${String(data.date)}**.`;
    });
    const remarks = places.flatMap(({ name, remark }) => (remark === undefined ? [] : [`I took ${name} for ${remark}.`]));
    return [lines.join('\n\n'), ...remarks].join(' ');
  };
}

function sayOffset([place]: readonly Place[], date: string | null) {
  return (done: readonly ToolOutcome[]) => {
    const { time, time_zone, utc_offset } = done[0]?.data ?? {};
    const name = place?.name ?? 'This';
    if (date !== null) return `${name} is in the time zone **${String(time_zone)}**, at ${String(utc_offset)} on ${date}.`;
    return `${name} is in the time zone **${String(time_zone)}**, now ${String(utc_offset)}. The time there is **${String(time)}**.`;
  };
}

/** `when do the clocks change in Berlin` */
function sayChange(place: Place, now: LocalTime): Plan {
  const change = nextClockChange(now.ms, place.zone);
  if (change === null)
    return sayOnly('time_zones', `The clocks in ${place.name} (${place.zone}) do not change within the next year.`);
  const step = offsetAt(change, place.zone) - offsetAt(change - 60_000, place.zone);
  const before = new Date(toWallTime(change - 60_000, place.zone) + 60_000).toISOString();
  const after = new Date(toWallTime(change, place.zone)).toISOString().slice(11, 16);
  return sayOnly(
    'time_zones',
    `In ${place.name} (${place.zone}) the clocks change on **${before.slice(0, 10)}**: from ${before.slice(11, 16)} they are put ${step > 0 ? 'forward' : 'back'} to ${after}.`,
  );
}

const LIST = /\b(?:in|for|at) ((?:(?!\b(?:in|for|at)\b).)+)$/;
const NO_PLACE =
  /^(?:(?:the )?moment|this moment|present|here|my|our|total|(?:right )?now|general|words|seconds|minutes|hours|days|\d.*)\b/;

/** A name behind "in" that is no place of the list: better said than answered with another's time. */
function findUnknown({ lower }: Question): string | null {
  const list = LIST.exec(lower.replace(/\s*(?:right now|now|at the moment|currently|today|please)$/, ''))?.[1];
  if (list === undefined || NO_PLACE.test(list)) return null;
  const names = list.split(/,|\band\b|&/).map((name) => name.trim());
  return names.find((name) => /[a-z]/.test(name) && findPlaces(name).length === 0) ?? null;
}

const ASKS_NOW =
  /^(?:the )?(?:current |local |exact )*time(?: now| here| right now)*$|^(?:what|how late|current|the|local|tell|time|exact|show|right|get|check|give).*\b(?:time|late|hour)\b(?: (?:is|it|now|right|please|do you have|at the moment|here|exactly|currently|today))*$/;

function present(question: Question, places: readonly Place[]): Plan | null {
  const { lower, now } = question;
  if (!PRESENT.test(lower) || /\d/.test(lower) || lower.length > 120) return null;
  const unknown = findUnknown(question);
  if (places.length > 0) {
    const say = sayPresent(places);
    const note = unknown === null ? '' : ` I do not know the time zone of “${unknown}”.`;
    return plan(
      places.map(({ zone }) => zone),
      null,
      (done) => say(done) + note,
    );
  }
  if (
    unknown !== null &&
    /^(?:what(?:'s| is)? (?:the )?(?:current |local )?time\b|what hour|current time|local time|time in)/.test(lower)
  ) {
    return sayOnly(
      'time_zones',
      `I do not know the time zone of “${unknown}”. Name a larger city near it, or a zone such as Europe/Berlin.`,
    );
  }
  return ASKS_NOW.test(lower) && unknown === null ? plan([now.zone], null, sayPresent([])) : null;
}

/** The time somewhere, differences and conversions between places, through the `current_time` tool. */
export const timeZones: Ability = (question) => {
  const { lower, now } = question;
  // In "the UTC offset of Nairobi" UTC is no place.
  const places = findPlaces(OFFSET.test(lower) ? lower.replaceAll(/\b(?:utc|gmt) offset\b/g, 'offset') : lower);
  const [first, second] = places;
  const here: Place = { name: 'your time zone', zone: now.zone };
  if (CHANGE.test(lower) && /^(?:when|what|which|does|do|is|how)\b/.test(lower)) return sayChange(first ?? here, now);
  const converted = conversions(question);
  if (converted) return converted;
  const toDate = () => toWhen(lower, now)?.date ?? null;
  if (first && DIFFERENCE.test(lower) && places.length < 3) {
    const pair = [first, second ?? here] as const;
    const date = toDate();
    return plan(
      pair.map(({ zone }) => zone),
      date,
      sayDifference(pair, date),
    );
  }
  if (first && OFFSET.test(lower)) {
    const date = toDate();
    return plan([first.zone], date, sayOffset(places, date));
  }
  return present(question, places);
};
