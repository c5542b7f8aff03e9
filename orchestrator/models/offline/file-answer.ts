import { foldText, isStopWord, toWordKey } from '../../../lib/shared/word-forms.ts';
import type { FilePassage } from './file-passages.ts';
import { toUnits, type Unit } from './file-units.ts';

/** Sentences that answer a question, best first; `coverage` of the first, from 0 to 1. */
export type FileAnswer = { units: Unit[]; coverage: number };

const MAX_UNITS = 4;
const MAX_ANNOUNCED = 4;
/**
 * From here on sentences are said to answer, or to come close. Measured on the questions of `bench/retrieval`: with a passage that
 * answers 54 % and 74 % reach them, with passages on the same matter that do not 23 % and 50 %, with other texts 4 % and 12 %.
 */
export const ANSWERS_FROM = 0.7;
export const CLOSE_FROM = 0.55;
/** What is worse than the best by more is not shown. */
const SHARE_OF_BEST = 0.8;
const AROUND_WEIGHT = 0.6;
/** Of fewer, a word that is in a third of them is no everyday word. */
const FEW_UNITS = 24;
const KIND_BONUS = 0.12;
const MISSING_NAME_FACTOR = 0.6;

/** How people ask, not what they ask for. */
const ASKING = new Set(
  (
    'file document pdf say mention tell find search look list show give know according uploaded attached explain describe summary quote page section about there anything something many much long often soon kind type way get name word please information contain cover state talk paper text question answer mean thing my our compare comparison difference between both ' +
    // The same in German, French, Spanish and Italian.
    'wie was wer wo wann warum welche welcher welches ist sind wird gibt hoch lange viele der die das den dem ein eine einen ' +
    'quel quelle combien quand est sont le la les un une des cual cuanto cuanta cuantos cuando que quien es el los las ' +
    'quale quanto quanti quando sono il lo gli'
  )
    .split(' ')
    .map(toWordKey),
);
/** Half of it is how one asks: "how high is the rent". */
const MEASURE = /\bhow (high|big|large|long|old|far|tall|deep|wide|heavy|expensive|fast|late|early)\b/i;
const COMPARING = /\b(?:compar\w*|differ\w*|both)\b/i;
const COUNT = /\b(?:two|three|both)\b/gi;
const MONTH =
  /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b\d{4}\b|\b\d{1,2}[./-]\d{1,2}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/i;

const KINDS: readonly (readonly [question: RegExp, answer: RegExp])[] = [
  [/^(?:when|since when|until when|by when|what (?:date|day|year|time)|on which)\b|\bdeadline\b/i, MONTH],
  [
    /\bhow (?:many|much|long|far|old|often|big|large|high|tall)\b|\bwhat (?:is|was) the (?:price|cost|fee|rent|number|amount|total|maximum|minimum)\b/i,
    /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twice|once)\b/i,
  ],
  [/^who\b|\bwhose\b/i, /(?<=[\p{Ll},] )\p{Lu}\p{Ll}+|^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+/u],
];

type Wanted = { key: string; weight: number; isExact: boolean };

function toKeys(text: string): Set<string> {
  const words = foldText(text).match(/\p{sc=Han}|[\p{L}\p{M}]+|\d[\d.,]*\d|\d/gu) ?? [];
  return new Set(words.filter((word) => !isStopWord(word)).map(toWordKey));
}

/** Names and numbers of the question must be met; other words may be said otherwise. */
function toExact(question: string): Set<string> {
  const names = question.match(/(?<=\S\s)(?:\p{Lu}[\p{L}\p{N}]+|\p{L}*\d[\p{L}\d.,]*)/gu) ?? [];
  return new Set(names.flatMap((name) => [...toKeys(name)]));
}

