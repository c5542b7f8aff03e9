import { stemmer } from 'stemmer';

/** Without meaning of their own; English alone, because elsewhere rarity decides. */
const STOP_WORDS = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can cannot could
  did do does doing don during each etc few for from further get gets got had has have having he her here hers him his how i if in into
  is it its itself just let me might more most must my myself no nor not of off on once only or other our ours out over own please same
  shall she should so some such than that the their theirs them then there these they this those through to too under until up us very
  was we were what when where which while who whom whose why will with within without would yes yet you your yours`.split(/\s+/),
);

/** Scripts that put no space between words, or bend them so that pairs of letters match better. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
const UNSPACED_RUNS = new RegExp(`${UNSPACED.source}+|(?:(?!${UNSPACED.source})[\\p{L}\\p{M}\\p{N}])+`, 'gu');

/** Words, and names that hold dots, hyphens and the like: `fs.readFile`, `max_connections`, `3.14`. */
const TOKEN = /[\p{L}\p{N}\p{M}]+(?:[._\-/:@'’][\p{L}\p{N}\p{M}]+)*/gu;
/** The same for most texts, and much faster. */
const ASCII = /^[\t-~]*$/;
const ASCII_TOKEN = /[A-Za-z0-9]+(?:[._\-/:@'][A-Za-z0-9]+)*/g;
const JOINT = /[._\-/:@'’]/;
const HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u;
const THOUSANDS = /(?<=\d),(?=\d{3}(?!\d))/g;
const ACCENTS = /[\u0300-\u036f]/g;
const MAX_WORD_CHARS = 64;

/** One form of a word for all its spellings: case, width, accents, English endings. */
function fold(word: string): string {
  const plain = /^[a-z]+$/i.test(word)
    ? word.toLowerCase()
    : word.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase();
  return (/^[a-z]{3,}$/.test(plain) ? stemmer(plain) : plain).slice(0, MAX_WORD_CHARS);
}

function toPairs(run: string): string[] {
  const letters = [...run];
  if (letters.length === 1) return letters;
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

const PLAIN = /^[a-z0-9]+$/i;

function* simpleWords(part: string): Generator<string> {
  if (PLAIN.test(part)) {
    if (!STOP_WORDS.has(part.toLowerCase())) yield fold(part);
    return;
  }
  for (const [run] of part.matchAll(UNSPACED_RUNS)) {
    if (UNSPACED.test(run)) yield* toPairs(run.normalize('NFKC'));
    else if (!STOP_WORDS.has(run.toLowerCase())) yield fold(run);
  }
}

/** A name with joints is found as a whole and by its parts. */
function* tokenWords(token: string): Generator<string> {
  const parts = token.split(JOINT).filter((part) => !/^(?:s|t|re|ve|ll|d|m)$/i.test(part) || !/['’]/.test(token));
  if (parts.length > 1) yield token.replaceAll('’', "'").normalize('NFKC').toLowerCase().slice(0, MAX_WORD_CHARS);
  for (const part of parts) {
    yield* simpleWords(part);
    const humps = part.split(HUMP);
    if (humps.length > 1) for (const hump of humps) yield* simpleWords(hump);
  }
}

const MAX_REMEMBERED = 20_000;
const remembered = new Map<string, readonly string[]>();

/** Few tokens make up most of a text. */
function toWords(token: string): readonly string[] {
  const known = remembered.get(token);
  if (known !== undefined) return known;
  if (token.length > MAX_WORD_CHARS) return [...tokenWords(token)];
  // A part of a text keeps all of it alive; a copy does not.
  const own = [...token].join('');
  const words = [...tokenWords(own)];
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(own, words);
  return words;
}

function toTokens(text: string): readonly string[] {
  return text.replaceAll(THOUSANDS, '').match(ASCII.test(text) ? ASCII_TOKEN : TOKEN) ?? [];
}

/** The words of a text in their order as search compares them: folded, stemmed, without words that say nothing. Any language. */
export function toSearchWords(text: string): string[] {
  const words: string[] = [];
  for (const token of toTokens(text)) words.push(...toWords(token));
  return words;
}

/** `PostgreSQL`, `third-party`: one word for who writes it. Names with dots, underscores or digits are looked for in every part. */
const COMPOUND = /^\p{L}+(?:-\p{L}+)*$/u;

/** The same words, the forms of a compound together. */
export function toSearchForms(text: string): (readonly string[])[] {
  return toTokens(text).flatMap((token) => {
    const words = toWords(token);
    const isOne = words.length > 0 && COMPOUND.test(token) && !UNSPACED.test(token);
    return isOne ? [words] : words.map((word) => [word]);
  });
}
