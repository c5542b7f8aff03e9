import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { numberSources } from '../../lib/shared/cite-sources.ts';
import { CitationContext } from './citation-mark.tsx';
import { renderMarkdown } from './render-markdown.tsx';

const render = (text: string, isOpen = false) => renderToStaticMarkup(renderMarkdown(text, isOpen));

describe('renderMarkdown', () => {
  it('renders GitHub-flavoured Markdown', () => {
    expect(render('# Title\n\n**bold** ~~old~~')).toContain('<h2>Title</h2>');
    expect(render('**bold** ~~old~~')).toBe('<p><strong>bold</strong> <del>old</del></p>');
    expect(render('| a |\n|---|\n| 1<br>2 |')).toContain('<td>1<br/>2</td>');
    expect(render('- [x] done')).toContain('aria-label="Done"');
  });

  it.each([
    '<script>alert(1)</script>',
    'a <img src=x onerror=alert(1)> b',
    '<a href="javascript:alert(1)">x</a>',
    '> <iframe src="https://example.com"></iframe>',
  ])('shows HTML as text: %s', (text) => {
    const html = render(text);
    expect(html).not.toMatch(/<(script|img|iframe|a)\b/);
    expect(html).toContain('&lt;');
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//example.com',
    'file:///etc/passwd',
  ])('makes no link of %s', (address) => {
    expect(render(`[text](<${address}>)`)).not.toMatch(/<a\b/);
  });

  it('asks no foreign host for anything by itself', () => {
    const html = render('![chart](https://tracker.example.org/p.png?d=1) ![x](data:image/svg+xml,y)');
    expect(html).not.toContain('<img');
    expect(html).toContain('opens tracker.example.org');
  });

  it('tells where a link leads, and keeps the page from being reached by it', () => {
    const html = render('[site](https://example.com/a)');
    expect(html).toContain('title="example.com"');
    expect(html).toContain('rel="noopener noreferrer nofollow"');
  });

  it('completes what is still being written', () => {
    expect(render('a **bo', true)).toBe('<p>a <strong>bo</strong></p>');
    expect(render('see [the pa', true)).toBe('<p>see the pa</p>');
    expect(render('```ts\nconst a', true)).toContain('<code>const a</code>');
  });

  it('never throws, wherever an answer is cut', () => {
    const text =
      '# A\n\n- [x] **b** `c` [d](https://e.f "g")\n\n| h | i |\n|--|--|\n| j | ![k](l) |\n\n```js\nm\n```\n<b>n</b> &amp; $x$ [^1]\n\n[^1]: o';
    for (let length = 0; length <= text.length; length += 1) expect(() => render(text.slice(0, length), true)).not.toThrow();
  });

  describe('marks of sources', () => {
    const citations = [
      { index: 1, title: 'The mill', quote: 'It turned.', url: 'https://example.org/mill' },
      { index: 12, title: 'Notes', quote: '' },
    ];
    const cited = (text: string) =>
      renderToStaticMarkup(
        <CitationContext value={numberSources(text, citations)}>{renderMarkdown(text, false)}</CitationContext>,
      );
    const chips = (html: string) =>
      [...html.matchAll(/aria-label="(Source \d+: [^"]*)" aria-expanded/g)].map(([, label]) => label);

    it('become chips that name the source', () => {
      expect(chips(cited('It turned [1], twice [1, 12].'))).toEqual([
        'Source 1: The mill',
        'Source 1: The mill',
        'Source 2: Notes',
      ]);
      expect(chips(cited('| a |\n|---|\n| **so** [12] |'))).toEqual(['Source 1: Notes']);
    });

    it.each(['`list[1]` and `[1]`', '```\n[1]\n```', 'list[1]', '[1](https://example.org/)', '[2]', '[1 ]', '[01234]'])(
      'are nothing but text in %s',
      (text) => {
        expect(chips(cited(text))).toEqual([]);
      },
    );

    it('stay as they were written where no source has their number', () => {
      expect(render('It turned [1], then [3, 1, 2].')).toBe('<p>It turned [1], then [3, 1, 2].</p>');
      expect(cited('It turned [1, 2].')).toContain('</span>[2].');
    });

    it('have the number that they keep before it is known what the source says', () => {
      const html = renderToStaticMarkup(
        <CitationContext value={numberSources('It [7] was [2024].', [], 8)}>
          {renderMarkdown('It [7] was [2024].', true)}
        </CitationContext>,
      );
      expect(html).toBe('<p>It <span class="cite">1</span> was [2024].</p>');
    });
  });

  it('underlines claims that nothing supports, across other marks, and says why', () => {
    const text = 'It is **old and** big [1]. Fine.';
    const claim = { start: 0, end: text.indexOf(' Fine'), reason: 'unsupported' } as const;
    const html = renderToStaticMarkup(renderMarkdown(text, false, [claim]));
    expect(html.replaceAll(/<u class="doubtful" title="[^"]+">(.*?)<\/u>/g, '{$1}')).toBe(
      '<p>{It is }<strong>{old and}</strong>{ big [1].}<span class="sr-only"> (Not found in the source.)</span> Fine.</p>',
    );
  });

  it('quotes what the source says instead', () => {
    const contradicted_by = { index: 1, quote: 'It opened in 2019.' };
    const claim = { start: 0, end: 18, reason: 'unsupported', contradicted_by } as const;
    const html = renderToStaticMarkup(renderMarkdown('It opened in 2021. Fine.', false, [claim]));
    expect(html).toContain('title="The source says: “It opened in 2019.”"');
  });

  it.each([
    ['a sentence between others', 'Fine. It costs 5. Good.', 'It costs 5.', 'It costs 5.'],
    ['the second of two that are alike', 'It is 5. No. It is 5.', 1, 'It is 5.'],
    ['a sentence with escapes', 'Fine. It costs \\$5 \\& more. Good.', 'It costs \\$5 \\& more.', 'It costs $5 &amp; more.'],
    ['a sentence behind an entity', 'Salt &amp; fog. It costs &euro;5. Good.', 'It costs &euro;5.', 'It costs €5.'],
    ['a sentence of a quotation', '> Fine. It \n> costs 5. Good.', 'It \n> costs 5.', 'It\ncosts 5.'],
    ['a bold sentence', 'Fine. **It costs 5.** Good.', '**It costs 5.**', 'It costs 5.'],
    ['a cell', '| a | b |\n|---|---|\n| Rent | 5 [1] |', 'Rent', 'Rent'],
  ])('underlines exactly %s', (_, text, sought, expected) => {
    const start = typeof sought === 'number' ? text.lastIndexOf('It is 5.') : text.indexOf(sought);
    const end = start + (typeof sought === 'number' ? 'It is 5.' : sought).length;
    const html = renderToStaticMarkup(renderMarkdown(text, false, [{ start, end, reason: 'uncited' }]));
    expect([...html.matchAll(/<u [^>]+>(.*?)<\/u>/gs)].map(([, marked]) => marked)).toEqual([expected]);
    expect(html.match(/Not found in the sources\./g)).toHaveLength(2);
    if (sought === 1) expect(html.indexOf('<u')).toBeGreaterThan(html.indexOf('No.'));
  });

  it.each([
    ['an escape', 'a \\* b', 0, 6, '<u'],
    ['code', 'say `x` now', 4, 7, '<code'],
    ['places outside of the text', 'abc', 90, 99, '<p>abc</p>'],
    ['one character', 'abc', 1, 2, '>b</u>'],
  ])('claims with %s break nothing', (_, text, start, end, expected) => {
    expect(renderToStaticMarkup(renderMarkdown(text, false, [{ start, end, reason: 'uncited' }]))).toContain(expected);
  });
});
