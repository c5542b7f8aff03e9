import { foldText } from '../../../lib/shared/word-forms.ts';
import { toPlainDigits } from './plain-digits.ts';

/** `gap`: what stands before it besides itself: nothing, space, or an end of a line. */
export type Lexeme = { type: 'number' | 'word' | 'code' | 'sign'; raw: string; text: string; isGlued: boolean; at: number };

/** Every branch consumes what it matches at once, so that the whole is linear. */
const LEXEME = new RegExp(
  [
    String.raw`(?<word>(?:US|R|A|C)\$|(?:EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|INR)(?=\d))`,
    // A letter with digits is a name: `B12`, `GPT-4o`.
    String.raw`(?<code>(?<![\p{L}\p{N}])\p{L}{1,20}\d[\p{L}\d]{0,40})`,
    String.raw`(?<number>\d+(?:[.,'’:/]\d+)*)`,
    String.raw`(?<han>\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana})`,
    String.raw`(?<letters>[\p{L}\p{M}]+(?:['’]\p{L}+)*)`,
    String.raw`(?<sign>[^\s\p{L}\p{N}])`,
  ].join('|'),
  'gu',
);

/** Words, numbers and signs of a text in order; `text` of words is folded. Linear. */
export function toLexemes(text: string): { plain: string; lexemes: Lexeme[] } {
  const plain = toPlainDigits(text);
  const lexemes: Lexeme[] = [];
  let end = -1;
  for (const match of plain.matchAll(LEXEME)) {
    const groups = match.groups ?? {};
    const raw = match[0];
    const type =
      groups.number !== undefined ? 'number' : groups.code !== undefined ? 'code' : groups.sign !== undefined ? 'sign' : 'word';
    lexemes.push({ type, raw, text: type === 'number' ? raw : foldText(raw), isGlued: match.index === end, at: match.index });
    end = match.index + raw.length;
  }
  return { plain, lexemes };
}
