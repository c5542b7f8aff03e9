import { compareQuantities } from './quantities/quantity.ts';
import { type Clause, countOpposites, countShared, isDenied } from './support-clauses.ts';
import type { ReadSentence } from './support-reading.ts';

/** How much of one clause the other says. */
function overlap(claim: Clause, other: Clause): number {
  const numbers = claim.quantities.filter((quantity) =>
    other.quantities.some((one) => compareQuantities(quantity, one) === 'same'),
  );
  // "Fell by 8.3%" is about the same as "a rise of 8.3%".
  const isTurned = numbers.length > 0 && countOpposites(claim, other) > 0;
  return countShared(claim, other) + numbers.length + (isTurned ? 1 : 0);
}

type Close = { other: Clause; sentence: ReadSentence; said: number };

function findClosest(clause: Clause, sentences: readonly ReadSentence[]): Close[] {
  const close = sentences.flatMap((sentence) =>
    sentence.clauses.map((other) => ({ other, sentence, said: overlap(clause, other) })),
  );
  const most = close.reduce((highest, { said }) => Math.max(highest, said), 0);
  if (most === 0 || (most < 2 && most < clause.keys.size)) return [];
  return close.filter(({ said }) => said === most);
}

/** The sentence with a clause that is about the same thing and denies what the claim says, where none that is as close agrees. */
export function findOpposed(clause: Clause, sentences: readonly ReadSentence[]): ReadSentence | null {
  const closest = findClosest(clause, sentences);
  const agreeing = closest.filter(({ other }) => !isDenied(clause, other));
  const isAgreedTo = (denying: Clause) =>
    agreeing.some(({ other: { keys } }) => [...denying.keys].every((key) => !clause.keys.has(key) || keys.has(key)));
  return closest.find((one) => !agreeing.includes(one) && !isAgreedTo(one.other))?.sentence ?? null;
}

/** The clause that is closest names someone else. */
export function namesAnother(claim: readonly Clause[], window: readonly ReadSentence[], known: ReadonlySet<string>): boolean {
  const said = new Set(claim.flatMap(({ keys }) => [...keys]));
  return claim.some((clause) => {
    const names = [...clause.names].filter((name) => !known.has(name));
    if (names.length === 0) return false;
    const close = window.flatMap(({ clauses }) => clauses).toSorted((a, b) => overlap(clause, b) - overlap(clause, a));
    const [closest] = close;
    if (!closest || overlap(clause, closest) < 2 || names.some((name) => closest.keys.has(name))) return false;
    return [...closest.names].some((name) => !said.has(name));
  });
}

/** What stands before and behind the act of a clause: names, and numbers of versions. */
function toActors({ tokens }: Clause): string[] {
  return tokens.map((token) => {
    if (token.kind === 'word') return token.key;
    return token.quantity.kind === 'label' ? `#${token.quantity.text}` : '';
  });
}

/** `A succeeded B` where the source says `B succeeded A`. */
export function turnsRolesRound(claim: readonly Clause[], window: readonly ReadSentence[]): ReadSentence | null {
  for (const clause of claim) {
    const actors = toActors(clause);
    const names = actors.filter((actor) => clause.names.has(actor) || actor.startsWith('#'));
    const [first, last] = [names[0], names.at(-1)];
    if (first === undefined || last === undefined || first === last) continue;
    const between = (keys: readonly string[], from: string, to: string) =>
      keys.slice(keys.indexOf(from) + 1, Math.max(0, keys.indexOf(to)));
    const acts = new Set(between(actors, first, last).filter((key) => key !== '' && !names.includes(key)));
    const turned = window.find(({ clauses }) =>
      clauses.some((other) => {
        const theirs = toActors(other);
        const isThere = theirs.includes(first) && theirs.includes(last) && other.isPassive === clause.isPassive;
        return isThere && between(theirs, last, first).some((key) => acts.has(key));
      }),
    );
    if (turned) return turned;
  }
  return null;
}
