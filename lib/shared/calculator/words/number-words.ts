const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1_000, million: 1e6, billion: 1e9, trillion: 1e12 };
const WORD = `(?:${[...SMALL, ...TENS, ...Object.keys(SCALES)].join('|')})`;
const WORDS = new RegExp(`\\b${WORD}(?:(?:-| and | )${WORD})*\\b`, 'gi');

/** A plain number in digits, as it stands in a pattern. */
export const NUMBER = String.raw`-?\d(?:[\d,]*\d)?(?:\.\d+)?`;

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
const POWER = new RegExp(`\\bto the (${ORDINALS.join('|')})(?: power)?\\b`, 'gi');

/** Number words become digits: `one hundred and five plus twenty-one` → `105 plus 21`. */
export function toDigits(text: string): string {
  return text
    .replaceAll(POWER, (_words, ordinal: string) => `to the ${ORDINALS.indexOf(ordinal.toLowerCase()) + 2}th`)
    .replaceAll(/\bhalf an? (?=per ?cent|%)/gi, '0.5 ')
    .replace(WORDS, (phrase, at: number) => {
      // "2.5 million" holds a number already.
      if (/^(?:hundred|thousand|million|billion|trillion)/i.test(phrase) && /\d $/.test(text.slice(0, at))) return phrase;
      return (
        toDigitsAll(phrase) ??
        phrase
          .split(/(\s+and\s+)/i)
          .map((part) => toDigitsAll(part) ?? part)
          .join('')
      );
    })
    .replaceAll(/(?:\b(half a|an?|\d{1,9}) )?\bdozens?\b/gi, (_words, count?: string) =>
      count?.toLowerCase() === 'half a' ? '6' : String(12 * (Number.parseInt(count ?? '1', 10) || 1)),
    )
    .replaceAll(/(\d+) and a half\b/gi, '$1.5')
    .replaceAll(/(\d+) point (\d)/gi, '$1.$2');
}

function toDigitsAll(phrase: string): string | null {
  const words = phrase
    .toLowerCase()
    .split(/[\s-]+/)
    .filter((word) => word !== 'and' && word !== '');
  const number = words.length > 0 && new RegExp(`^${WORD}$`, 'i').test(words[0] ?? '') ? toNumber(words) : null;
  return number === null ? null : String(number);
}
