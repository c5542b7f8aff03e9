/**
 * Marks that people leave out or that only show how a letter is written: accents, Arabic and Hebrew points, tatweel, variation selectors,
 * joiners. Vowels of other scripts are no such marks. The same set is in `search_fold` of the database.
 */
const MARKS =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: marks are looked for alone
  /[\u00AD\u0300-\u036F\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E8\u06EA-\u06ED\u1AB0-\u1AFF\u1DC0-\u1DFF\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\u20D0-\u20FF\uFE00-\uFE0F\uFE20-\uFE2F\uFEFF]+/g;

/** Letters that no decomposition takes apart, and forms that a letter has at the end of a word. */
const FROM = 'øđðþłıħς\u05DA\u05DD\u05DF\u05E3\u05E5\u0649\u0629\u06CC\u06A9';
const TO = 'oddtlihσ\u05DB\u05DE\u05E0\u05E4\u05E6\u064A\u0647\u064A\u0643';
const LETTERS = new RegExp(`[${FROM}]`, 'g');
/** Between words of a path, an address or a number; PostgreSQL would take the whole for one word. */
const JOINTS = /[./:@\-+]/g;
const ASCII = /^\p{ASCII}*$/u;

/**
 * One form for all spellings of a text: composed or not, accents, width, case, ligatures, ß and ss, final letters. What the database finds
 * is folded by its function `search_fold` in the same way.
 */
export function foldForSearch(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replaceAll(JOINTS, ' ');
  return text
    .normalize('NFKD')
    .replaceAll(MARKS, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe')
    .replaceAll(LETTERS, (letter) => TO[FROM.indexOf(letter)] as string)
    .normalize('NFC')
    .replaceAll(JOINTS, ' ');
}

/** A letter with its marks, or a syllable of Hangul. */
const PIECE = /[\u1100-\u115F][\u1160-\u11A7]?[\u11A8-\u11FF]?|[\s\S]\p{M}*/gu;

/** Where in a text the sign is that became the one at `index` of its folded form. */
export function toUnfoldedIndex(text: string, index: number): number {
  if (ASCII.test(text)) return index;
  let folded = 0;
  for (const { 0: piece, index: at } of text.matchAll(PIECE)) {
    folded += foldForSearch(piece).length;
    if (folded > index) return at;
  }
  return text.length;
}

/** The words of a folded text. */
export function toFoldedWords(folded: string): string[] {
  return folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}
