import { describe, expect, it } from 'vitest';
import { HONESTY } from './extract.ts';
import type { ToolOutcome } from './plan.ts';
import { toQuestion } from './question.ts';
import { findPages, readPage } from './reading.ts';

const NOW = { ms: Date.UTC(2025, 8, 15, 10, 30), date: '2025-09-15', time: '10:30', zone: 'UTC' };

const outcome = (data: object): ToolOutcome => ({ tool: 'read_page', output: JSON.stringify(data), data: { ...data } });

/** What is said when the pages of a message turn out like this. */
function say(message: string, ...pages: object[]): string {
  const step = readPage(toQuestion(message, [], NOW))?.next(pages.map(outcome));
  return step && 'say' in step ? step.say : '';
}

const page = (text: string, title = 'A page') => ({ title, text: [{ cite: '[1]', text }] });

describe('pages that a message names', () => {
  it.each([
    ['read https://en.wikipedia.org/wiki/Foo_(bar)', ['https://en.wikipedia.org/wiki/Foo_(bar)']],
    ["summarise https://a.example/it's/here.", ["https://a.example/it's/here"]],
    ['(see https://a.example/b) and https://a.example/b!', ['https://a.example/b']],
    ['what does example.com/pricing say', ['example.com/pricing']],
    ['read socket.io', ['socket.io']],
    ['visit the site asp.net and list the news', ['asp.net']],
    ["what's on bbc.co.uk?", ['bbc.co.uk']],
    ['I like asp.net, what about you', []],
    ['read about asp.net and socket.io', []],
    ['open a socket.io connection', []],
    ['is node.js or Next.js better, e.g. in the U.S.?', []],
    ['read README.md, main.rs and report.pdf', []],
    ['write to me@example.com', []],
  ])('%s', (message, pages) => {
    expect(findPages(message)).toEqual(pages);
  });
});

describe('the answer about pages', () => {
  const READ = 'The mill was restored in 2019 by volunteers of the village.';

  it('says in one sentence why a page cannot be read, and claims no quotation', () => {
    expect(say('read https://a.example/x_(y)', { error: 'a.example answered with status 404' })).toBe(
      'I could not read https://a.example/x_(y): a.example answered with status 404.',
    );
  });

  it('claims quotations where there are some', () => {
    const said = say('compare https://a.example/ and https://b.example/', page(READ), { error: 'gone' });
    expect(said).toBe(`From **A page**:\n\n- ${READ} [1]\n\nI could not read https://b.example/: gone.\n\n${HONESTY}`);
  });

  it.each([
    ['nothing', ''],
    ['marks alone', '## \n\n```\n```'],
  ])('quotes no page of %s', (_what, text) => {
    expect(say('read https://a.example/', page(text))).toBe('**A page** has no text that I could quote.');
  });

  it('quotes sentences of Japanese, each once and without marks', () => {
    const text =
      '## 開館\n\n東京の図書館は毎週月曜日に休館します。開館時間は午前九時から午後八時までです。東京の図書館は毎週月曜日に休館します。';
    expect(say('read https://a.example/', page(text))).toContain(
      ':\n\n- 東京の図書館は毎週月曜日に休館します。 [1]\n- 開館時間は午前九時から午後八時までです。 [1]\n\n',
    );
  });

  it('quotes nothing that was decoded wrongly', () => {
    const said = say('read https://a.example/', page(`The m\uFFFDhle was restored in 2019 by volunteers. ${READ}`));
    expect(said).toContain(`- ${READ} [1]`);
    expect(said).not.toContain('\uFFFD');
  });

  it('quotes the beginning of a table without marks, cut between words', () => {
    const said = say('read https://a.example/', page(`## Prices\n\n${'| tea | 3 |\n'.repeat(100)}`));
    expect(said).toMatch(/^From \*\*A page\*\*:\n\n- Prices \| tea \| 3 \|.* … \[1\]\n\n/);
    expect(said).not.toContain('#');
  });
});
