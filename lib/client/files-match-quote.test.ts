import { describe, expect, test } from 'vitest';
import { matchQuote } from './files-match-quote.ts';

const shown = (pieces: string[], quote: string, near?: number) =>
  matchQuote(pieces, quote, near).map(({ piece, from, to }) => pieces[piece]?.slice(from, to));

describe('matchQuote', () => {
  test.each([
    ['within one piece', ['The mill was built in 1687. It works.'], 'It works.', ['It works.']],
    ['across lines and spaces', ['The mill', ' was', '', 'built in 1687.'], 'mill was built', ['mill', 'was', 'built']],
    ['across a hyphenated line end', ['resto-', 'ration took years'], 'restoration took', ['resto', 'ration took']],
    ['with ligatures on the page', ['the oﬃce ﬁle'], 'office file', ['oﬃce ﬁle']],
    ['with other quotation marks and dashes', ['He said “no” – twice'], 'said "no" twice', ['said “no” – twice']],
    ['in another case', ['TIDAL MILL'], 'Tidal mill', ['TIDAL MILL']],
    ['with a soft hyphen', ['agree\u00adment'], 'agreement', ['agree\u00adment']],
    ['with accents composed otherwise', ['cafe\u0301 au lait'], 'caf\u00e9 au', ['cafe\u0301 au']],
    ['beyond the basic plane', ['x 𝒜𝒷𝒸 y'], '𝒜𝒷𝒸', ['𝒜𝒷𝒸']],
  ])('finds a quotation %s', (_, pieces, quote, expected) => {
    expect(shown(pieces, quote)).toEqual(expected);
  });

  test('finds the beginning of what goes on on the next page, and its end there', () => {
    const quote = 'The contract ends after twelve months unless either side renews it in writing.';
    expect(shown(['Terms. The contract ends after twelve', 'months unless'], quote)).toEqual([
      'The contract ends after twelve',
      'months unless',
    ]);
    expect(shown(['page 4', 'either side renews it in writing. Next'], quote)).toEqual(['either side renews it in writing.']);
  });

  test('bridges a place that the extraction reads differently', () => {
    const pieces = ['The area is about 42 m² in total, of which half is covered by the roof.'];
    expect(shown(pieces, 'The area is about 42 square metres in total, of which half is covered by the roof.')).toEqual(pieces);
  });

  test('takes the one of two that is nearer to where it is expected', () => {
    const pieces = ['Sign here please.', 'a'.repeat(100), 'Sign here please.'];
    expect(matchQuote(pieces, 'Sign here please.', 0.9)[0]?.piece).toBe(2);
    expect(matchQuote(pieces, 'Sign here please.', 0.1)[0]?.piece).toBe(0);
  });

  test.each([
    ['what is not there', ['The mill was built in 1687.'], 'Nothing of this stands on the page at all.'],
    ['a common word of it alone', ['The mill was built'], 'The water rises twice a day and falls again'],
    ['an empty quotation', ['text'], ' \n '],
    ['an empty page', [], 'text'],
  ])('finds nothing for %s', (_, pieces, quote) => {
    expect(matchQuote(pieces, quote)).toEqual([]);
  });

  test('is quick on a page that only nearly fits', () => {
    const page = ['ab '.repeat(20_000)];
    expect(matchQuote(page, `${'ab '.repeat(1_000)}c ${'ab '.repeat(1_000)}`).length).toBe(1);
  });
});
