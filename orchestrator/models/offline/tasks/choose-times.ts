import { readDuration } from '../../../../lib/shared/time-words/durations.ts';
import { type Found, findTimes, scanTimes } from '../../../../lib/shared/time-words/find-times.ts';
import { isTimeish } from '../../../../lib/shared/time-words/function-words.ts';
import { type Scope, sayTokens, wordAt } from '../../../../lib/shared/time-words/scope.ts';

/** The times that say when a task is due; the others belong to its title. */
type Chosen = { times: readonly Found[]; notes: readonly string[] };

const JOINT = /^(?:,|and|&|-|at|on|by|plus|the)$/;
/** Behind these words stands what is to be done. */
const WHAT = /^(?:to|that|about|of|:)$/;
const WHEN =
  /^(?:in|at|on|every|each|by|before|after|within|during|around|until|when|whenever|once|if|as|next|this|twice|first|later|soon|sometime|someday|eventually|shortly|early|late|not)$/;

function skipJoints(scope: Scope, at: number): number {
  let end = at;
  while (JOINT.test(wordAt(scope, end))) end += 1;
  return end;
}

/** The times at the beginning, one right behind the other: "tomorrow at 5 to …". */
function toLeading(scope: Scope, found: readonly Found[]): Found[] {
  const leading: Found[] = [];
  let end = skipJoints(scope, 0);
  for (const part of found) {
    if (part.start > end) break;
    leading.push(part);
    end = skipJoints(scope, part.end);
  }
  return leading;
}

/** The words between "remind me" and "to", where they should say when. */
function toWhenEnd(scope: Scope): number {
  const end = scope.tokens.findIndex(({ word }) => WHAT.test(word));
  return Math.max(end, 0);
}

const dontKnow = (words: string) => ({
  ask: `I did not understand “${words}” as a time. When should it be? For example: “tomorrow at 17:00”, “in 90 minutes”, “every Monday at 9:00”.`,
});

/** Words right behind a time that look like a part of it: "every day at 8 and 20". */
function findTorn(scope: Scope, found: readonly Found[]): string | null {
  for (const [index, { end, start }] of found.entries()) {
    const next = skipJoints(scope, end);
    const following = found[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    if (following <= next || !isTimeish(scope, next) || wordAt(scope, next - 1) === 'the') continue;
    return sayTokens(scope, start, next + 1);
  }
  return null;
}

/** What stands before "to" and is no time, in words that begin like one. */
function findUnknown(scope: Scope, leading: readonly Found[]): string | null {
  const border = toWhenEnd(scope);
  if (border === 0) return null;
  const end = skipJoints(scope, leading.at(-1)?.end ?? 0);
  if (end >= border) return null;
  const isOpen =
    leading.length === 0
      ? WHEN.test(wordAt(scope, 0)) || readDuration(scope, 0) !== null || wordAt(scope, 1) === 'times'
      : isTimeish(scope, end) || WHEN.test(wordAt(scope, leading.at(-1)?.end ?? 0)) || WHEN.test(wordAt(scope, end));
  return isOpen ? sayTokens(scope, 0, border) : null;
}

const toKeptNotes = (scope: Scope, kept: readonly Found[]) =>
  kept.map(({ start, end }) => `“${sayTokens(scope, start, end)}” stays in the title; it sets no time.`);

type Kind = 'day' | 'clock' | 'other';
const kindOf = ({ kind }: Found): Kind =>
  kind === 'day' || kind === 'moment' || kind === 'rule' ? 'day' : kind === 'clock' || kind === 'part' ? 'clock' : 'other';

/** A time at the beginning says when; behind what is to be done only what it leaves open counts. */
export function chooseTimes(scope: Scope): Chosen | { ask: string } {
  const found = findTimes(scope);
  const leading = toLeading(scope, found);
  const unknown = findUnknown(scope, leading) ?? findTorn(scope, found);
  const problem = found.find(({ kind }) => kind === 'problem');
  if (problem?.kind === 'problem') return { ask: problem.ask };
  if (unknown !== null) return dontKnow(unknown);
  if (found.length === 0) return { times: found, notes: toKeptNotes(scope, scanTimes(scope)) };
  if (leading.length === 0) return { times: found, notes: [] };
  const known = new Set(leading.map(kindOf));
  if (leading.some(({ kind }) => kind === 'moment')) known.add('clock');
  const times = found.filter(
    (part) => leading.includes(part) || (kindOf(part) !== 'other' && !known.has(kindOf(part))) || part.kind === 'bound',
  );
  const kept = found.filter((part) => !times.includes(part));
  return { times, notes: kept.map(({ start, end }) => `“${sayTokens(scope, start, end)}” stays in the title; it sets no time.`) };
}
