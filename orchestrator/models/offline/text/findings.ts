import { findAddresses } from '../../../../lib/shared/find-addresses.ts';
import { characters } from './characters.ts';
import type { TextOperation } from './text-operation.ts';

const plural = (count: number, word: string) => `**${count.toLocaleString('en')}** ${word}${count === 1 ? '' : 's'}`;

/** Addresses once each; numbers as often as they occur. */
function toList(items: readonly string[], what: string): string {
  const found = what === 'numbers' ? items : [...new Set(items)];
  return found.length === 0 ? `I found no ${what} in that text.` : found.map((item) => `- ${item}`).join('\n');
}

const findAll = (text: string, pattern: RegExp, what: string) => toList(text.match(pattern) ?? [], what);

function toFrequencies(text: string): string {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(WORD) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rows = [...counts].sort((a, b) => b[1] - a[1]).map(([word, count]) => `| ${word} | ${count} |`);
  return `| word | count |\n| --- | --- |\n${rows.join('\n')}`;
}

/** What is counted stands right behind the word that asks for it: letters in a word are letters. */
const counting = (nouns: string) =>
  new RegExp(`\\b(?:count|how many|number of)(?: (?:the|all|of|my|up))* (?:${nouns})\\b|^(?:word|line) count\\b(?<=${nouns})`);

const WORD = /[\p{L}\p{M}\p{N}'’-]+/gu;

/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function countWords(text: string): number {
  if (!UNSPACED.test(text)) return text.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  return [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)].filter(({ isWordLike }) => isWordLike).length;
}

/** Letters with accents are the vowels that they are without. */
const countVowels = (text: string) => text.normalize('NFD').match(/[aeiou]/gi)?.length ?? 0;

/** A sign in front of a digit is a minus only where nothing stands before it: not in a date. */
const NUMBERS = /(?<![\w.,])(?:(?<!\S)[-−])?(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?/g;

/** Without a mark only a letter that is no unit: "how many m in km" asks for something else. */
const ONE_LETTER = String.raw`(?:letters?|character) ["'“‘]?(?<named>\p{L})["'”’]?|["'“‘](?<quoted>\p{L})["'”’](?:'?s)?|(?<owned>\p{L})['’]s|(?<bare>[beijnopqruvwxyz])s?`;
const ONE_WORD = String.raw`word ["'“‘]?(?<word>\p{L}+)["'”’]?`;
const WANTED = new RegExp(
  `^(?:how (?:many|often)(?: times)?|count)(?: does| do)?(?: all)?(?: the)? (?:${ONE_LETTER}|${ONE_WORD})(?: is| are| do| does| appears?| occurs?| there)* in\\b`,
  'iu',
);

/** How often one letter or word occurs. */
function countWanted(text: string, words: string): string {
  const { named, quoted, owned, bare, word } = WANTED.exec(words)?.groups ?? {};
  const wanted = (named ?? quoted ?? owned ?? bare ?? word ?? '').toLowerCase();
  const all = characters(text.toLowerCase());
  const count =
    wanted.length === 1
      ? all.filter((letter) => letter.normalize('NFD').startsWith(wanted)).length
      : (text.toLowerCase().match(WORD) ?? []).filter((word) => word === wanted).length;
  return `“${wanted}” occurs **${count.toLocaleString('en')}** ${count === 1 ? 'time' : 'times'}.`;
}

const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g;

/** What is in a text, and how much of it. */
export const FINDINGS: readonly TextOperation[] = [
  {
    pattern: /\b(?:extract|find|get|pull|list|pick|grab|give)\b.*\be-?mail/,
    apply: (text) => findAll(text, EMAIL, 'e-mail addresses'),
  },
  {
    pattern: /\b(?:extract|find|get|pull|list|pick|grab|give)\b.*\b(?:urls?|links)\b/,
    apply: (text) =>
      toList(
        findAddresses(text)
          .filter(({ kind }) => kind !== 'name')
          .map((address) => address.text),
        'URLs',
      ),
  },
  {
    pattern: /\b(?:extract|find|get|pull|list|pick|grab)\b.*\b(?:numbers|digits)\b/,
    apply: (text) => findAll(text, NUMBERS, 'numbers'),
  },
  {
    pattern: /\bhow (?:often|many times) (?:does )?(?:each|every)\b|\bword frequenc|\bfrequency of (?:each|every|the) word/,
    apply: toFrequencies,
  },
  { pattern: WANTED, apply: countWanted },
  { pattern: counting('words?|word count'), apply: (text) => plural(countWords(text), 'word') },
  { pattern: counting('lines|line count'), apply: (text) => plural(text.split('\n').length, 'line') },
  { pattern: counting('vowels'), apply: (text) => plural(countVowels(text), 'vowel') },
  { pattern: counting('letters'), apply: (text) => plural(text.match(/\p{L}/gu)?.length ?? 0, 'letter') },
  {
    pattern: counting('sentences'),
    apply: (text) => plural([...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)].length, 'sentence'),
  },
  {
    pattern: new RegExp(
      `${counting('characters|chars').source}|\\b(?:character|char) count\\b|\\blength of (?:the )?(?:string|text|word)\\b`,
    ),
    apply: (text) => plural(characters(text).length, 'character'),
  },
];
