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

/** Number words become digits: `one hundred and five plus twenty-one` → `105 plus 21`. Expects lower case. */
export function toDigits(text: string): string {
  return text.replace(WORDS, (phrase) => String(toNumber(phrase.split(/[\s-]+/).filter((word) => word !== 'and')) ?? phrase));
}

/** `1,234.5` → 1234.5 */
export function parseNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}
