import { findAddresses } from '../../../../lib/shared/find-addresses.ts';
import { characters } from './characters.ts';
import type { TextOperation } from './text-operation.ts';

const plural = (count: number, word: string) => `**${count.toLocaleString('en')}** ${word}${count === 1 ? '' : 's'}`;

function toList(items: readonly string[], what: string): string {
  const found = [...new Set(items)];
  return found.length === 0 ? `I found no ${what} in that text.` : found.map((item) => `- ${item}`).join('\n');
}

const findAll = (text: string, pattern: RegExp, what: string) => toList(text.match(pattern) ?? [], what);

function toFrequencies(text: string): string {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}'’-]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rows = [...counts].sort((a, b) => b[1] - a[1]).map(([word, count]) => `| ${word} | ${count} |`);
  return `| word | count |\n| --- | --- |\n${rows.join('\n')}`;
}

/** What is counted stands right behind the word that asks for it: letters in a word are letters. */
const counting = (nouns: string) =>
  new RegExp(`\\b(?:count|how many|number of)(?: (?:the|all|of|my|up))* (?:${nouns})\\b|^(?:word|line) count\\b(?<=${nouns})`);

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
    apply: (text) => findAll(text, /-?\d+(?:\.\d+)?/g, 'numbers'),
  },
  {
    pattern: /\bhow (?:often|many times) (?:does )?(?:each|every)\b|\bword frequenc|\bfrequency of (?:each|every|the) word/,
    apply: toFrequencies,
  },
  { pattern: counting('words?|word count'), apply: (text) => plural(text.match(/\S+/g)?.length ?? 0, 'word') },
  { pattern: counting('lines|line count'), apply: (text) => plural(text.split('\n').length, 'line') },
  { pattern: counting('vowels'), apply: (text) => plural(text.match(/[aeiou]/gi)?.length ?? 0, 'vowel') },
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
