const NAMED_FRACTIONS: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅛': '1/8',
};

/** Digits of one script follow one another in Unicode, so that a digit is worth its distance from the first. */
function toDigit(digit: string): string {
  const code = digit.codePointAt(0) as number;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

/** One spelling of digits, signs, spaces and small raised figures, so that numbers of all scripts are read alike. */
export function toPlainDigits(text: string): string {
  return text
    .replaceAll(/[½⅓⅔¼¾⅕⅛]/g, (sign) => ` ${NAMED_FRACTIONS[sign]} `)
    .replaceAll(/(?<=\b(?:m|km|cm|mm|ft|dm))[²³]/g, (raised) => (raised === '²' ? '2' : '3'))
    .replaceAll(/[²³¹⁰⁴-⁹₀-₉]/g, ' ')
    .normalize('NFKC')
    .replaceAll(/(?![0-9])\p{Nd}/gu, toDigit)
    .replaceAll(/[\u200b-\u200f\u2060\ufeff\u00ad\u061c\u202a-\u202e]/g, '')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll('\u066b', '.')
    .replaceAll('\u066c', ',')
    .replaceAll(/\b([ap])\.\s?m\b\.?/gi, '$1m');
}
