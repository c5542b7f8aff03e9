import { ANTONYMS, IRREGULAR, SYNONYMS } from './word-groups.ts';

const STOP_WORDS = new Set(
  (
    'a an and are as at be been being but by could did do does doing done for from had has have having he her hers him his how i if in into is it its itself ' +
    'just me more most much my no nor not of on once only or other our ours out own per same shall she should so some such than that the their theirs them then ' +
    'there these they this those through to too us very was we were what when where whether which while who whom whose why will with within would you your ' +
    'yours about also any both each either every again further here until upon however therefore thus please am one ones because ' +
    'der die das den dem des ein eine einen einem einer und oder ist sind war wird werden mit von zu im in am an auf für bei aus ab sich es er sie wir ich nicht kein ' +
    'le la les un une des du de et est sont dans par pour sur el los las una y en con para que se al'
  ).split(' '),
);

/** Letters without marks, in lower case. */
export function foldText(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** Words that carry no content by themselves. `word` folded. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

const LONGEST_STEM = 7;

/** Takes endings off, roughly: what is left only has to be the same for the forms of one word. */
function toStem(word: string): string {
  const known = IRREGULAR[word] ?? word;
  if (known.length < 4 || !/^[a-z]+$/.test(known)) return known;
  const stem = known
    .replace(/ies$/, 'y')
    .replace(/(?<=\w{2})sses$/, 'ss')
    .replace(/(?<=\w{2}[^su])s$/, '')
    .replace(/(?<=\w{3})(?:ation|ement|ment|ness)$/, '')
    .replace(/(?<=\w{4})ion$/, '')
    .replace(/(?<=\w{3})(?:edly|ingly|ing|ed|ly)$/, '')
    .replace(/(?<=\w{3})er$/, '')
    .replace(/([b-df-hj-km-np-rtv-z])\1$/, '$1')
    .replace(/(?<=\w{3})(?:ate|at|e)$/, '')
    .replace(/y$/, 'i');
  return stem.slice(0, LONGEST_STEM);
}

const GROUPS: ReadonlyMap<string, string> = new Map(
  SYNONYMS.flatMap((line, index) => line.split(' ').map((word) => [toStem(word), `=${index}`] as const)).reverse(),
);

const toKey = (stem: string): string => GROUPS.get(stem) ?? stem;

/** The same for all forms of a word and, in English, for words that mean the same. `word` folded. */
export function toWordKey(word: string): string {
  return toKey(toStem(word));
}

const OPPOSITES: ReadonlyMap<string, ReadonlySet<string>> = ANTONYMS.reduce((map, pair) => {
  const [left, right] = pair.map(toWordKey) as [string, string];
  for (const [from, to] of [
    [left, right],
    [right, left],
  ] as const) {
    map.set(from, new Set([...(map.get(from) ?? []), to]));
  }
  return map;
}, new Map<string, ReadonlySet<string>>());

/** Keys of words that mean the opposite. */
export function toOpposites(key: string): ReadonlySet<string> {
  return OPPOSITES.get(key) ?? NONE;
}
const NONE: ReadonlySet<string> = new Set();
