import { describe, expect, it } from 'vitest';
import { makePdf } from '../../../../e2e/standins/make-pdf.ts';
import { createExtractor } from './create-extractor.ts';
import type { ExtractRequest } from './extract-document.ts';
import { MAX_TEXT_CHARS } from './extracted.ts';

const { signal } = new AbortController();

function html(body: string, more: Partial<ExtractRequest> = {}): ExtractRequest {
  const bytes = Buffer.from(body);
  return { kind: 'html', contentType: 'text/html; charset=utf-8', url: 'https://example.org/a/page', bytes, ...more };
}

/** Of a machine that is busy with other things. */
const PATIENCE_MS = 60_000;

describe('createExtractor', () => {
  const extract = createExtractor({ timeoutMs: PATIENCE_MS });

  it('makes the best of a fragment', async () => {
    const { title, sections } = await extract(html('<h1>Hours</h1><p>Nine to five.<p>Closed on Mondays.'), signal);
    expect(title).toBe('Hours');
    expect(sections[0]?.text).toBe('## Hours\n\nNine to five.\n\nClosed on Mondays.');
  });

  it('resolves links against the page and leaves out what is no web address', async () => {
    const body = `<p>${'Text. '.repeat(50)}<a href="../b?c=1#d">Next</a> <a href="javascript:alert(1)">Bad</a> <a href="mailto:a@b.c">Mail</a> <a href="#top">Top</a></p>`;
    const { links } = await extract(html(body), signal);
    expect(links).toEqual([{ text: 'Next', url: 'https://example.org/b?c=1' }]);
  });

  it('keeps the words of a table that is there for layout', async () => {
    const { sections } = await extract(
      html(`<table><tr><td><h2>News</h2><p>${'The bridge is open again. '.repeat(40)}</p></td></tr></table>`),
      signal,
    );
    expect(sections[0]?.text).toContain('The bridge is open again.');
    expect(sections[0]?.text).not.toContain('|');
  });

  it.each([
    ['utf-16le', Buffer.from('\uFEFF<p>Größe</p>', 'utf16le'), 'text/html'],
    ['latin1 by header', Buffer.from('<p>Größe</p>', 'latin1'), 'text/html; charset=ISO-8859-1'],
    ['latin1 by declaration', Buffer.from('<meta charset="iso-8859-1"><p>Größe</p>', 'latin1'), 'text/html'],
    ['an unknown charset', Buffer.from('<p>Größe</p>'), 'text/html; charset=no-such'],
  ])('decodes %s', async (_what, bytes, contentType) => {
    const { sections } = await extract(html('', { bytes, contentType }), signal);
    expect(sections[0]?.text).toBe('Größe');
  });

  it('bounds a long text and says so', async () => {
    const request = html('', { kind: 'text', bytes: Buffer.alloc(MAX_TEXT_CHARS + 10, 'a') });
    const { sections, truncated } = await extract(request, signal);
    expect(sections[0]?.text).toHaveLength(MAX_TEXT_CHARS);
    expect(truncated).toBe(true);
  });

  it('reads a PDF page by page', async () => {
    const { title, sections } = await extract(
      html('', { kind: 'pdf', bytes: makePdf('A title', ['First page', '', 'Third (page)']) }),
      signal,
    );
    expect(title).toBe('A title');
    expect(sections).toEqual([
      { page: 1, text: 'First page' },
      { page: 3, text: 'Third (page)' },
    ]);
  });

  it.each([
    ['elements nested 100,000 deep', '<div>'.repeat(100_000)],
    ['15,000 elements', '<p>a</p>'.repeat(15_000)],
    ['50,000 unclosed tables', '<table><tr><td>'.repeat(50_000)],
    ['a million attributes', `<p ${'a '.repeat(1_000_000)}>text</p>`],
    ['50,000 open brackets', '<'.repeat(50_000)],
  ])('ends with %s, one way or the other, and works on', async (_what, body) => {
    const single = createExtractor({ processes: 1, timeoutMs: 20_000 });
    const outcome = await single(html(body), signal).then(
      ({ sections }) => typeof sections[0]?.text,
      (error: unknown) => (error instanceof Error ? error.name : 'not an error'),
    );
    expect(['string', 'WebError']).toContain(outcome);
    const { sections } = await single(html('<p>Still here</p>'), signal);
    expect(sections[0]?.text).toBe('Still here');
  });

  it('refuses what is nested too deeply at once, and takes a huge flat page as it is', async () => {
    await expect(extract(html('<div>'.repeat(2_000)), signal)).rejects.toThrow('could not be read');
    const paragraphs = Array.from({ length: 25_000 }, (_, index) => `<p>${index}</p>`).join('');
    const { sections } = await extract(html(`<article><h1>Log</h1>${paragraphs}</article><p>The end</p>`), signal);
    expect(sections[0]?.text).toMatch(/^# Log\n\n0\n\n1\n/);
    expect(sections[0]?.text).toMatch(/24999\n\nThe end$/);
  });

  it('keeps a document from using up the memory', async () => {
    const small = createExtractor({ memoryMb: 24, processes: 1, timeoutMs: PATIENCE_MS });
    await expect(small(html('<p><i>a</i></p>'.repeat(300_000)), signal)).rejects.toThrow('could not be read');
    await expect(small(html('<p>Still here</p>'), signal)).resolves.toMatchObject({ sections: [{ text: 'Still here' }] });
  });

  it('gives a document up that takes too long', async () => {
    const strict = createExtractor({ timeoutMs: 1, processes: 1 });
    await expect(strict(html('<p>Slow</p>'), signal)).rejects.toThrow('takes too long');
  });

  it('stops when it is told to, and lets the next one in', async () => {
    const single = createExtractor({ processes: 1, timeoutMs: PATIENCE_MS });
    const controller = new AbortController();
    const first = expect(single(html('<p>a</p>'.repeat(50_000)), controller.signal)).rejects.toThrow('stopped by the user');
    const second = single(html('<p>Next</p>'), signal);
    controller.abort(new Error('stopped by the user'));
    await first;
    await expect(second).resolves.toMatchObject({ sections: [{ text: 'Next' }] });
  });

  it('works off more documents than it has processes', async () => {
    const all = Array.from({ length: 12 }, (_, index) => extract(html(`<p>Page ${index}</p>`), signal));
    const texts = (await Promise.all(all)).map(({ sections }) => sections[0]?.text);
    expect(texts).toEqual(Array.from({ length: 12 }, (_, index) => `Page ${index}`));
  });
});
