import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { type Extracted, MAX_TEXT_CHARS } from './extracted.ts';
import { readHead, silenceOf } from './page-head.ts';
import { toPlainText, wordsOf } from './plain-text.ts';
import { toMarkdown } from './to-markdown.ts';

const INVISIBLE = 'script,style,noscript,template,iframe,object,embed,svg,[hidden],[aria-hidden="true"]';
const FURNITURE =
  'nav,header,footer,aside,form,button,select,input,textarea,dialog,[role="navigation"],[role="banner"],[role="contentinfo"],[role="search"],[role="dialog"]';
const HIDDEN_STYLE = /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])/i;

/** On a page with more, looking for an article takes too long; it is taken as it is. */
const MAX_ELEMENTS = 20_000;
const MAX_LINKS = 20;

/** Browsers nest no deeper; the parts used here take quadratic time in the depth. */
const MAX_DEPTH = 512;

/**
 * Readability looks for one article. On forums, product pages and tables it keeps one part and drops what was asked for; when
 * it keeps less than this share of the page without its furniture, the page is taken as it is.
 */
const LEAST_SHARE = 0.4;

function assertShallow(document: Document): void {
  const depths = new Map<Element | null, number>();
  for (const element of document.querySelectorAll('*')) {
    const depth = (depths.get(element.parentElement) ?? 0) + 1;
    if (depth > MAX_DEPTH) throw new Error('elements are nested too deeply');
    depths.set(element, depth);
  }
}

function parse(html: string): Document {
  // What has no `html` element at all (a fragment) is given one, else the parser makes its first element the root.
  const whole = /<html[\s>]/i.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`;
  const { document } = parseHTML(whole);
  assertShallow(document);
  return document;
}

function withoutHidden(document: Document): Document {
  for (const element of document.querySelectorAll(INVISIBLE)) {
    // Readability reads the title and the author from JSON-LD.
    if (element.getAttribute('type') !== 'application/ld+json') element.remove();
  }
  for (const element of document.querySelectorAll('[style]')) {
    if (HIDDEN_STYLE.test(element.getAttribute('style') ?? '')) element.remove();
  }
  return document;
}

const lengthOf = (element: Node) => (element.textContent ?? '').replace(/\s+/g, ' ').trim().length;

function withoutScripts(body: Element): Element {
  for (const script of body.querySelectorAll('script')) script.remove();
  return body;
}

/** The page without navigation and the like; `null` when that was all it had. */
function withoutFurniture(body: Element): Element | null {
  for (const element of body.querySelectorAll(FURNITURE)) {
    const isHeadOfArticle = element.localName === 'header' && element.closest('article, main') !== null;
    if (!isHeadOfArticle) element.remove();
  }
  return lengthOf(withoutScripts(body)) === 0 ? null : body;
}

/** The element of the main text, if there is one to be found. */
function article(document: Document): { title: string; element: Element } | null {
  if (document.querySelectorAll('*').length > MAX_ELEMENTS) return null;
  const reader = new Readability<Node>(document, {
    charThreshold: 200,
    // The language of code is in a class.
    keepClasses: true,
    serializer: (node) => node,
  });
  const found = reader.parse();
  return found?.content ? { title: found.title ?? '', element: found.content as Element } : null;
}

function titleOf(document: Document): string {
  const graph = document.querySelector('meta[property="og:title"]')?.getAttribute('content');
  const candidates = [document.querySelector('title')?.textContent, graph, document.querySelector('h1')?.textContent];
  return (
    candidates
      .map((text) =>
        toPlainText(text ?? '')
          .replace(/\s+/g, ' ')
          .trim(),
      )
      .find((text) => text !== '') ?? ''
  );
}

function linksOf(element: Element, page: string, base: string): Extracted['links'] {
  const links = new Map<string, string>();
  for (const anchor of element.querySelectorAll('a[href]')) {
    const url = URL.parse(anchor.getAttribute('href') ?? '', base);
    const text = wordsOf(anchor);
    if (!url || !/^https?:$/.test(url.protocol) || text === '') continue;
    url.hash = '';
    if (url.href !== page && !links.has(url.href)) links.set(url.href, text.slice(0, 120));
    if (links.size === MAX_LINKS) break;
  }
  return [...links].map(([url, text]) => ({ text, url }));
}

/** The readable part of a page. `url` is its address, for its links. */
export function extractHtml(html: string, url: string): Extracted {
  const source = parse(html);
  const head = readHead(source, url);
  const document = withoutHidden(source);
  const title = titleOf(document);
  const page = withoutFurniture(document.body) ?? withoutScripts(withoutHidden(parse(html)).body);
  // Readability takes its document apart.
  const found = article(withoutHidden(parse(html)));
  const isArticle = found !== null && lengthOf(found.element) >= lengthOf(page) * LEAST_SHARE;
  const element = isArticle ? found.element : page;
  const text = toPlainText(toMarkdown(element));
  const silence = silenceOf(head, text);
  return {
    title: (isArticle && found.title) || title,
    sections: [{ text: silence === null ? text.slice(0, MAX_TEXT_CHARS) : '' }],
    links: linksOf(element, url, head.base),
    truncated: text.length > MAX_TEXT_CHARS,
    ...(head.refresh === null ? {} : { refresh: head.refresh }),
    ...(silence === null ? {} : { silence }),
  };
}
