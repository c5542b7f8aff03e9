import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../e2e/harness/least-cpu-ms.ts';
import { createSentenceCutter, type SpokenSentence } from './speech-text.ts';

function cutAll(text: string, language?: string): SpokenSentence[] {
  const cutter = createSentenceCutter(language === undefined ? {} : { language });
  return [...cutter.push(text), ...cutter.flush()];
}

const said = (text: string, language?: string) => cutAll(text, language).map((sentence) => sentence.text);

describe('sentences', () => {
  it.each<[string, string[]]>([
    ['Hello there. How are you? Fine!', ['Hello there.', 'How are you?', 'Fine!']],
    [
      'Dr. Smith met J. R. Ewing, e.g. on Main St. near here. Good.',
      ['Dr. Smith met J. R. Ewing, e.g. on Main St. near here.', 'Good.'],
    ],
    [
      'Das ist z. B. am 3. Mai passiert. Er kam als 2. an. Gut.',
      ['Das ist z. B. am 3. Mai passiert.', 'Er kam als 2. an.', 'Gut.'],
    ],
    ['Pi is 3.14159. It was 1999. Then 5. Next.', ['Pi is 3.14159.', 'It was 1999.', 'Then 5.', 'Next.']],
    ['Wait... what? Wait… What?', ['Wait... what?', 'Wait…', 'What?']],
    ['“Really?” she asked. “Yes.” Then she left.', ['“Really?” she asked.', '“Yes.”', 'Then she left.']],
    ['At 5 p.m. We go there at 6 a.m. on Monday.', ['At 5 p.m.', 'We go there at 6 a.m. on Monday.']],
    ['It is me and I. You too.', ['It is me and I.', 'You too.']],
    ['Born on Jan. 5. It was 9 a.m. in St. Louis.', ['Born on Jan. 5.', 'It was 9 a.m. in St. Louis.']],
    ['No. See no. 7, or No. 8. It was in Jan. Then not.', ['No.', 'See no. 7, or No. 8.', 'It was in Jan.', 'Then not.']],
    ['It costs $1,234.56, i.e. €99.99 (12.5%). Fine.', ['It costs $1,234.56, i.e. €99.99 (12.5%).', 'Fine.']],
    ['नमस्ते। आप कैसे हैं? كيف حالك؟ أنا بخير', ['नमस्ते।', 'आप कैसे हैं?', 'كيف حالك؟', 'أنا بخير.']],
    ['你好。世界！再见', ['你好。', '世界！', '再见.']],
    ['See https://www.example.org/a.b?c=1. Then go on.', ['See example.org.', 'Then go on.']],
    ['Great 😀! Let us go 👩🏽‍💻 now. 🎉', ['Great!', 'Let us go now.']],
    ['Soft\nwrapped lines go\non. New one\nstarts', ['Soft wrapped lines go on.', 'New one starts.']],
  ])('of %j', (text, sentences) => {
    expect(said(text)).toEqual(sentences);
  });

  it('end as soon as the next word begins', () => {
    const cutter = createSentenceCutter();
    expect(cutter.push('One. ')).toEqual([]);
    expect(cutter.push('T')).toEqual([{ text: 'One.', start: 0, end: 4 }]);
  });

  it('end at a paragraph without waiting for its successor', () => {
    expect(createSentenceCutter().push('One line\n\n')).toEqual([{ text: 'One line.', start: 0, end: 8 }]);
  });

  it('begin with a clause when the first one is long', () => {
    const text = `I have looked at all of the documents that you gave me yesterday, and ${'there is a lot to say about them '.repeat(4)}.`;
    const cutter = createSentenceCutter();
    expect(cutter.push(text)[0]?.text).toBe('I have looked at all of the documents that you gave me yesterday,');
  });

  it('are bounded in length, commas or not', () => {
    const texts = said(`Start. ${'word '.repeat(1_000)}`);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(700);
    expect(texts.join(' ').match(/word/g)).toHaveLength(1_000);
  });
});

