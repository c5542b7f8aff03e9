const WIDE = 0x2e80;

/**
 * About how many tokens a part of a text has for embedding models: a quarter of a token for a Latin character, half a one for other
 * alphabets, a whole one where a character is a word or a syllable (Chinese, Japanese, Korean, emoji).
 */
export function estimateTokens(text: string, start: number, end: number): number {
  let quarters = 0;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    quarters += code < 0x250 ? 1 : code < WIDE ? 2 : 4;
  }
  return Math.ceil(quarters / 4);
}
