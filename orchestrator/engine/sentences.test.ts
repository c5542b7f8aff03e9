import { describe, expect, it } from 'vitest';
import { toSentences } from './sentences.ts';

const split = (text: string) => toSentences(text).map(({ start, end }) => text.slice(start, end));

describe('sentences', () => {
  it.each([
    [
      'marks behind the stop',
      'It opened in 2011.[1] It employs 40 people.[2]',
      ['It opened in 2011.[1]', 'It employs 40 people.[2]'],
    ],
    ['emphasis and quotes', '**Rent is 5.** He said "no." Then he left.', ['**Rent is 5.**', 'He said "no."', 'Then he left.']],
    ['decimals and versions', 'It is 2.5 km long. Use 3.2.1 now.', ['It is 2.5 km long.', 'Use 3.2.1 now.']],
    [
      'abbreviations',
      'Dr. Ek paid 48,6 Mio. Euro, e.g. for cf. No. 5. It was much.',
      ['Dr. Ek paid 48,6 Mio. Euro, e.g. for cf. No. 5.', 'It was much.'],
    ],
    ['an answer of one word', 'Is it allowed? No. It is forbidden.', ['Is it allowed?', 'No.', 'It is forbidden.']],
    ['a number at the end', 'It takes 12. Alcohol is allowed.', ['It takes 12.', 'Alcohol is allowed.']],
    ['a German day', 'Am 3. März begann es. Es endete am 12. Mai.', ['Am 3. März begann es.', 'Es endete am 12. Mai.']],
    ['a list', '1. Open it.\n2. Close it.', ['1. Open it.', '2. Close it.']],
    ['an ellipsis', 'Wait... then go. Well…', ['Wait... then go.', 'Well…']],
    ['Chinese', '塔高96米。桥长2公里。', ['塔高96米。', '桥长2公里。']],
    [
      'a wrapped line',
      'The monthly rent of the whole flat is paid in\nadvance by the tenant. Yes.',
      ['The monthly rent of the whole flat is paid in\nadvance by the tenant.', 'Yes.'],
    ],
    ['lines of a table', '| Team | 29 |\n| Basic | 9 |', ['| Team | 29 |', '| Basic | 9 |']],
  ])('%s', (_name, text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  // A pattern that backtracks would run into the time limit of the test.
  it.each(['.', '."', '.[1', '.[1]', 'a.', '. ', '.*_', '。'])('stand %j over and over', (piece) => {
    expect(toSentences(piece.repeat(100_000 / piece.length)).length).toBeLessThanOrEqual(4_000);
  });
});