function toWanted(question: string, units: readonly { keys: ReadonlySet<string> }[]): Wanted[] {
  const exact = toExact(question);
  const measure = toWordKey(MEASURE.exec(question)?.[1]?.toLowerCase() ?? '');
  return [...toKeys(COMPARING.test(question) ? question.replace(COUNT, '') : question)]
    .filter((key) => !ASKING.has(key))
    .map((key) => {
      const frequency = units.filter(({ keys }) => keys.has(key)).length;
      // What is nearly everywhere tells nothing; what is nowhere counts like any other word.
      const weight = key === measure || (frequency * 3 > units.length && units.length > FEW_UNITS) ? 0.5 : 1;
      return { key, weight: exact.has(key) ? weight * 1.5 : weight, isExact: exact.has(key) };
    });
}

/** How much of what is asked a sentence says, with its heading and its neighbours a little. */
function scoreOf(wanted: readonly Wanted[], own: ReadonlySet<string>, around: ReadonlySet<string>): number {
  const all = wanted.reduce((sum, { weight }) => sum + weight, 0);
  let score = 0;
  let isComplete = true;
  for (const { key, weight, isExact } of wanted) {
    if (own.has(key)) score += weight;
    else if (around.has(key)) score += weight * AROUND_WEIGHT;
    else if (isExact) isComplete = false;
  }
  return all === 0 ? 0 : (score / all) * (isComplete ? 1 : MISSING_NAME_FACTOR);
}

type Candidate = { unit: Unit; keys: ReadonlySet<string> };

const isQuestion = ({ unit }: Candidate) => /[?？؟]$/.test(unit.text);

/** Of the same passage, so that they are what one reads before and after it. */
function toNeighbours(units: readonly Candidate[], at: number): { before: Candidate | null; after: Candidate | null } {
  const ofPassage = (other: Candidate | undefined) => (other && other.unit.passage === units[at]?.unit.passage ? other : null);
  return { before: ofPassage(units[at - 1]), after: ofPassage(units[at + 1]) };
}

/** Every unit with what it says of the question. A question answers none, but what follows it does. */
function toScored(question: string, units: readonly Candidate[]): { unit: Unit; score: number }[] {
  const wanted = toWanted(question, units);
  const kind = KINDS.find(([asked]) => asked.test(question))?.[1];
  return units.map((candidate, at) => {
    const { unit } = candidate;
    const { before, after } = toNeighbours(units, at);
    const said = new Set([...candidate.keys, ...(before && isQuestion(before) ? before.keys : [])]);
    const met = wanted.filter(({ key }) => said.has(key)).length;
    if (met === 0 || isQuestion(candidate)) return { unit, score: 0 };
    const names = toKeys(`${unit.passage.heading} ${unit.passage.file} ${unit.columns}`);
    const score = scoreOf(wanted, said, new Set([...names, ...(before?.keys ?? []), ...(after?.keys ?? [])]));
    // One word and any figure are no answer to a question of several words.
    const isOfKind = kind?.test(unit.text) === true && (met > 1 || wanted.length === 1);
    return { unit, score: isOfKind ? Math.min(1, score + KIND_BONUS) : score };
  });
}

/** What a sentence announces, as in "The parts are:". */
function toAnnounced({ text, passage, order }: Unit, units: readonly Candidate[]): Unit[] {
  if (!text.endsWith(':')) return [];
  return units
    .slice(order + 1, order + 1 + MAX_ANNOUNCED)
    .map(({ unit }) => unit)
    .filter((unit) => unit.passage === passage);
}

/** The sentences of passages that say most of what is asked, word for word. */
export function answerFromFiles(question: string, passages: readonly FilePassage[]): FileAnswer {
  const units = toUnits(passages).map((unit) => ({ unit, keys: toKeys(unit.text) }));
  const ranked = toScored(question, units)
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.unit.order - b.unit.order);
  const best = ranked[0]?.score ?? 0;
  const chosen = new Map<string, Unit>();
  for (const { unit, score } of ranked) {
    if (chosen.size >= MAX_UNITS || score < best * SHARE_OF_BEST || chosen.has(unit.text)) continue;
    for (const one of [unit, ...toAnnounced(unit, units)]) if (!chosen.has(one.text)) chosen.set(one.text, one);
  }
  return { units: [...chosen.values()], coverage: best };
}
