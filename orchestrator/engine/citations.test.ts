import { describe, expect, it } from 'vitest';
import { checkClaim } from './check-claims.ts';
import { toCitations as cite } from './citations.ts';
import { toClaims } from './claims.ts';
import { createSourceRegistry, type NumberedSource } from './source-registry.ts';
import { readSource } from './support-reading.ts';

const BRIDGE: NumberedSource = {
  index: 1,
  title: 'Bridges',
  url: 'https://bridges.example/',
  text: 'Bridges span rivers.\nThe Golden Gate Bridge opened in 1937 and is 2.7 km long. It is painted orange.\n\nOther bridges are grey.',
};
const PAPER: NumberedSource = {
  index: 2,
  title: 'Paper',
  fileId: 'file_1',
  page: 3,
  text: 'Steel rusts. Paint protects steel from salt and fog.',
};
const SOURCES = [BRIDGE, PAPER];

function toCitations(answer: string, sources: readonly NumberedSource[], question = '') {
  const readings = new Map(sources.map((source) => [source.index, readSource(source)]));
  const claims = toClaims(answer).map((claim) => checkClaim(claim, (index) => readings.get(index) ?? null));
  return cite(claims, sources, { question });
}

const indexes = (answer: string) => toCitations(answer, SOURCES).map((citation) => citation.index);

describe('citations', () => {
  it('quote the passage that supports the sentence, and say where it stands', () => {
    const [citation] = toCitations('It is large. The bridge opened in 1937 [1]. So it is old.', SOURCES);
    expect(citation).toMatchObject({
      index: 1,
      url: 'https://bridges.example/',
      title: 'Bridges',
      quote: 'The Golden Gate Bridge opened in 1937 and is 2.7 km long.',
    });
    expect(BRIDGE.text.slice(citation?.char_start, citation?.char_end)).toBe(citation?.quote);
  });

  it('name files and pages', () => {
    expect(toCitations('Paint keeps salt away from steel [2].', SOURCES)).toEqual([
      {
        index: 2,
        file_id: 'file_1',
        title: 'Paper',
        page: 3,
        quote: 'Paint protects steel from salt and fog.',
        char_start: 13,
        char_end: 52,
        support: 'supported',
      },
    ]);
  });

  it('count from the beginning of the document', () => {
    const [citation] = toCitations('Paint keeps salt away from steel [2].', [BRIDGE, { ...PAPER, charStart: 1_000 }]);
    expect(citation).toMatchObject({ char_start: 1_013, char_end: 1_052 });
  });

  it.each([
    ['one mark', 'Orange [1].', [1]],
    ['marks in a row', 'Orange [1][2].', [1, 2]],
    ['a list in one mark', 'Orange [2, 1].', [1, 2]],
    ['the same mark twice', 'Orange [1]. Long [1].', [1]],
    ['an unknown number', 'Orange [3] [0] [99].', []],
    ['no mark', 'Orange.', []],
    ['an index in code', 'Take `a[1]`:\n```js\nb = c [1];\n```\nDone.', []],
    ['an index of a name', 'list[1] is not cited.', []],
    ['a mark before any text', '[1] says so.', [1]],
  ])('%s', (_name, answer, expected) => {
    expect(indexes(answer)).toEqual(expected);
  });

  it('give marks that follow one another the same sentence', () => {
    const [first, second] = toCitations('The bridge opened in 1937, and paint protects steel [1] [2].', SOURCES);
    expect(first?.quote).toContain('1937');
    expect(second?.quote).toContain('Paint protects');
  });

  it('cut long passages, and stand empty sources', () => {
    const long = { index: 1, title: 'Long', url: 'https://a.example/', text: `word ${'x '.repeat(1_000)}` };
    const empty = { index: 2, title: 'Empty', url: 'https://b.example/', text: '' };
    const [cut, none] = toCitations('A word [1] [2].', [long, empty]);
    expect(cut?.quote.length).toBeLessThanOrEqual(400);
    expect(none?.quote).toBe('');
  });

  // A pattern that backtracks would run into the time limit of the test.
  it('stand hostile texts', () => {
    const hostile = `${'.'.repeat(50_000)}${'a.'.repeat(50_000)}${'[1'.repeat(50_000)}`;
    expect(toCitations(`${hostile} [1]`, [{ index: 1, title: 'Hostile', text: hostile }])).toHaveLength(1);
  });
});

describe('sources', () => {
  it('keep their number for the same place, and grow by what is read later', () => {
    const registry = createSourceRegistry();
    expect(registry.add({ title: 'A', url: 'https://a.example/', text: 'one' })).toBe(1);
    expect(registry.add({ title: 'B', fileId: 'file_1', page: 1, text: 'two' })).toBe(2);
    expect(registry.add({ title: 'B', fileId: 'file_1', page: 2, text: 'three' })).toBe(3);
    expect(registry.add({ title: 'A again', url: 'https://a.example/', text: 'four' })).toBe(1);
    expect(registry.add({ title: 'A', text: 'free' })).toBe(4);
    expect(registry.add({ title: 'A', text: 'free' })).toBe(4);
    expect(registry.all()[0]?.text).toBe('one\n\nfour');
    expect(createSourceRegistry(registry.all()).all()).toEqual(registry.all());
  });
});
