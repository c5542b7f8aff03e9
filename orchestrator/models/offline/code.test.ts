import { expect, it } from 'vitest';
import { toSnippet } from './code.ts';

it.each([
  ['marks within the code', '```js\nconst s = "```";\nconsole.log(s)\n```', 'const s = "```";\nconsole.log(s)', 'javascript'],
  ['four marks', '````python\ns = """\n```\n"""\nprint(s)\n````', 's = """\n```\n"""\nprint(s)', 'python'],
  ['tildes', '~~~py\nprint("```")\n~~~', 'print("```")', 'python'],
  ['words before', 'run this: ```js\nconsole.log(`a```b`)\n```', 'console.log(`a```b`)', 'javascript'],
  ['words around', 'Could you run\n\n```python\nprint(1)\n```\n\nand tell me what it prints?', 'print(1)', 'python'],
  ['another block first', 'Given\n```json\n{"a": 1}\n```\nrun\n```js\nlet a = 1\n```', 'let a = 1', 'javascript'],
  [
    'an item',
    '1. run it\n   ```py\n   for i in range(2):\n       print(i)\n   ```',
    'for i in range(2):\n    print(i)',
    'python',
  ],
  ['attributes', 'run\n```{.python title="x"}\nprint(1)\n```', 'print(1)', 'python'],
  ['code behind the language', 'run ```python import math\nprint(math.pi)\n```', 'import math\nprint(math.pi)', 'python'],
  ['one line', 'run ```js let a = 1; a```', 'let a = 1; a', 'javascript'],
  ['no end', 'run this\n```js\nlet a = 1', 'let a = 1', 'javascript'],
  ['marks at the end of the code', 'run this: ```js\nlet a = 1```', 'let a = 1', 'javascript'],
  ['Windows line ends', 'run\r\n```js\r\nlet a = 1\r\n```', 'let a = 1', 'javascript'],
  ['a span of two marks', 'run ``console.log(`a`)`` in js', 'console.log(`a`)', 'javascript'],
])('finds the code in %s', (_what, text, code, language) => {
  expect(toSnippet({ text, earlier: [] })).toEqual({ code, language });
});

it.each(['```sql\nselect 1\n```\nrun it', 'here is what I wrote:\n```js\nlet a = 1\n```\nnice weather', 'run ```\n\n```'])(
  'runs nothing of %j',
  (text) => {
    expect(toSnippet({ text, earlier: [] })).toBeNull();
  },
);
