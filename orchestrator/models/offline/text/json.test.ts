import { describe, expect, it } from 'vitest';
import { readJson } from './read-json.ts';
import { indentJson, minifyJson } from './write-json.ts';

function tokensOf(text: string) {
  const read = readJson(text);
  if ('error' in read) throw new Error(read.error);
  return read.tokens;
}

const isValid = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Always the same numbers. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('JSON as it was written', () => {
  it.each([
    '{"id":6150769120280496265}',
    '[1e400,-0,1.0,1E+2,0.10,-1e-999]',
    '{"a":1,"a":2}',
    '["\\u00e9","é","\\/","“”",""]',
    '{"":{},"x":[]}',
    'null',
    '"alone"',
    '12345678901234567890.123',
    '{"__proto__":1,"constructor":2}',
  ])('keeps %s', (text) => {
    expect(minifyJson(tokensOf(text))).toBe(text);
    expect(minifyJson(tokensOf(indentJson(tokensOf(text))))).toBe(text);
  });

  it('is indented like everybody does', () => {
    const text = '{"a":[1,{"b":[]},{}],"c":"x","d":[[2]]}';
    expect(indentJson(tokensOf(text))).toBe(JSON.stringify(JSON.parse(text), null, 2));
  });

  it('says which names one object has twice', () => {
    expect(readJson('{"a":1,"b":{"a":2},"a":3}')).toMatchObject({ repeated: ['"a"'] });
    expect(readJson('[{"a":1},{"a":1}]')).toMatchObject({ repeated: [] });
  });

  it.each([
    ['{"a": 1,}', 'unexpected "}" at line 1, column 9'],
    ['[1,\n2,\n x]', 'unexpected "x" at line 3, column 2'],
    ['[1', 'it ends too early at line 1, column 3'],
    ['', 'it ends too early at line 1, column 1'],
    ['{"a":1}}', 'unexpected "}" at line 1, column 8'],
  ])('says where %s is wrong', (text, error) => {
    expect(readJson(text)).toEqual({ error });
  });

  it('needs no stack for what is nested', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(minifyJson(tokensOf(deep))).toBe(deep);
    expect(indentJson(tokensOf(`${'[1,'.repeat(2_000)}1${']'.repeat(2_000)}`)).length).toBeLessThan(1_000_000);
    expect(readJson('['.repeat(100_000))).toHaveProperty('error');
  });

  it('agrees with the parser of the language on what is JSON', () => {
    const random = createRandom(7);
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b\\n"',
      '"\\x"',
      '"',
      '1',
      '-0',
      '01',
      '1.',
      '.5',
      '1e5',
      'true',
      'null',
      'nul',
      ' ',
      '\n',
      '\t',
      '\u00a0',
      '\u0001',
    ];
    let valid = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const text = Array.from({ length: 1 + random(7) }, () => pieces[random(pieces.length)]).join('');
      expect('tokens' in readJson(text), JSON.stringify(text)).toBe(isValid(text));
      if (isValid(text)) valid += 1;
    }
    expect(valid).toBeGreaterThan(200);
  });

  it('changes no value of what it writes', () => {
    const random = createRandom(11);
    const write = (depth: number): string => {
      const kind = random(depth > 4 ? 4 : 6);
      if (kind < 4) return ['1', '"x\\ty"', 'false', `${random(1_000)}.5e${random(9)}`][kind] as string;
      const items = Array.from({ length: random(4) }, (_, index) =>
        kind === 4 ? write(depth + 1) : `"k${index}" : ${write(depth + 1)}`,
      );
      return kind === 4 ? `[ ${items.join(' , ')} ]` : `{\n${items.join(',')}}`;
    };
    for (let round = 0; round < 500; round += 1) {
      const text = write(0);
      for (const written of [minifyJson(tokensOf(text)), indentJson(tokensOf(text))])
        expect(JSON.parse(written)).toEqual(JSON.parse(text));
    }
  });
});