describe('Markdown', () => {
  it('is said as plain words', () => {
    expect(
      said(
        '## The **plan**\n\nUse *this* [guide](https://x.org/a) and `npm ci` [1][2].\n\n- first thing\n- [x] second\n1. third',
      ),
    ).toEqual(['The plan.', 'Use this guide and npm ci.', 'first thing.', 'second.', '1. third.']);
  });

  it('keeps signs that are no marks', () => {
    expect(said('Compute 2 * 3 * 4 with snake_case for $5 and $6. Formula: $E = mc^2$.')).toEqual([
      'Compute 2 * 3 * 4 with snake case for $5 and $6.',
      'Formula: E = mc².',
    ]);
  });

  it('without marks of sources, however they are written', () => {
    expect(
      said('Paris is big [1, 2]. It is old (see [3]). Rome, too【4†source】.[5]\n\n[^1]: A book\n[2]: https://x.org/a'),
    ).toEqual(['Paris is big.', 'It is old.', 'Rome, too.', 'A book x.org.']);
  });

  it('with escapes, entities and formulas on their own lines', () => {
    expect(said('The my\\_file\\\nis &quot;new&quot;.\n\n$$\nE = mc^2\n$$\n\nCall foo() now.')).toEqual([
      'The my file is "new".',
      'E = mc².',
      'Call foo() now.',
    ]);
  });

  it('announces code once and each table once, in the language of the voice', () => {
    const text =
      'Here:\n\n```ts\nconst a = 1. B;\n```\n\nAnd:\n\n~~~\nmore\n~~~\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nText.\n\n| c |\n|---|\n';
    expect(said(text)).toEqual([
      'Here:',
      'The code is on the screen.',
      'And:',
      'There is a table on the screen.',
      'Text.',
      'There is a table on the screen.',
    ]);
    expect(said('```\nx\n```', 'de-CH')).toEqual(['Der Code steht auf dem Bildschirm.']);
    expect(said('```js')).toEqual(['The code is on the screen.']);
  });

  it('without words gives nothing', () => {
    expect(said('---\n\n***\n\n😀 …\n\n![](https://x.org/a.png)\n')).toEqual([]);
  });

  it('does not end inside links and inline code', () => {
    expect(said('Read [the manual. All of it](https://x.org) and `a. B` now. Bye.')).toEqual([
      'Read the manual. All of it and a. B now.',
      'Bye.',
    ]);
  });
});

const PIECES = [
  'Dr. ',
  'Hello',
  ' world',
  '. ',
  '! ',
  '? ',
  '… ',
  '.',
  '\n',
  '\n\n',
  '- item',
  '1. ',
  '## ',
  '```\n',
  '```',
  '~~~\n',
  '| a | b |\n',
  '**',
  '*',
  '_',
  '`',
  '[x](http://a.b/c)',
  '[1]',
  ' z. B. ',
  ' 3.14 ',
  ' am 3. Mai',
  '😀',
  '👩🏽‍💻',
  'é',
  '。',
  '你好',
  ', and so on',
  ' "Yes." ',
  '$x^2$',
  '>',
  ' ',
  '    ',
  '---\n',
  'http://a.b. ',
  'Jan. ',
  ' (see [2])',
  '[^1]: ',
  '$$\n',
  '\\\n',
  '।',
];

/** The same numbers for the same seed. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('whatever the text', () => {
  /** The same each time, so that a failure can be repeated; others by the variable. */
  const seed = Number(process.env.TEST_SEED ?? 1);
  const texts = Array.from({ length: 300 }, (_, index) => {
    const random = createRandom(seed + index);
    return Array.from({ length: 5 + random(60) }, () => PIECES[random(PIECES.length)]).join('');
  });

  it(`it does not matter how it comes in pieces (seed ${seed})`, () => {
    for (const [index, text] of texts.entries()) {
      const random = createRandom(seed * 7 + index);
      const cutter = createSentenceCutter();
      const sentences: SpokenSentence[] = [];
      for (let at = 0; at < text.length; ) {
        const length = 1 + random(9);
        sentences.push(...cutter.push(text.slice(at, at + length)));
        at += length;
      }
      expect([...sentences, ...cutter.flush()], JSON.stringify(text)).toEqual(cutAll(text));
    }
  });

  it(`ranges ascend, do not overlap and hold what is said (seed ${seed})`, () => {
    for (const text of texts) {
      let end = 0;
      for (const sentence of cutAll(text)) {
        expect(sentence.start, JSON.stringify(text)).toBeGreaterThanOrEqual(end);
        expect(sentence.end, JSON.stringify(text)).toBeGreaterThan(sentence.start);
        expect(sentence.end).toBeLessThanOrEqual(text.length);
        expect(sentence.text.trim()).not.toBe('');
        end = sentence.end;
      }
    }
  });

  it(`a cut never says anything twice (seed ${seed})`, () => {
    for (const [index, text] of texts.entries()) {
      const length = createRandom(seed + index)(text.length);
      const cutter = createSentenceCutter();
      const before = cutter.push(text);
      cutter.cut(length);
      const after = [...cutter.push(text.slice(length)), ...cutter.flush()];
      expect([...before, ...after], JSON.stringify(text)).toEqual(cutAll(text));
    }
  });
});

it('stays quick with a long answer', () => {
  const time = (length: number) => {
    const text = 'A sentence of the answer, with [a link](https://x.org), goes on. '.repeat(length);
    return leastCpuMs(() => {
      const sentences = cutAll(text);
      expect(sentences).toHaveLength(length);
      expect(text.slice(sentences.at(-1)?.start)).toBe(text.slice(0, sentences[0]?.end).concat(' '));
    });
  };
  // Four times the text must not take sixteen times as long.
  expect(time(2_000) / time(500)).toBeLessThan(12);
});
