const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

function join(text: string, next: string): string {
  if (/\p{L}[-\u00AD\u2010]$/u.test(text) && /^\p{Ll}/u.test(next)) return text.slice(0, -1) + next;
  const isCjk = CJK.test(text.slice(-1)) && CJK.test(next.slice(0, 1));
  return `${text}${isCjk ? '' : ' '}${next}`;
}

/** One text of the lines of a paragraph; words that were divided at the end of a line are whole again. */
export function joinLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : lines.reduce(join);
}
