import { after, isTight, type Read, type Reader, type Scope, skip, wordAt } from './scope.ts';

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const FRACTIONS: Readonly<Record<string, number>> = { '½': 0.5, '¼': 0.25, '¾': 0.75, '1/2': 0.5, '1/4': 0.25, '3/4': 0.75 };

const ORDINALS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  );

/** `twenty-one`, `a hundred and five`, `fifteen`: whole numbers below 1000. */
const wordNumber: Reader<number> = (scope, at) => {
  const first = wordAt(scope, at);
  const hundred = after(scope, at + 1, 'hundred');
  if (hundred !== null && (first === 'a' || first === 'one' || SMALL.indexOf(first) > 0)) {
    const rest = wordNumber(scope, skip(scope, hundred, ['and']));
    const hundreds = Math.max(1, SMALL.indexOf(first)) * 100;
    return rest && rest.value < 100 ? { value: hundreds + rest.value, end: rest.end } : { value: hundreds, end: hundred };
  }
  const small = SMALL.indexOf(first);
  if (small >= 0) return { value: small, end: at + 1 };
  const ten = TENS.indexOf(first);
  if (ten < 0) return null;
  const next = skip(scope, at + 1, ['-']);
  const one = SMALL.indexOf(wordAt(scope, next));
  return one > 0 && one < 10 ? { value: (ten + 2) * 10 + one, end: next + 1 } : { value: (ten + 2) * 10, end: at + 1 };
};

/** `15`, `1.5`, `1,5`, `1 1/2`, `1½`, `½`. */
const digitNumber: Reader<number> = (scope, at) => {
  const word = wordAt(scope, at);
  const fraction = FRACTIONS[word];
  if (fraction !== undefined) return { value: fraction, end: at + 1 };
  if (!/^\d{1,7}(?:[.,]\d{1,4})?$/.test(word) || (/^\d{4}-/.test(word) && isTight(scope, at))) return null;
  const value = Number(/^\d{1,3},\d{3}$/.test(word) ? word.replace(',', '') : word.replace(',', '.'));
  const more = Number.isInteger(value) ? FRACTIONS[wordAt(scope, at + 1)] : undefined;
  return more === undefined ? { value, end: at + 1 } : { value: value + more, end: at + 2 };
};

const PHRASES: readonly [phrase: string, value: number, isVague?: true][] = [
  ['three quarters of an', 0.75],
  ['three quarters of a', 0.75],
  ['three quarter of an', 0.75],
  ['three-quarters of an', 0.75],
  ['a quarter of an', 0.25],
  ['a quarter of a', 0.25],
  ['quarter of an', 0.25],
  ['a quarter', 0.25],
  ['quarter of a', 0.25],
  ['half of an', 0.5],
  ['half an', 0.5],
  ['half a', 0.5],
  ['a half', 0.5],
  ['a couple of', 2],
  ['couple of', 2],
  ['a couple', 2],
  ['a few', 3, true],
  ['few', 3, true],
  ['several', 3, true],
  ['a dozen', 12],
  ['half a dozen', 6],
];

/** How many: `3`, `one and a half`, `a couple of`. A note tells what a vague word was taken for. */
export const readCount: Reader<number> = (scope, at) => {
  for (const [phrase, value, isVague] of PHRASES) {
    const end = after(scope, at, phrase);
    if (end !== null) return { value, end, ...(isVague ? { notes: [`I took “${phrase}” for ${value}.`] } : {}) };
  }
  const number = wordNumber(scope, at) ?? digitNumber(scope, at);
  if (number) {
    const half = after(scope, number.end, 'and a half');
    return half === null ? number : { value: number.value + 0.5, end: half };
  }
  return wordAt(scope, at) === 'a' || wordAt(scope, at) === 'an' ? { value: 1, end: at + 1 } : null;
};

/** `3`, `twelve`; no articles and no fractions. */
export function readWhole(scope: Scope, at: number): Read<number> | null {
  const number = wordNumber(scope, at) ?? digitNumber(scope, at);
  return number && Number.isInteger(number.value) ? number : null;
}

/** `1st`, `third`, `twenty-first`. */
export const readOrdinal: Reader<number> = (scope, at) => {
  const word = wordAt(scope, at);
  if (/^\d{1,2}$/.test(word) && /^(?:st|nd|rd|th)$/.test(wordAt(scope, at + 1)) && isTight(scope, at + 1)) {
    return { value: Number(word), end: at + 2 };
  }
  const index = ORDINALS.indexOf(word);
  if (index >= 0) return { value: index + 1, end: at + 1 };
  if (word === 'thirtieth') return { value: 30, end: at + 1 };
  const ten = TENS.indexOf(word);
  const next = skip(scope, at + 1, ['-']);
  const one = ORDINALS.indexOf(wordAt(scope, next));
  return ten >= 0 && one >= 0 && one < 9 ? { value: (ten + 2) * 10 + one + 1, end: next + 1 } : null;
};
