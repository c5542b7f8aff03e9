import { createHash } from 'node:crypto';
import { parseRational, rational } from '../../../../lib/shared/calculator/rational.ts';
import { characters } from './characters.ts';
import { fenced } from './fenced.ts';
import type { TextOperation } from './text-operation.ts';

/** Compared exactly, however long. */
const NUMBER = /^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d{1,3})?$/i;

const toLines = (text: string) => text.split('\n').filter((line) => line.trim() !== '');

/** Lines, or the parts of a list in one line. */
function toItems(text: string): { items: string[]; join: string } {
  const lines = toLines(text);
  if (lines.length > 1) return { items: lines, join: '\n' };
  const separator = /;/.test(text) ? ';' : ',';
  const items = text
    .replace(/,? and (?=[^,]*$)/, ',')
    .split(separator)
    .map((item) => item.trim())
    .filter(Boolean);
  return items.length > 1 ? { items, join: `${separator} ` } : { items: text.split(/\s+/), join: ' ' };
}

const listed = (text: string, change: (items: string[]) => string[]) => {
  const { items, join } = toItems(text);
  return fenced(change(items).join(join));
};

const toWords = (text: string) =>
  text
    .normalize('NFKD')
    .replaceAll(/(?<=[A-Za-z])\p{M}+/gu, '')
    .normalize('NFC')
    .replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ')
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

const capital = (word: string) => word.replace(/^./u, (letter) => letter.toUpperCase());

const SMALL_WORDS = new Set('a an and as at but by for in nor of on or the to with'.split(' '));

function toTitleCase(text: string): string {
  return text
    .toLowerCase()
    .split(/(\s+)/)
    .map((word, index) => (index > 0 && SMALL_WORDS.has(word) ? word : capital(word)))
    .join('');
}

function replaceAll(text: string, words: string): string {
  const [, from, to] =
    /"([^"]+)"\s+(?:with|by)\s+"([^"]*)"/.exec(words) ?? /\breplace\s+(\S+)\s+(?:with|by)\s+(\S+)/i.exec(words) ?? [];
  return from === undefined || to === undefined
    ? 'Name both, for example: replace "cat" with "dog" in: …'
    : text.includes(from)
      ? fenced(text.replaceAll(from, () => to))
      : `“${from}” does not occur in that text.`;
}

/** The text in another form or order. */
export const CHANGES: readonly TextOperation[] = [
  { pattern: /\b(?:snake)[ _-]?case\b/, apply: (text) => `\`${toWords(text).join('_').toLowerCase()}\`` },
  { pattern: /\bkebab[ -]?case\b|\bslug(?:ify)?\b/, apply: (text) => `\`${toWords(text).join('-').toLowerCase()}\`` },
  {
    pattern: /\bcamel[ -]?case\b/,
    apply: (text) =>
      `\`${toWords(text)
        .map((word, index) => (index === 0 ? word.toLowerCase() : capital(word.toLowerCase())))
        .join('')}\``,
  },
  {
    pattern: /\bpascal[ -]?case\b/,
    apply: (text) =>
      `\`${toWords(text)
        .map((word) => capital(word.toLowerCase()))
        .join('')}\``,
  },
  { pattern: /\btitle[ -]?case\b|\bcapitali[sz]e\b/, apply: (text) => fenced(toTitleCase(text)) },
  { pattern: /\b(?:upper[ -]?case|capital letters|all caps|capitals)\b/, apply: (text) => fenced(text.toUpperCase()) },
  { pattern: /\b(?:lower[ -]?case|small letters)\b/, apply: (text) => fenced(text.toLowerCase()) },
  {
    pattern: /\bpalindrome\b/,
    apply: (text) => {
      const letters = characters(text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
      return letters.length > 0 && letters.join('') === letters.toReversed().join('')
        ? `**Yes**, “${text}” is a palindrome.`
        : `**No**, “${text}” is not a palindrome.`;
    },
  },
  {
    pattern:
      /\b(?:dedup|de-dup|remove (?:all |the |any )?(?:duplicate|repeated|double)|unique (?:lines|items|values|words)|without duplicates|drop duplicates)/,
    apply: (text) => listed(text, (items) => [...new Set(items)]),
  },
  {
    pattern: /\b(?:reverse|flip|invert) (?:the )?(?:order|lines|list|items|words)\b/,
    apply: (text) => listed(text, (items) => items.toReversed()),
  },
  { pattern: /\b(?:reverse|backwards?|mirror)\b/, apply: (text) => fenced(characters(text).toReversed().join('')) },
  {
    // What is inside of things is not sorted: keys, columns, parts of lines.
    pattern:
      /\b(?:sort|alphabeti[sz]e|order alphabetically|alphabetical order|put .* in order)\b(?![^\n:]*\b(?:keys?|json|objects?|by (?!(?:the |their )?(?:length|name|alphabet|value|number|size|letter|first letter|order)\b))\b)/,
    apply: (text, words) =>
      listed(text, (items) => {
        const isNumeric = items.every((item) => NUMBER.test(item.trim()));
        const isByLength = /\bby (?:the |their )?length\b|\b(?:shortest|longest) first\b/.test(words);
        const sorted = items.toSorted((a, b) =>
          isByLength
            ? characters(a.trim()).length - characters(b.trim()).length
            : isNumeric
              ? rational.compare(parseRational(a.trim()), parseRational(b.trim()))
              : a.localeCompare(b, 'en'),
        );
        return /\b(?:descending|reverse|z (?:to|-) a|largest first|highest first|longest first)\b/.test(words)
          ? sorted.reverse()
          : sorted;
      }),
  },
  {
    pattern: /\b(?:shuffle|randomi[sz]e)\b/,
    apply: (text) =>
      listed(text, (items) =>
        items
          .map((item) => ({ item, key: createHash('sha256').update(item).digest('hex') }))
          .sort((a, b) => a.key.localeCompare(b.key))
          .map(({ item }) => item),
      ),
  },
  {
    pattern: /\b(?:trim|strip)\b/,
    apply: (text) =>
      fenced(
        text
          .split('\n')
          .map((line) => line.trim())
          .join('\n')
          .trim(),
      ),
  },
  {
    pattern:
      /^(?:please )?(?:number|enumerate) (?:these|the|my|this|those|each|all)?\s*(?:lines|list|items|of)?\b|\badd (?:line )?numbers\b/,
    apply: (text) => listed(text, (items) => items.map((item, index) => `${index + 1}. ${item.trim()}`)),
  },
  { pattern: /\breplace\b/, apply: replaceAll },
];
