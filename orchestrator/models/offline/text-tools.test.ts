import { describe, expect, it } from 'vitest';
import { toQuestion } from './question.ts';
import { textTools } from './text-tools.ts';

const NOW = { ms: Date.UTC(2025, 8, 15, 10, 30), date: '2025-09-15', time: '10:30', zone: 'UTC' };

function ask(message: string): string | null {
  const step = textTools(toQuestion(message, [], NOW))?.next([]);
  return step && 'say' in step ? step.say : null;
}

describe('offline text utilities', () => {
  it.each([
    ['format this JSON: {"id": 6150769120280496265}', '"id": 6150769120280496265'],
    ['format this JSON: {"a":"“x”","a":1.0}', '"a": "“x”",\n  "a": 1.0'],
    ['minify this json: { "x" : 1.10 , "y": [ 1e400 ] }', '{"x":1.10,"y":[1e400]}'],
    ['is this valid JSON? [1,2', '**not valid JSON**'],
    ['sha-384 of hello', '59e1748777448c69de6b800d7a33bbfb9ff1b463e44354c3553bcdb9c666fa90125a3c79f90397bdf5f6a13de828684f'],
    ['sha3-256 of hello', '3338be694f50c5f338814986cdf0686453a888b84f424d792af4b9202398f392'],
    ['sha256 of “hello”', '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
    ['md5 of "d’accord"', '306d112610751a337f92772f889e6fd4'],
    ['base64 encode “grüße 👋”', '`Z3LDvMOfZSDwn5GL`'],
    ['base64url encode "a?>b"', '`YT8-Yg`'],
    ['base64 to text: aGVsbG8=', '\nhello\n'],
    ['base64 decode: aGVs bG8', '\nhello\n'],
    ['decode this base64: /w==', 'ff'],
    ['decode this base64: a', 'no valid Base64'],
    ['decode this base64: aGVsbG8=!', 'no valid Base64'],
    ['decode this base64: aGVs=', 'no valid Base64'],
    ['url decode: a%20b+c', 'a b c'],
    ['url decode: %FF', 'cannot be decoded'],
    ['url decode: 100%', 'cannot be decoded'],
    ['url encode "a b&c/ü"', '`a%20b%26c%2F%C3%BC`'],
    ['url encode "\ud800"', '`%EF%BF%BD`'],
    ['sort: 9007199254740993, 9007199254740992', '9007199254740992, 9007199254740993'],
    ['sort by length: pear, fig, banana', 'fig, pear, banana'],
    ['sort these words by length, longest first: pear, fig, banana', 'banana, pear, fig'],
    ['is {"a":1} valid JSON?', '**valid JSON**'],
    ['is {"a":NaN} valid JSON?', 'unexpected "N" at line 1, column 6'],
    ['is [1,2,] valid json', '**not valid JSON**'],
    ['sort these lines:\nwritten by Bob\nby Al', 'by Al\nwritten by Bob'],
    ['sort these numbers: 10, 9, 1e2, -3', '-3, 9, 10, 1e2'],
    ['how many r in strawberry', '**3** times'],
    ["how many r's are in strawberry", '**3** times'],
    ['how many times does the letter r appear in strawberry?', '**3** times'],
    ['how often does the word "the" occur in: the cat and the other', '**2** times'],
    ['how many vowels are in "café"', '**2** vowels'],
    ['count the words in: hello — world', '**2** words'],
    ['count the words in: 我喜欢绿茶', '**3** words'],
    ['extract the numbers from: 1,234.56 and -7 and 5 5 on 2024-05-06', '- 1,234.56\n- -7\n- 5\n- 5\n- 2024\n- 05\n- 06'],
    ['convert "привет мир" to snake case', '`привет_мир`'],
    ['convert "parseHTTPResponse" to kebab case', '`parse-http-response`'],
    ['turn "Crème Brûlée" into a slug', '`creme-brulee`'],
    ['replace "a" with "$&" in: banana', 'b$&n$&n$&'],
    ['replace "q" with "z" in: banana', 'does not occur'],
    ['uppercase: straße', 'STRASSE'],
    ['uppercase: ```\na\n```', '```\nA\n```'],
    ['reverse the string "e\u0301a"', '\nae\u0301\n'],
    ['lowercase: a ``` b', '````\na ``` b\n````'],
  ])('%s', (message, expected) => {
    expect(ask(message)).toContain(expected);
  });

  it.each(['sha512/256 of hello', 'hash hello with blake2b', 'sha-999 of x', 'how many m in kilometers'])(
    'does not take for something else: %s',
    (message) => {
      expect(ask(message)).toBeNull();
    },
  );
});

describe('what it cannot sort', () => {
  it.each(['sort the keys of this json {"b":2,"a":1}', 'sort by the second column:\na 2\nb 1', 'sort this json: {"b":2,"a":1}'])(
    'is left alone: %s',
    (message) => {
      expect(ask(message)).toBeNull();
    },
  );
});
