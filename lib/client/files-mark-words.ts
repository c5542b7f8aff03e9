import { isStopWord } from '../shared/word-forms.ts';

export type MarkedPart = { text: string; isHit: boolean };

const WORD = /[\p{L}\p{N}]+/gu;
const LEAST_CHARS = 3;
/** So much of a word has to be the same: "restored" is found by "restoration". */
const LEAST_STEM = 5;

/** A text divided into what the words of a query hit and what lies between. Joined, the parts are the text. */
export function markWords(text: string, query: string): MarkedPart[] {
  const wanted = toWanted(query);
  const parts: MarkedPart[] = [];
  let from = 0;
  for (const match of text.matchAll(WORD)) {
    const word = fold(match[0]);
    if (!wanted.some((other) => isSame(word, other))) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), isHit: false });
    parts.push({ text: match[0], isHit: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isHit: false });
  return parts;
}

/** The words of a query that are worth a mark; common ones only where there are no others. */
function toWanted(query: string): string[] {
  const words = [...query.matchAll(WORD)]
    .map(([word]) => fold(word))
    .filter((word) => word.length >= LEAST_CHARS || /\d/.test(word));
  const telling = words.filter((word) => !isStopWord(word));
  return telling.length > 0 ? telling : words;
}

/** The stretch around the first hit, so that a short view shows it. */
export function toExcerpt(text: string, query: string, mostChars: number): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  if (flat.length <= mostChars) return flat;
  const first = markWords(flat, query).findIndex(({ isHit }) => isHit);
  const at =
    first < 0
      ? 0
      : markWords(flat, query)
          .slice(0, first)
          .reduce((sum, part) => sum + part.text.length, 0);
  const start = Math.max(0, Math.min(at - Math.floor(mostChars / 4), flat.length - mostChars));
  const from = start === 0 ? 0 : flat.indexOf(' ', start) + 1;
  const cut = flat.slice(from, from + mostChars);
  return `${from > 0 ? '…' : ''}${cut}${from + mostChars < flat.length ? '…' : ''}`;
}

function fold(word: string): string {
  return word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

function isSame(word: string, other: string): boolean {
  if (word === other) return true;
  const stem = Math.max(LEAST_STEM, Math.min(word.length, other.length) - 3);
  return word.length >= stem && other.length >= stem && word.slice(0, stem) === other.slice(0, stem);
}
