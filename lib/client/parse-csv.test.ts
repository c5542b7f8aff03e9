import { describe, expect, it } from 'vitest';
import { parseCsv } from './parse-csv.ts';

const parse = (text: string) => parseCsv(text, ',', 100);

describe('parseCsv', () => {
  it('reads rows, whatever ends their lines', () => {
    expect(parse('a,b\r\n1,2\n3,4')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('reads quoted cells with separators, quotes and line breaks', () => {
    expect(parse('"a,b","say ""hi""","two\nlines"\n')).toEqual([['a,b', 'say "hi"', 'two\nlines']]);
  });

  it.each([
    [
      'empty cells',
      'a,,c\n,\n',
      [
        ['a', '', 'c'],
        ['', ''],
      ],
    ],
    ['an empty line', 'a\n\nb', [['a'], [''], ['b']]],
    ['a last empty cell without a line end', 'a,', [['a', '']]],
    ['a byte order mark', '\uFEFFa,b', [['a', 'b']]],
    ['a quote that is never closed', '"a,b\nc', [['a,b\nc']]],
    ['text after a closing quote', '"a"x,b', [['ax', 'b']]],
    ['nothing', '', []],
  ])('takes %s', (_, text, rows) => {
    expect(parse(text)).toEqual(rows);
  });

  it('reads no more rows than wanted, and tabs', () => {
    expect(parseCsv('1\t2\n3\t4\n5\t6', '\t', 2)).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });
});
