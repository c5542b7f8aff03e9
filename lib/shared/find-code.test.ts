import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import { findCode, replaceCode } from './find-code.ts';

type Node = { type: string; value?: string; children?: Node[] };

const parser = unified().use(remarkParse);

/** The code of a text as remark reads it. */
function byRemark(text: string): string[] {
  const codes: string[] = [];
  const walk = (node: Node) => {
    if (node.type === 'code') codes.push(`fence ${node.value}`);
    if (node.type === 'inlineCode') codes.push(`span ${node.value?.replaceAll('\n', ' ')}`);
    for (const child of node.children ?? []) walk(child);
  };
  walk(parser.parse(text) as Node);
  return codes;
}

const byUs = (text: string) =>
  findCode(text).map(({ kind, code }) => `${kind} ${kind === 'span' ? code.replaceAll('\n', ' ') : code}`);

describe('findCode', () => {
  it.each([
    ['four marks', '````js\na = "```"\n```\nb\n````', 'a = "```"\n```\nb'],
    ['tildes', '~~~python\nprint("```")\n~~~', 'print("```")'],
    ['tildes in backticks', '```\n~~~\n```', '~~~'],
    ['marks within a line', '```js\nconst s = `a```b`;\n```', 'const s = `a```b`;'],
    ['more marks at the end', '```\na\n``````  ', 'a'],
    ['fewer marks', '````\na\n```\nb\n````', 'a\n```\nb'],
    ['words behind closing marks', '```\na\n``` no\n```', 'a\n``` no'],
    ['an indented fence', '   ```\n   a\n     b\n  ```', 'a\n  b'],
    ['an item', '- ```js\n  a\n  ```', 'a'],
    ['within an item', '1. run\n\n   ```js\n   a\n   ```', 'a'],
    ['no end', '```js\na\n\nb', 'a\n\nb'],
    ['Windows line ends', '```js\r\na\r\n```\r\n', 'a'],
    ['behind words', 'run this: ```js\nlet a = "```";\n```', 'let a = "```";'],
    ['behind words, closed behind code', 'run this: ```js\nlet a = 1```', 'let a = 1'],
    ['one line', 'run this: ```let a = 1```', 'let a = 1'],
    ['a span with a mark in it', 'run ``a`b`` now', 'a`b'],
  ])('reads %s', (_what, text, code) => {
    expect(findCode(text).map((found) => found.code)).toEqual([code]);
  });

  it.each(['no code', 'an open ` mark', '\\`not code\\`', '``` a ` b'])('finds none in %j', (text) => {
    expect(findCode(text).filter(({ kind }) => kind === 'span')).toEqual([]);
  });

  it('gives what stands behind the marks, and where', () => {
    const text = 'See\n```python {cmd=true}\na\n```\nand `b`.';
    const [fence, span] = findCode(text);
    expect(fence?.info).toBe('python {cmd=true}');
    expect(text.slice(fence?.start, fence?.end)).toBe('```python {cmd=true}\na\n```');
    expect(text.slice(span?.start, span?.end)).toBe('`b`');
    expect(replaceCode(text, () => '#')).toBe('See\n#\nand #.');
  });

  it('reads 4,000 random texts as remark does', () => {
    const LINES = [
      '```',
      '````',
      '~~~',
      '~~~~',
      '```js',
      '~~~ py',
      '  ```',
      '   ~~~',
      '``` ',
      '~~~~~',
      'a',
      '',
      'a `b` c',
      '`` a`b ``',
      'a ` b',
      'c ` d',
      '\\`e',
      '\\\\`f',
      'x ~~~',
      '`a``b`',
      '` `',
      'p  q',
    ];
    let seed = 9;
    const pick = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return LINES[seed % LINES.length] as string;
    };
    for (let round = 0; round < 4_000; round += 1) {
      const text = Array.from({ length: 1 + (round % 9) }, pick).join('\n');
      expect(byUs(text), JSON.stringify(text)).toEqual(byRemark(text));
    }
  });

  it.each(['`', '```\n', '``` ', '~~~\n', '`a', 'a ```\n', '- ```\n', '\\`', '`\n\n', 'a `` b ` c ``` '])(
    'reads 500,000 signs of %j',
    (piece) => {
      const text = piece.repeat(500_000 / piece.length);
      expect(replaceCode(text, (code) => code)).toBe(text);
    },
  );
});
