/** Marks that old fonts of TeX set before the letter, and what they are on it. */
const COMBINING: Readonly<Record<string, string>> = {
  '\u00A8': '\u0308',
  '\u00B4': '\u0301',
  '\u02C6': '\u0302',
  '\u02DC': '\u0303',
  '\u02C7': '\u030C',
  '\u02D8': '\u0306',
  '\u02D9': '\u0307',
  '\u02DA': '\u030A',
  '\u02DD': '\u030B',
};
const MARKED = /([\u00A8\u00B4\u02C6\u02DC\u02C7\u02D8\u02D9\u02DA\u02DD])(\p{L})/gu;

/** `Universit¨at` is `Universität`; marks that stand for themselves stay. */
export function composeLetters(text: string): string {
  return text.replace(MARKED, (pair, mark: string, letter: string) => {
    const composed = `${letter === 'ı' ? 'i' : letter}${COMBINING[mark]}`.normalize('NFC');
    return composed.length === 1 ? composed : pair;
  });
}
