import { describe, expect, it } from 'vitest';
import { findAddresses } from './find-addresses.ts';

const FOUND: readonly [text: string, ...addresses: string[]][] = [
  ['see https://en.wikipedia.org/wiki/Foo_(bar)', 'https://en.wikipedia.org/wiki/Foo_(bar)'],
  ['(see https://en.wikipedia.org/wiki/Foo_(bar))', 'https://en.wikipedia.org/wiki/Foo_(bar)'],
  ['read http://a.example/wiki/Foo_(bar_(baz)).', 'http://a.example/wiki/Foo_(bar_(baz))'],
  ['http://127.0.0.1:47303/a(b).html, please', 'http://127.0.0.1:47303/a(b).html'],
  ['https://a.example/list[0]=1&x={y}', 'https://a.example/list[0]=1&x={y}'],
  ["https://a.example/it's/here", "https://a.example/it's/here"],
  ["https://it.wikipedia.org/wiki/L'Aquila'", "https://it.wikipedia.org/wiki/L'Aquila"],
  ['https://it.wikipedia.org/wiki/L’Aquila', 'https://it.wikipedia.org/wiki/L’Aquila'],
  ["'https://a.example/it's','https://b.example/'", "https://a.example/it's", 'https://b.example/'],
  ["https://a.example's prices", 'https://a.example'],
  ['[words](https://a.example/b_(c)) and [more](https://a.example/d)!', 'https://a.example/b_(c)', 'https://a.example/d'],
  ['[https://a.example/b](https://a.example/b)', 'https://a.example/b', 'https://a.example/b'],
  ['(the page https://a.example/b),then', 'https://a.example/b'],
  ['<https://a.example/b>', 'https://a.example/b'],
  ['<a href="https://a.example/b">', 'https://a.example/b'],
  [
    '**https://a.example/b** _https://a.example/c_ ~~https://a.example/d~~',
    'https://a.example/b',
    'https://a.example/c',
    'https://a.example/d',
  ],
  ['https://a.example/c_', 'https://a.example/c_'],
  ['`https://a.example/b`', 'https://a.example/b'],
  [
    '“https://a.example/b” «https://a.example/c» ‘https://a.example/d’',
    'https://a.example/b',
    'https://a.example/c',
    'https://a.example/d',
  ],
  ['Is it https://a.example/b?!', 'https://a.example/b'],
  ['https://a.example/b... https://a.example/c…', 'https://a.example/b', 'https://a.example/c'],
  ['https://a.example/b?c=d&e=f#g;', 'https://a.example/b?c=d&e=f#g'],
  ['https://a.example/b,https://a.example/c', 'https://a.example/b', 'https://a.example/c'],
  ['https://archive.example/web/2019/https://a.example/b', 'https://archive.example/web/2019/https://a.example/b'],
  ['|https://a.example/b|https://a.example/c|', 'https://a.example/b', 'https://a.example/c'],
  ['{"url":"https://a.example/b","more":"https:\\/\\/no"}', 'https://a.example/b'],
  ['"{\\"url\\":\\"https://a.example/b\\"}"', 'https://a.example/b'],
  ['HTTPS://A.Example/B', 'HTTPS://A.Example/B'],
  ['https://a.example/%E6%9D%B1%20b', 'https://a.example/%E6%9D%B1%20b'],
  ['https://ja.wikipedia.org/wiki/東京_(曖昧さ回避)', 'https://ja.wikipedia.org/wiki/東京_(曖昧さ回避)'],
  ['https://bücher.example/straße', 'https://bücher.example/straße'],
  ['https://例え.テスト/道', 'https://例え.テスト/道'],
  ['「https://a.example/b」をご覧ください。', 'https://a.example/b'],
  ['https://a.example/newsを要約して', 'https://a.example/news'],
  ['请总结https://a.example/news的主要内容。', 'https://a.example/news'],
  ['https://a.example/를 읽어줘', 'https://a.example/를'],
  ['见（https://a.example/b），谢谢', 'https://a.example/b'],
  ['http://[2001:db8::1]:8080/x and http://[::1]', 'http://[2001:db8::1]:8080/x', 'http://[::1]'],
  ['http://localhost:3000/x, http://intranet/y', 'http://localhost:3000/x', 'http://intranet/y'],
  ['https://user:word@a.example/', 'https://user:word@a.example/'],
  ['visit example.com/pricing and www.example.org.', 'example.com/pricing', 'www.example.org'],
  ['example.com:8080/x?y=(z)', 'example.com:8080/x?y=(z)'],
  ['127.0.0.1:8080/x 10.0.0.7/admin', '127.0.0.1:8080/x', '10.0.0.7/admin'],
  ['bücher.de/neu пример.рф/путь', 'bücher.de/neu', 'пример.рф/путь'],
  ['请看example.com/x谢谢', 'example.com/x'],
  ['news.bbc.co.uk/sport#top', 'news.bbc.co.uk/sport#top'],
];

