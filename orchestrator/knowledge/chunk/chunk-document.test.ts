import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../e2e/harness/least-cpu-ms.ts';
import type { DocumentBlock, DocumentChunk } from '../../core/documents.ts';
import { chunkDocument } from './chunk-document.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { MAX_TOKENS } from './limits.ts';

type Part = Omit<DocumentBlock, 'start' | 'end'> & { text: string; gap?: string };

/** A document of parts, two line breaks between them unless a part says otherwise. */
function build(parts: readonly Part[]): { text: string; blocks: DocumentBlock[] } {
  let text = '';
  const blocks: DocumentBlock[] = [];
  for (const { text: content, gap = '\n\n', ...block } of parts) {
    blocks.push({ ...block, start: text.length, end: text.length + content.length });
    text += content + gap;
  }
  return { text, blocks };
}

const chunk = ({ text, blocks }: ReturnType<typeof build>) => [...chunkDocument(text, { blocks })];

const paragraph = (text: string): Part => ({ kind: 'paragraph', text });
const heading = (level: number, text: string): Part => ({ kind: 'heading', level, text });
const prose = (sentences: number, word = 'water') =>
  Array.from({ length: sentences }, (_, index) => `Sentence number ${index} is about ${word} and not very long.`).join(' ');

/** What holds for every document. */
function assertSound(text: string, chunks: readonly DocumentChunk[]): void {
  let at = 0;
  for (const [index, part] of chunks.entries()) {
    expect(part.position).toBe(index);
    expect(part.charStart).toBeGreaterThanOrEqual(at);
    expect(text.slice(at, part.charStart).trim()).toBe('');
    expect(part.content).toBe(text.slice(part.charStart, part.charEnd));
    expect(part.content.trim()).not.toBe('');
    expect(part.content.isWellFormed()).toBe(text.isWellFormed());
    const gaps = (part.content.match(/\s+/g) ?? []).join('').length;
    expect(estimateTokens(text, part.charStart, part.charEnd)).toBeLessThanOrEqual(MAX_TOKENS + gaps);
    at = part.charEnd;
  }
  expect(text.slice(at).trim()).toBe('');
}

