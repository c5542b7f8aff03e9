import { isSentenceEnd } from '../../lib/shared/sentence-end.ts';

const SPACE = /\s/u;

/** The best place to cut before `most`: an end of a sentence, else a space, else between two characters. */
function toCut(text: string, most: number): number {
  let space = 0;
  for (let at = most; at > 0; at -= 1) {
    if (!SPACE.test(text[at] ?? '')) continue;
    if (space === 0) space = at;
    if (isSentenceEnd(text, at, true)) return at;
    if (at < most / 2 && space > 0) return space;
  }
  if (space > 0) return space;
  // Not through a surrogate pair.
  return /[\uD800-\uDBFF]/.test(text[most - 1] ?? '') ? most - 1 : most;
}

/** Pieces of at most `maxChars`, cut at sentences where there are any; together they say the whole text. */
export function splitText(text: string, maxChars: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > maxChars) {
    const cut = toCut(rest, maxChars);
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}
