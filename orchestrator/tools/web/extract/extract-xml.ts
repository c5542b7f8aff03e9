import { DomUtils, type Feed, parseDocument } from 'htmlparser2';
import { parseHTML } from 'linkedom';
import { extractHtml } from './extract-html.ts';
import { type Extracted, MAX_TEXT_CHARS } from './extracted.ts';
import { toPlainText, wordsOf } from './plain-text.ts';

const MAX_ENTRIES = 100;
const MAX_ENTRY_CHARS = 2_000;
const MAX_LINKS = 20;
/** Elements that HTML never closes in their own tag, as XHTML may. */
const SELF_CLOSED =
  /<((?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)[a-z][\w-]{0,30})((?:\s[^<>]{0,2000})?)\/>/gi;
const CDATA = /<!\[CDATA\[([\s\S]{0,100000}?)\]\]>/g;
const IS_XHTML =
  /^\s*(?:<\?[^>]{0,1000}\?>\s*|<!--[\s\S]{0,5000}?-->\s*|<!DOCTYPE[^>]{0,2000}>\s*){0,10}<(?:\w{1,20}:)?html[\s>]/i;

export type Entry = { title: string; url: string | null; date: string; text: string };

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The words of what may be HTML. */
function toWords(html: string | undefined): string {
  if (html === undefined || html === '') return '';
  if (!/[<&]/.test(html)) return toPlainText(html).replaceAll(/\s+/g, ' ').trim();
  const { document } = parseHTML(`<!doctype html><html><body>${html.slice(0, MAX_ENTRY_CHARS * 20)}</body></html>`);
  for (const hidden of document.querySelectorAll('script,style,iframe')) hidden.remove();
  return wordsOf(document.body as unknown as Element);
}

/** A list of entries, the first ones first, each with its date. */
export function toEntryList(title: string, description: string, entries: readonly Entry[], base: string): Extracted {
  const shown = entries.slice(0, MAX_ENTRIES);
  const lines = shown.map(({ title: name, date, text }) => {
    const head = [name, date === '' ? '' : `(${date})`].filter((part) => part !== '').join(' ');
    const words = text === name ? '' : text;
    return `- ${[head, words.slice(0, MAX_ENTRY_CHARS).toWellFormed()].filter((part) => part !== '').join(': ')}`;
  });
  const links = new Map<string, string>();
  for (const { title: name, url } of shown) {
    const link = url === null ? null : URL.parse(url, base);
    if (link && /^https?:$/.test(link.protocol) && links.size < MAX_LINKS) links.set(link.href, name.slice(0, 120));
  }
  const text = [description, lines.join('\n')].filter((part) => part !== '').join('\n\n');
  return {
    title,
    sections: [{ text: text.slice(0, MAX_TEXT_CHARS) }],
    links: [...links].map(([url, name]) => ({ text: name, url })),
    truncated: entries.length > MAX_ENTRIES || text.length > MAX_TEXT_CHARS,
  };
}

const dateOf = (date: Date | undefined) =>
  date === undefined || Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);

function fromFeed(feed: Feed, root: ReturnType<typeof parseDocument>, url: string): Extracted {
  const whole = DomUtils.getElementsByTagName('content:encoded', root, true);
  const entries = feed.items.map((item, index): Entry => {
    const full = whole.length === feed.items.length ? DomUtils.textContent(whole[index] ?? []) : '';
    const text = toWords(item.description);
    return {
      title: toWords(item.title),
      url: item.link ?? null,
      date: dateOf(item.pubDate),
      text: text === '' ? toWords(full) : text,
    };
  });
  return toEntryList(toWords(feed.title), toWords(feed.description), entries, url);
}

/** The text of every element that has no others in it, a line each. */
function fromElements(root: ReturnType<typeof parseDocument>): Extracted {
  const lines: string[] = [];
  const waiting: (typeof root.children)[number][] = root.children.toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ('children' in node && node.children.some((child) => 'name' in child)) waiting.push(...node.children.toReversed());
    else if (node.type !== 'comment' && node.type !== 'directive') {
      const text = toPlainText(DomUtils.textContent(node)).replaceAll(/\s+/g, ' ').trim();
      if (text !== '') lines.push('name' in node ? `${node.name}: ${text}` : text);
    }
  }
  const text = lines.join('\n');
  return { title: '', sections: [{ text: text.slice(0, MAX_TEXT_CHARS) }], links: [], truncated: text.length > MAX_TEXT_CHARS };
}

/** XML as what it is: a page, a feed with its entries, or just elements with text. */
export function extractXml(text: string, url: string): Extracted {
  if (IS_XHTML.test(text)) {
    const html = text.replaceAll(CDATA, (_whole, words: string) => escapeText(words)).replaceAll(SELF_CLOSED, '<$1$2></$1>');
    return extractHtml(html.replace(/^\s*<\?xml[^>]{0,1000}\?>/i, ''), url);
  }
  const root = parseDocument(text, { xmlMode: true });
  const feed = DomUtils.getFeed(root.children);
  return feed ? fromFeed(feed, root, url) : fromElements(root);
}