/** Numbers from 0 to below `below`, the same ones for the same seed. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const ALPHABETS = ['abcdefghij ', 'абвгдежзик. ', '水火木金土日月。', '😀👩‍👩‍👧🏳️‍🌈', 'a\nb\n\nc\t ', '\u00a0\u2028x', '}\n\n{;'];
const KINDS = ['heading', 'paragraph', 'list_item', 'table_header', 'table_row', 'code', 'note'] as const;

function randomPart(random: (below: number) => number): Part {
  const signs = [...new Intl.Segmenter().segment(ALPHABETS[random(ALPHABETS.length)] ?? '')].map(({ segment }) => segment);
  const length = [3, 40, 300, 6_000][random(4)] ?? 3;
  const text = Array.from({ length: random(length) + 1 }, () => signs[random(signs.length)]).join('');
  const kind = KINDS[random(KINDS.length)] ?? 'paragraph';
  const gap = ['', '\n', '\n\n', ' '.repeat(random(400)), 'not in any block'][random(5)] ?? '';
  return {
    kind,
    text,
    gap,
    ...(random(2) ? { page: random(5) + 1 } : {}),
    ...(kind === 'heading' ? { level: random(4) + 1 } : {}),
  };
}

describe('chunks of any document', () => {
  it.each(Array.from({ length: 120 }, (_, seed) => seed))(
    'hold all its text once, in bounds and with exact anchors (seed %i)',
    (seed) => {
      const random = createRandom(seed);
      const document = build(Array.from({ length: random(40) + 1 }, () => randomPart(random)));
      assertSound(document.text, chunk(document));
    },
  );

  it('are the same each time', () => {
    const random = createRandom(7);
    const document = build(Array.from({ length: 30 }, () => randomPart(random)));
    expect(chunk(document)).toEqual(chunk(document));
  });

  it('survive outlines that are wrong', () => {
    const text = prose(60);
    const blocks: DocumentBlock[] = [
      { kind: 'paragraph', start: 500, end: 9_000_000 },
      { kind: 'heading', start: 100, end: 90 },
      { kind: 'code', start: -5, end: 700 },
    ];
    assertSound(text, [...chunkDocument(text, { blocks })]);
  });

  it('are none where there is nothing to read', () => {
    expect(chunk(build([paragraph(' \n\t '), heading(1, ' ')]))).toEqual([]);
    expect([...chunkDocument('', { blocks: [] })]).toEqual([]);
  });
});

describe('structure', () => {
  it('begins a passage with each heading of the highest level, however short', () => {
    const chunks = chunk(build([heading(1, 'One'), paragraph('Short.'), heading(1, 'Two'), paragraph('Short too.')]));
    expect(chunks.map(({ content, headingPath }) => ({ content, headingPath }))).toEqual([
      { content: 'One\n\nShort.', headingPath: ['One'] },
      { content: 'Two\n\nShort too.', headingPath: ['Two'] },
    ]);
  });

  it('keeps headings with what follows, and tells the way to it', () => {
    const document = build([
      heading(1, 'Guide'),
      paragraph(prose(15)),
      heading(2, 'Install'),
      heading(3, 'On\n Linux'),
      paragraph(prose(10, 'pipes')),
    ]);
    const chunks = chunk(document);
    expect(chunks.map(({ headingPath }) => headingPath)).toEqual([['Guide'], ['Guide', 'Install', 'On Linux']]);
    expect(chunks[1]?.content.startsWith('Install\n\nOn\n Linux')).toBe(true);
  });

  it('joins small sections of one chapter', () => {
    const sections = Array.from({ length: 6 }, (_, index) => [heading(2, `Topic ${index}`), paragraph(prose(2))]).flat();
    const chunks = chunk(build([heading(1, 'Glossary'), ...sections]));
    expect(chunks.length).toBeLessThan(4);
  });

  it('gives rows of a long table the header as context, once it is not with them', () => {
    const rows = Array.from(
      { length: 200 },
      (_, index): Part => ({ kind: 'table_row', text: `Item ${index} | ${index * 3} EUR`, gap: '\n' }),
    );
    const chunks = chunk(build([{ kind: 'table_header', text: 'Name | Price', gap: '\n' }, ...rows, paragraph(prose(40))]));
    const withRows = chunks.filter(({ content }) => content.includes(' EUR'));
    expect(withRows.length).toBeGreaterThan(2);
    expect(withRows[0]).toMatchObject({ context: '', content: expect.stringMatching(/^Name \| Price/) });
    for (const part of withRows.slice(1)) expect(part.context).toBe('Name | Price');
    for (const part of withRows.slice(0, -1)) expect(part.content.endsWith(' EUR')).toBe(true);
    expect(chunks.at(-1)?.context).toBe('');
  });

  it('splits a long paragraph at ends of sentences', () => {
    const chunks = chunk(build([paragraph(prose(120))]));
    expect(chunks.length).toBeGreaterThan(3);
    for (const { content } of chunks) expect(content).toMatch(/^Sentence .*long\.$/);
  });

  it('splits long code at blank lines, never in the middle of one', () => {
    const routine = (index: number) => `function f${index}() {\n${'  work();\n'.repeat(12)}}`;
    const chunks = chunk(build([{ kind: 'code', text: Array.from({ length: 40 }, (_, index) => routine(index)).join('\n\n') }]));
    expect(chunks.length).toBeGreaterThan(3);
    for (const { content } of chunks) expect(content).toMatch(/^function[\s\S]*\}$/);
  });

  it('names the page that a passage starts on, and goes on across pages', () => {
    const pages = Array.from({ length: 4 }, (_, index): Part => ({ kind: 'paragraph', text: prose(12), page: index + 1 }));
    const chunks = chunk(build(pages));
    expect(chunks.map(({ page }) => page)).toEqual([1, 2, 3, 4]);
    const slides = Array.from({ length: 6 }, (_, index): Part => ({ kind: 'list_item', text: 'A point.', page: index + 1 }));
    expect(chunk(build(slides)).map(({ page }) => page)).toEqual([1]);
  });
});

describe('5 million characters', () => {
  const shapes: Record<string, () => ReturnType<typeof build>> = {
    'one paragraph': () => build([paragraph(prose(90_000))]),
    'many paragraphs': () => build(Array.from({ length: 9_000 }, () => paragraph(prose(10)))),
    'one word': () => build([paragraph('x'.repeat(5_000_000))]),
    'white space': () => build([paragraph(`a${' '.repeat(5_000_000)}b`)]),
  };

  it.each(Object.entries(shapes))('as %s are cut in time that grows with the length alone', (_, make) => {
    const { text, blocks } = make();
    const measure = (share: number) => {
      const end = Math.floor(text.length * share);
      return leastCpuMs(() =>
        assertCovered(
          text.slice(0, end),
          blocks.filter((block) => block.start < end),
        ),
      );
    };
    const short = measure(0.1);
    // Ten times the text; a quadratic rule would take a hundred times as long.
    expect(measure(1)).toBeLessThan(Math.max(short, 20) * 40);
  });

  it.each([' ', ' \n', '\u00a0', '\n \n'])('as megabytes of %j are passed over faster than as many of prose', (blank) => {
    const measure = (text: string, kind: 'paragraph' | 'code') =>
      leastCpuMs(() => assertCovered(text, [{ kind, start: 0, end: text.length }]));
    const control = prose(60_000);
    const text = `a${blank.repeat(control.length / blank.length)}b`;
    const limit = measure(control, 'paragraph');
    expect(measure(text, 'paragraph')).toBeLessThan(limit);
    expect(measure(text, 'code')).toBeLessThan(limit);
  });

  function assertCovered(text: string, blocks: DocumentBlock[]): void {
    let at = 0;
    for (const { charStart, charEnd } of chunkDocument(text, { blocks })) {
      if (text.slice(at, charStart).trim() !== '') throw new Error('text was left out');
      at = charEnd;
    }
    if (text.slice(at).trim() !== '') throw new Error('the end was left out');
  }
});
