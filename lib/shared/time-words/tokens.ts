/** A word, a number or a mark, with its place in the text. */
export type Token = {
  /** In lower case, straight apostrophes. */
  word: string;
  start: number;
  end: number;
  /** Nothing stands between it and the one before: `5pm`, `31st`, `ten-minute`. */
  isTight: boolean;
};

/** Who says when says it in few words; more are not looked at. */
const MAX_TOKENS = 400;

const DAY = String.raw`\d{4}-\d{2}-\d{2}(?!\d)`;
const MOMENT = String.raw`${DAY}(?:[tT]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[zZ]|[+-]\d{2}:?\d{2})?)?`;
const TOKEN = new RegExp(
  String.raw`(?<![\p{L}\d.,:/-])${MOMENT}|\d+(?:[.,:/]\d+)*|[½¼¾]|[ap]\.m\b\.?|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*|[^\s\p{L}\d]`,
  'giu',
);

/** Takes a text apart. Linear in its length; never throws. */
export function toTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let last = -1;
  for (const match of text.matchAll(TOKEN)) {
    const end = match.index + match[0].length;
    const word = match[0].toLowerCase().replaceAll('’', "'").replaceAll('–', '-').replaceAll('—', '-');
    tokens.push({ word, start: match.index, end, isTight: match.index === last });
    last = end;
    if (tokens.length === MAX_TOKENS) break;
  }
  return tokens;
}
