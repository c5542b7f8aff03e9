const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** `Hard- und Software`: the hyphen stands for the rest of a word, and does not divide one. */
const SHARED_END = /^(?:und|oder|bzw|sowie|and|or|och|eller|og)(?!\p{L})/u;
const WORD = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;
const LAST_PART = /[\p{L}\p{N}-]+$/u;
const FIRST_PART = /^[\p{L}\p{N}-]+/u;
const HYPHEN = /\p{L}[-\u00AD\u2010]$/u;

/** Words as a text writes them in the middle of its lines, in small letters. */
export type KnownWords = ReadonlySet<string>;

/** The words of lines, but for those that a line's end may have divided. */
export function wordsOf(lines: readonly string[]): KnownWords {
  const whole = (line: string) => line.replace(/\S+[-\u00AD\u2010]$/u, '').replace(/^\S+/u, '');
  return new Set(lines.flatMap((line) => whole(line).toLowerCase().match(WORD) ?? []));
}

/** Whether the text has the word with its hyphen elsewhere, and never without. */
function keepsHyphen(text: string, next: string, known: KnownWords): boolean {
  const first = (LAST_PART.exec(text)?.[0] ?? '').replace(/^-+/, '').toLowerCase();
  const second = (FIRST_PART.exec(next)?.[0] ?? '').replace(/-+$/, '').toLowerCase();
  return known.has(first + second) && !known.has(first.slice(0, -1) + second);
}

function join(text: string, next: string, known: KnownWords): string {
  if (HYPHEN.test(text) && /^\p{Ll}/u.test(next) && !SHARED_END.test(next)) {
    return (keepsHyphen(text, next, known) ? text : text.slice(0, -1)) + next;
  }
  const isCjk = CJK.test(text.slice(-1)) && CJK.test(next.slice(0, 1));
  return `${text}${isCjk ? '' : ' '}${next}`;
}

/** One text of the lines of a paragraph; words that were divided at the end of a line are whole again. */
export function joinLines(lines: readonly string[], known: KnownWords = new Set()): string {
  return lines.length === 0 ? '' : lines.reduce((text, next) => join(text, next, known));
}
