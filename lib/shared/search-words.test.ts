import { describe, expect, it } from 'vitest';
import { toSearchForms, toSearchWords } from './search-words.ts';

describe('the words of a search', () => {
  it.each([
    ['Running dogs, the RUNNING dog', ['run', 'dog', 'run', 'dog']],
    ['Gärtner ＧＡＲＴＮＥＲ', ['gartner', 'gartner']],
    ['fs.readFile', ['fs.readfile', 'fs', 'readfil', 'read', 'file']],
    ['max_connections', ['max_connections', 'max', 'connect']],
    ["the tenant's 2,400 euros", ['tenant', '2400', 'euro']],
    ['東京都', ['東京', '京都']],
    ['to be or not to be', []],
    ['', []],
  ])('of %j', (text, words) => expect(toSearchWords(text)).toEqual(words));

  it('are the same every time, and those of one spelling are not those of another', () => {
    for (let times = 0; times < 3; times += 1) {
      expect(toSearchWords('readFile readfile READFILE')).toEqual(['readfil', 'read', 'file', 'readfil', 'readfil']);
    }
  });

  it('stay the same when more was read than is remembered', () => {
    const before = toSearchWords('connections');
    for (let index = 0; index < 50_000; index += 1) toSearchWords(`word${index}`);
    expect(toSearchWords('connections')).toEqual(before);
  });

  it.each([
    ['how many bytes PostgreSQL takes', [['mani'], ['byte'], ['postgresql', 'postgr', 'sql'], ['take']]],
    ['third-party plugin', [['third-party', 'third', 'parti'], ['plugin']]],
    ['東京都 fs.readFile', [['東京'], ['京都'], ['fs.readfile'], ['fs'], ['readfil'], ['read'], ['file']]],
    ['to be', []],
  ])('of one compound stand together: %j', (text, words) => expect(toSearchForms(text)).toEqual(words));
});
