import { describe, expect, it } from 'vitest';
import type { Language } from './language.ts';
import { compareQuantities } from './quantity.ts';
import { toTokens } from './to-tokens.ts';

const read = (text: string, language: Language = 'en') =>
  toTokens(text, language).tokens.flatMap((token) => (token.kind === 'number' ? [token.quantity] : []));

function compare(claim: string, source: string, language?: Language) {
  const [one, other] = [read(claim, language), read(source, language)];
  expect([one.length, other.length], `${claim} | ${source}`).toEqual([1, 1]);
  const [said, known] = [one[0], other[0]];
  return said && known ? compareQuantities(said, known) : null;
}

describe('numbers', () => {
  it.each<[string, Language, string[]]>([
    [
      '€312,000',
      'en',
      [
        '312,000 €',
        '312.000 EUR',
        '312 000 €',
        'EUR 0.312 million',
        '312k euros',
        '€ 312,000.00',
        '312’000 EUR',
        '312 thousand euros',
        '３１２,０００ €',
        'EUR312,000',
        '٣١٢٠٠٠ €',
      ],
    ],
    ['12.5%', 'en', ['12,5 %', '12.5 percent', '12.5 per cent', '12½ %'.replace('12½', '12.50')]],
    ['12,5 %', 'de', ['12,5 Prozent', '12.5%']],
    ['1.250.000 €', 'de', ['1,25 Mio. Euro', '1,25 Millionen €', 'EUR 1.250.000,00', '1 250 000 Euro']],
    ['1 250 €', 'fr', ['1250 euros', '1.250,00 EUR', '1 250 EUR']],
    ["CHF 1'250.50", 'en', ['1,250.50 Swiss francs', '1250.5 CHF']],
    ['₹12,34,567', 'en', ['1,234,567 rupees', 'INR 1234567']],
    [
      '4 March 2024',
      'en',
      ['2024-03-04', 'March 4th, 2024', 'the 4th of March, 2024', '04.03.2024', '4 Mar 2024', '2024/03/04', '2024年3月4日'],
    ],
    ['1er septembre 2024', 'fr', ['01/09/2024', '1 septembre 2024', '1.9.2024']],
    ['30. Juni 2025', 'de', ['30.06.2025', '30.6.2025', '2025-06-30']],
    ['5 de mayo de 2025', 'es', ['5/5/2025', '05.05.2025']],
    ['41 hours', 'en', ['forty-one hours', 'forty one hours', '41 h', '2,460 minutes', '41-hour']],
    ['two years', 'en', ['24 months', '2 yrs', 'twenty-four months']],
    ['vierundzwanzig Monate', 'de', ['24 Monate', 'zwei Jahre']],
    ['quatre-vingt-dix-sept jours', 'fr', ['97 jours']],
    ['veinticuatro meses', 'es', ['24 meses', 'dos años']],
    ['ventidue giorni', 'it', ['22 giorni']],
    ['1.4 km', 'en', ['1,400 m', '1400 metres', '1.4 kilometers']],
    ['64.5 m²', 'en', ['64.5 square metres', '64.5 m2', '64.5 sqm']],
    ['120 km/h', 'en', ['120 kilometres per hour', '120 kph']],
    ['-18 °C', 'en', ['−18 °C', 'minus 18 °C', '–18 degrees Celsius', '-0.4 °F']],
    ['1 TB', 'en', ['1,000 GB']],
    ['$1.9 million', 'en', ['$1.9M', 'US$1,900,000', '1.9 million dollars', '1.9m USD']],
    ['19th', 'en', ['nineteenth']],
    ['the third', 'en', ['3rd', 'III', 'Q3']],
    ['10:30 am', 'en', ['10:30', '10.30 am'.replace('.', ':'), '10:30 a.m.']],
    ['18:00', 'en', ['6 pm', '6 p.m.']],
    ['15 Uhr', 'de', ['15:00', '15:00 Uhr']],
    ['two thirds', 'en', ['2/3', '⅔']],
    ['three quarters', 'en', ['75%', '¾', '3/4']],
    ['version 3.2.1', 'en', ['3.2.1']],
  ])('%s is said in other ways', (first, language, others) => {
    for (const other of others) {
      expect(compare(first, other, language), `${first} | ${other}`).toBe('same');
      expect(compare(other, first, language), `${other} | ${first}`).toBe('same');
    }
  });

  it.each<[string, Language, string[]]>([
    ['€312,000', 'en', ['€321,000', '312 million euros', '312,000 dollars', '€31,200', '-312,000 €']],
    ['12.5%', 'en', ['125%', '12.5 percentage points', '1.25%', '12.6%']],
    ['4 March 2024', 'en', ['4 March 2023', '4 May 2024', '14 March 2024', '2024-04-03']],
    ['41 hours', 'en', ['41 minutes', '14 hours', '41 days', '41 months']],
    ['1.4 km', 'en', ['1.4 m', '14 km', '1.4 miles']],
    ['-18 °C', 'en', ['18 °C', '-18 °F']],
    ['10:30 am', 'en', ['10:30 pm', '10:31', '9:30']],
    ['version 3.2.1', 'en', ['version 3.1.2', 'version 3.2']],
    ['release 2.10', 'en', ['release 2.1', 'release 2.9']],
    ['the third', 'en', ['the fourth', 'IV', 'Q2']],
    ['48,6 Mio. Euro', 'de', ['48,6 Mrd. Euro', '48,6 Euro']],
    ['at least 30 days', 'en', ['at most 30 days', 'at least 31 days']],
    ['1000000000000000055511151231257827', 'en', ['1000000000000000055511151231257828']],
  ])('%s is something else than others', (first, language, others) => {
    for (const other of others) expect(compare(first, other, language), `${first} | ${other}`).not.toMatch(/same|near/);
  });

  it.each([
    ['about 4.6 million', '4,587,000', 'same'],
    ['roughly 4,600,000', '4,587,000', 'same'],
    ['about 4.9 million', '4,587,000', 'other'],
    ['4.6 million', '4,587,000', 'near'],
    ['4.5 million', '4,587,000', 'other'],
    ['about 96 m', '96.4 m', 'same'],
    ['over 200', '214', 'same'],
    ['over 200', '2,140', 'other'],
    ['over 220', '214', 'other'],
    ['less than $5 million', '$4,587,000', 'same'],
    ['up to 5%', '5%', 'same'],
    ['around 86', 'around 85', 'other'],
    ['about 67%', 'two thirds', 'same'],
    ['2019', '4 March 2019', 'same'],
    ['March 2019', '4 March 2019', 'same'],
    ['30 days', 'one month', 'near'],
  ])('%s of %s: %s', (claim, source, expected) => {
    const [said, known] = [read(claim)[0], read(`within ${source}`).at(-1) && read(`It was ${source}`)[0]];
    const month = read(`after ${source}`)[0];
    expect(said && compareQuantities(said, known ?? (month as NonNullable<typeof month>))).toBe(expected);
  });

  it.each<[string, number]>([
    ['between 4 and 5 million euros', 2],
    ['12 x 8 x 3 cm', 3],
    ['400-450 km', 2],
    ['from 45 to 50 euros', 2],
    ['May 3, 1951', 1],
    ['In May we may march on.', 1],
    ['the COVID-19 wave', 1],
    ['B12 and GPT-4o', 2],
    ['I am at home.', 0],
    ['in 2019, 300 people came', 2],
  ])('%s has %i', (text, count) => {
    expect(read(text)).toHaveLength(count);
  });

  it('share the unit of their range', () => {
    expect(read('12 x 8 x 3 cm').map(({ kind, values }) => [kind, ...values])).toEqual([
      ['length', 0.12],
      ['length', 0.08],
      ['length', 0.03],
    ]);
    expect(read('$4 to 5 million').map(({ values }) => values[0])).toEqual([4_000_000, 5_000_000]);
  });
});
