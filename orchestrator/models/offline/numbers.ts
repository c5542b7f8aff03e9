const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1_000, million: 1_000_000, billion: 1_000_000_000 };
const WORD = `(?:${[...SMALL, ...TENS, ...Object.keys(SCALES)].join('|')})`;
const WORDS = new RegExp(`\\b${WORD}(?:(?:-| and | )${WORD})*\\b`, 'g');

/** A plain number in digits, as it stands in a pattern. */
export const NUMBER = String.raw`-?\d[\d,]*(?:\.\d+)?`;

/** `twenty-one` → 21; `null` when the words are no number ("one two"). */
function toNumber(words: readonly string[]): number | null {
  let total = 0;
  let part = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const word of words) {
    const scale = SCALES[word];
    if (scale !== undefined) {
      part = (part || 1) * scale;
      if (scale >= 1_000) {
        total += part;
        part = 0;
      }
      smallest = Number.POSITIVE_INFINITY;
      continue;
    }
    const ten = TENS.indexOf(word);
    const value = ten >= 0 ? (ten + 2) * 10 : SMALL.indexOf(word);
    const size = ten >= 0 ? 10 : 1;
    if (size >= smallest || (smallest === 10 && value > 9)) return null;
    smallest = size;
    part += value;
  }
  return total + part;
}

const ORDINALS = 'second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const POWER = new RegExp(`\\bto the (${ORDINALS.join('|')})(?: power)?\\b`, 'g');

/** Number words become digits: `one hundred and five plus twenty-one` → `105 plus 21`. Expects lower case. */
export function toDigits(text: string): string {
  return text
    .replaceAll(/\b(?:(an?|half a) )?dozens?\b/g, (_words, article?: string) => (article === 'half a' ? '6' : '12'))
    .replaceAll(POWER, (_words, ordinal: string) => `to the ${ORDINALS.indexOf(ordinal) + 2}th`)
    .replaceAll(/\bhalf an? (?=per ?cent)/g, '0.5 ')
    .replace(WORDS, (phrase) => {
      const words = phrase.split(/[\s-]+/).filter((word) => word !== 'and');
      return String(toNumber(words) ?? phrase);
    });
}

/** `1,234.5` → 1234.5 */
export function parseNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}
