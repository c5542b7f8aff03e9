import { findPlaces, type Place } from '../../../lib/shared/places.ts';
import { scanTimes } from '../../../lib/shared/time-words/find-times.ts';
import { MINUTE_MS } from '../../../lib/shared/time-words/first-time.ts';
import { toScope } from '../../../lib/shared/time-words/scope.ts';
import { toClockText } from '../../../lib/shared/time-words/time-of-day.ts';
import { sayOffset, toWallTime } from '../../../lib/shared/wall-time.ts';
import { type Ability, callThenSay, type LocalTime, type ToolOutcome, toToolError } from './plan.ts';

/** The places of a conversion: whose clocks show the time, and on whose it is wanted. */
type Route = { from: Place; to: readonly Place[] };

/** What stands behind the time says whose it is, unless it is led in by "to". */
function toRoute(text: string, clockEnd: number, own: Place | null, here: Place): Route | null {
  const before = findPlaces(text.slice(0, clockEnd));
  const behind = text.slice(clockEnd);
  const after = findPlaces(behind);
  if (own) {
    const others = [...before, ...after].filter(({ zone, name }) => zone !== own.zone || name !== own.name);
    return { from: own, to: others.length > 0 ? others : [here] };
  }
  const isHere =
    /^\s*(?:here|my time|local time|our time)\b/.test(behind) ||
    /^\s*(?:in|of) (?:my|our) (?:time ?zone|time|place)\b/.test(behind);
  if (isHere) return before.length + after.length === 0 ? null : { from: here, to: [...before, ...after] };
  const [next, ...others] = after;
  const isTarget = /^[^a-z]*(?:to|into|be|is it|is that)\b/.test(behind);
  if (next && !isTarget) {
    const to = [...before, ...others];
    return { from: next, to: to.length > 0 ? to : [here] };
  }
  const from = before.at(-1);
  return { from: from ?? here, to: [...before.slice(0, -1), ...after].length > 0 ? [...before.slice(0, -1), ...after] : [here] };
}

function sayRemark({ name, zone, offsetMinutes, remark }: Place, offset: string): string[] {
  const meant = offsetMinutes === undefined ? null : `GMT${sayOffset(offsetMinutes)}`;
  return [
    ...(remark === undefined ? [] : [`I took ${name} for ${remark}.`]),
    ...(meant === null || meant === offset || zone === 'UTC'
      ? []
      : [`I took ${name} for the clocks of ${zone}, which are at ${offset} on that day.`]),
  ];
}

function toDayWords(from: string, to: string): string {
  if (from === to) return '';
  return to > from ? ' on the next day' : ' on the day before';
}

function sayConverted({ from, to }: Route, date: string | null, notes: readonly string[]) {
  return (done: readonly ToolOutcome[]): string => {
    const error = done.map(toToolError).find((text) => text !== null);
    if (error) return `I could not work that out: ${error}.`;
    const remarks = new Set(notes);
    const parts = to.map((place, index) => {
      const data = done[index]?.data ?? {};
      const elsewhere = (data.elsewhere ?? {}) as Record<string, unknown>;
      for (const remark of [...sayRemark(from, String(data.utc_offset)), ...sayRemark(place, String(elsewhere.utc_offset))])
        remarks.add(remark);
      if (typeof data.note === 'string') remarks.add(data.note);
      return `**${String(elsewhere.time)}**${toDayWords(String(data.date), String(elsewhere.date))} in ${place.name}`;
    });
    const day = date === null ? '' : ` on ${date}`;
    const answer = `${String(done[0]?.data.time)} in ${from.name}${day} is ${parts.join(' and ')}.`;
    return [answer, ...remarks].join(' ');
  };
}

const ASKS = /^\d|^(?:what|when|which|if|convert|how|at|show|tell|give|noon|midnight|the|change|translate|is)\b/;

/** `convert 9:00 New York time on 1 July to UTC`: by the rules of the day, today where none is named. */
export const conversions: Ability = ({ lower, now }) => {
  // "When it is 9am in Tokyo" alone asks nothing yet.
  if (
    !ASKS.test(lower) ||
    !/\d|\b(?:noon|midday|midnight|o'clock|half|quarter)\b/.test(lower) ||
    (/^(?:if|when it)/.test(lower) && !/\b(?:what|which|how)\b/.test(lower))
  )
    return null;
  const scope = toScope(lower, now);
  const found = scanTimes(scope);
  const clock = found.find((part) => part.kind === 'clock');
  const days = found.flatMap((part) => (part.kind === 'day' ? [part] : []));
  if (clock?.kind !== 'clock' || days.length > 1 || found.some(({ kind }) => kind === 'rule' || kind === 'moment')) return null;
  const here: Place = { name: 'your time zone', zone: now.zone };
  const end = scope.tokens[clock.end - 1]?.end ?? 0;
  const route = toRoute(lower, end, clock.clock.place, here);
  const isAbout = findPlaces(lower).length > 0 && route !== null && (route.from !== here || route.to[0] !== here);
  if (!route || !isAbout) return null;
  return plan(route, days[0]?.date ?? null, clock.clock.minutes % 1440, days[0]?.notes ?? [], now);
};

function plan(route: Route, date: string | null, minutes: number, notes: readonly string[], now: LocalTime) {
  const day = date ?? new Date(toWallTime(now.ms, route.from.zone) - (now.ms % MINUTE_MS)).toISOString().slice(0, 10);
  return callThenSay({
    intent: 'time_zones',
    agent: 'supervisor',
    why: 'It is a question about the time.',
    calls: route.to.map(({ zone }) => ({
      tool: 'current_time',
      arguments: { time_zone: route.from.zone, date: day, add_days: null, time: toClockText(minutes), other_time_zone: zone },
    })),
    say: sayConverted(route, date, notes),
  });
}
