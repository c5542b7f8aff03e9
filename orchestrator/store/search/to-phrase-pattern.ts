/** A regular expression of PostgreSQL that finds a phrase literally but for case and the kind of white space. */
export function toPhrasePattern(phrase: string): string {
  return phrase
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[^\p{L}\p{N}_]/gu, '\\$&'))
    .join('\\s+');
}