const NOT_FOUND = [
  'node.js Next.js vue.js e.g. i.e. U.S. a.m. z.B. v1.2.3 1.2.3.4 10.0.0.0/8 3.14 report.pdf data.csv index.html',
  'mail me@example.com or me.too@mail.example.com, me@example.com/x',
  'path/to/file.com ../x.com $a.com \\server.com C:\\x.com',
  'https:// http://. ftp://a.example/ mailto:me@example.com javascript:alert(1)',
  'fs.readFile, console.log(x), this.state.name, a.b.c, end.Then',
  'No.7 went.home Mr.Smith 12.30Uhr',
];

const NAMES = 'I like asp.net, socket.io, ASP.NET/C# and example.com; see README.md, main.rs, main.rs/lib.rs';

const kinds = (text: string) => findAddresses(text).map(({ text: found, kind }) => `${kind} ${found}`);

describe('findAddresses', () => {
  it.each(FOUND)('%s', (text, ...addresses) => {
    const found = findAddresses(text);
    expect(found.map((address) => address.text)).toEqual(addresses);
    for (const { start, end, text: part } of found) expect(text.slice(start, end)).toBe(part);
    expect(found.filter(({ kind }) => kind === 'name')).toEqual([]);
  });

  it.each(NOT_FOUND)('finds none in: %s', (text) => {
    expect(kinds(text)).toEqual([]);
  });

  it('tells bare names from addresses', () => {
    expect(kinds(NAMES)).toEqual([
      'name asp.net',
      'name socket.io',
      'name ASP.NET/C#',
      'name example.com',
      'name README.md',
      'name main.rs',
      'name main.rs/lib.rs',
    ]);
  });

  it('finds every address again, whatever stands around it', () => {
    let seed = 20_261_201;
    const pick = <T>(items: readonly T[]): T => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return items[seed % items.length] as T;
    };
    const PARTS = [
      'a',
      'B-2',
      'wiki',
      '(c)',
      '[d]',
      '{e}',
      "it's",
      'x.y',
      '%41',
      'ü',
      '東京',
      '~u',
      '@v',
      '!w',
      '1,5',
      'f(g(h))i',
    ];
    const AROUND = [
      ['', ''],
      ['(', ')'],
      ['[', ']'],
      ['"', '"'],
      ["'", "'"],
      ['<', '>'],
      ['“', '”'],
      ['「', '」'],
      ['**', '**'],
      ['[t](', ')'],
      ['（', '）'],
    ] as const;
    const HOSTS = ['a.example', '127.0.0.1:80', '[::1]', 'xn--bcher-kva.example', 'b.example:8080'];
    for (let round = 0; round < 3_000; round += 1) {
      const path = Array.from({ length: seed % 5 }, () => `/${pick(PARTS)}`).join('');
      const address = `${pick(['http', 'https', 'HTTP'])}://${pick(HOSTS)}${path}${pick(['', '/', '?q=(r)', '#s'])}`;
      const [before, after] = pick(AROUND);
      const text = `${pick(['', 'see ', '見て ', 'x: '])}${before}${address}${after}${pick(['', '.', ', ok', ' end', '!', '。'])}`;
      expect(
        findAddresses(text).map((found) => found.text),
        text,
      ).toEqual([address]);
    }
  });

  it.each([
    'https://a.example/)',
    'a.com ',
    '漢a',
    'a.',
    'https://',
    '(',
    'https://a.b/((((',
    "'",
    'x-',
    'www.',
    'é',
    '[https://a.b/](',
    '1.',
  ])('reads a megabyte of %j in one go', (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    expect(findAddresses(text).length).toBeLessThanOrEqual(20_000);
  });
});
