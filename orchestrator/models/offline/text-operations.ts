import { createHash } from 'node:crypto';

/** A thing to do with a text, and the words that ask for it. */
export type TextOperation = {
  pattern: RegExp /** `words` is what the message asks, without the text itself. */;
  apply(text: string, words: string): string;
};

const fenced = (text: string, language = '') => `\`\`\`${language}\n${text.replaceAll('```', '` ` `')}\n\`\`\``;
const plural = (count: number, word: string) => `**${count.toLocaleString('en')}** ${word}${count === 1 ? '' : 's'}`;

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
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .match(/[A-Za-z\d]+/g) ?? [];
const capital = (word: string) => word.replace(/^./u, (letter) => letter.toUpperCase());

const SMALL_WORDS = new Set('a an and as at but by for in nor of on or the to with'.split(' '));

function toTitleCase(text: string): string {
  return text
    .toLowerCase()
    .split(/(\s+)/)
    .map((word, index) => (index > 0 && SMALL_WORDS.has(word) ? word : capital(word)))
    .join('');
}

const characters = (text: string) =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);

function decodeBase64(text: string): string {
  const bytes = Buffer.from(text.trim(), 'base64');
  const isBase64 = /^[A-Za-z0-9+/_=-]+$/.test(text.trim()) && bytes.length > 0;
  const decoded = bytes.toString('utf8');
  if (!isBase64) return 'That is no valid Base64.';
  return decoded.includes('\ufffd')
    ? `It holds bytes that are no text (hexadecimal): \`${bytes.toString('hex')}\``
    : fenced(decoded);
}

function withJson(text: string, use: (value: unknown) => string): string {
  try {
    return use(JSON.parse(text) as unknown);
  } catch (error) {
    return `That is **not valid JSON**: ${error instanceof Error ? error.message : 'it cannot be read'}.`;
  }
}

function findAll(text: string, pattern: RegExp, what: string): string {
  const found = [...new Set(text.match(pattern) ?? [])];
  return found.length === 0 ? `I found no ${what} in that text.` : found.map((item) => `- ${item}`).join('\n');
}

function toFrequencies(text: string): string {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}'’-]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rows = [...counts].sort((a, b) => b[1] - a[1]).map(([word, count]) => `| ${word} | ${count} |`);
  return `| word | count |\n| --- | --- |\n${rows.join('\n')}`;
}

function replaceAll(text: string, words: string): string {
  const [, from, to] =
    /"([^"]+)"\s+(?:with|by)\s+"([^"]*)"/.exec(words) ?? /\breplace\s+(\S+)\s+(?:with|by)\s+(\S+)/i.exec(words) ?? [];
  return from === undefined || to === undefined
    ? 'Name both, for example: replace "cat" with "dog" in: …'
    : fenced(text.replaceAll(from, to));
}

/** What is counted stands right behind the word that asks for it: letters in a word are letters. */
const counting = (nouns: string) =>
  new RegExp(`\\b(?:count|how many|number of)(?: (?:the|all|of|my|up))* (?:${nouns})\\b|^(?:word|line) count\\b(?<=${nouns})`);

const hash = (algorithm: string) => (text: string) => `\`${createHash(algorithm).update(text).digest('hex')}\``;

const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g;
const URL_PATTERN = /https?:\/\/[^\s<>"'`)\]}]+[^\s<>"'`)\]}.,;:!?]/g;

/** More specific first. */
export const TEXT_OPERATIONS: readonly TextOperation[] = [
  { pattern: /\bsha-?512\b/, apply: hash('sha512') },
  { pattern: /\bsha-?1\b/, apply: hash('sha1') },
  { pattern: /\bsha(?:-?256)?\b/, apply: hash('sha256') },
  { pattern: /\bmd5\b/, apply: hash('md5') },
  { pattern: /\bhash (?:of|for)\b|^hash\b/, apply: hash('sha256') },
  { pattern: /\b(?:decode\b.*\bbase-?64|base-?64[- ]?decode|from base-?64|unbase64)\b/, apply: decodeBase64 },
  { pattern: /\bbase-?64\b/, apply: (text) => `\`${Buffer.from(text).toString('base64')}\`` },
  {
    pattern: /\b(?:ur[li][- ]?decode|decode (?:this |the )?ur[li]|percent[- ]?decode)\b/,
    apply: (text) =>
      URL.canParse(`x:${text}`) && !/%(?![\da-f]{2})/i.test(text)
        ? fenced(decodeURIComponent(text.replaceAll('+', ' ')))
        : 'That cannot be decoded.',
  },
  {
    pattern: /\b(?:ur[li][- ]?encode|percent[- ]?encode|encode .* (?:for|as) (?:a |an )?ur[li])\b/,
    apply: (text) => `\`${encodeURIComponent(text)}\``,
  },
  {
    pattern: /\b(?:valid|validate|check|lint)\b.*\bjson\b|\bjson\b.*\bvalid\b/,
    apply: (text) => withJson(text, () => 'Yes, that is **valid JSON**.'),
  },
  {
    pattern: /\b(?:minify|compact|compress|minimi[sz]e)\b.*\bjson\b/,
    apply: (text) => withJson(text, (value) => fenced(JSON.stringify(value), 'json')),
  },
  {
    pattern:
      /^(?:pretty[- ]?print|prettify|beautify)\b|\b(?:format|pretty|prettify|beautify|indent|tidy|clean)\b.*\bjson\b|\bjson\b.*\b(?:format|pretty)/,
    apply: (text) => withJson(text, (value) => fenced(JSON.stringify(value, null, 2), 'json')),
  },
  {
    pattern: /\b(?:extract|find|get|pull|list|pick|grab|give)\b.*\be-?mail/,
    apply: (text) => findAll(text, EMAIL, 'e-mail addresses'),
  },
  {
    pattern: /\b(?:extract|find|get|pull|list|pick|grab|give)\b.*\b(?:urls?|links)\b/,
    apply: (text) => findAll(text, URL_PATTERN, 'URLs'),
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
    pattern: /\b(?:sort|alphabeti[sz]e|order alphabetically|alphabetical order|put .* in order)\b/,
    apply: (text, words) =>
      listed(text, (items) => {
        const isNumeric = items.every((item) => item.trim() !== '' && !Number.isNaN(Number(item)));
        const sorted = items.toSorted((a, b) => (isNumeric ? Number(a) - Number(b) : a.localeCompare(b, 'en')));
        return /\b(?:descending|reverse|z (?:to|-) a|largest first|highest first)\b/.test(words) ? sorted.reverse() : sorted;
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
