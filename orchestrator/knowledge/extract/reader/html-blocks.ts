import { Parser } from 'htmlparser2';
import { ExtractionError } from '../../../core/documents.ts';
import type { BlockKind, BlockSink } from './create-text-builder.ts';
import { createHtmlTables } from './html-tables.ts';

const INVISIBLE = new Set([
  ...['script', 'style', 'noscript', 'template', 'iframe', 'object', 'embed', 'svg', 'math', 'canvas', 'video', 'audio'],
  ...['select', 'button', 'textarea', 'dialog'],
]);
const FURNITURE = new Set(['nav', 'footer']);
const INLINE = new Set([
  ...[
    'a',
    'abbr',
    'b',
    'bdi',
    'bdo',
    'big',
    'cite',
    'code',
    'data',
    'del',
    'dfn',
    'em',
    'font',
    'i',
    'ins',
    'kbd',
    'label',
    'mark',
  ],
  ...[
    'q',
    'rp',
    'rt',
    'ruby',
    's',
    'samp',
    'small',
    'span',
    'strike',
    'strong',
    'sub',
    'sup',
    'time',
    'tt',
    'u',
    'var',
    'wbr',
    'img',
  ],
]);
const HEADING = /^h[1-6]$/;
/** The parser takes quadratic time in the depth. */
const MAX_DEPTH = 5_000;

export type HtmlOptions = {
  /** Also navigation and footer of a page. */
  withFurniture: boolean;
  onTitle?(title: string): void;
};

/** Adds what is to be read in an HTML or XHTML text. Throws `TOO_COMPLEX` where elements are nested absurdly deep. */
export function addHtml(
  html: string,
  { out }: { out: BlockSink },
  { withFurniture, onTitle }: HtmlOptions,
): { leftOut: boolean } {
  let skipped = 0;
  let text = '';
  let title: string | null = null;
  let leftOut = false;
  let depth = 0;
  const open = { heading: 0, item: 0, pre: 0, article: 0 };
  const tables = createHtmlTables(out);

  function kindNow(): BlockKind {
    if (open.heading > 0) return 'heading';
    if (open.pre > 0) return 'code';
    return open.item > 0 ? 'list_item' : 'paragraph';
  }
  function flush(): void {
    const kind = kindNow();
    const block = kind === 'code' ? text : text.replace(/[^\S\n]+/g, ' ').replace(/ ?\n ?/g, '\n');
    text = '';
    if (tables.isInCell()) tables.addText(block);
    else out.add(kind, block, open.heading);
  }
  function isSkipped(name: string, attributes: Record<string, string>): boolean {
    if (FURNITURE.has(name) && !withFurniture && open.article === 0) {
      leftOut = true;
      return true;
    }
    return INVISIBLE.has(name) || 'hidden' in attributes || attributes['aria-hidden'] === 'true';
  }
  function count(name: string, by: 1 | -1): void {
    if (HEADING.test(name)) open.heading = by === 1 ? Number(name[1]) : 0;
    if (name === 'li' || name === 'dd' || name === 'dt') open.item = Math.max(0, open.item + by);
    if (name === 'pre') open.pre = Math.max(0, open.pre + by);
    if (name === 'article' || name === 'main' || name === 'blockquote') open.article = Math.max(0, open.article + by);
  }

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > MAX_DEPTH) throw new ExtractionError('TOO_COMPLEX', 'nested too deep');
        if (skipped > 0 || isSkipped(name, attributes)) {
          skipped += 1;
          return;
        }
        if (name === 'title') title = '';
        if (name === 'br') text += '\n';
        if (INLINE.has(name) || name === 'br') return;
        flush();
        if (HEADING.test(name)) tables.abandon();
        count(name, 1);
        tables.open(name);
      },
      ontext(data) {
        if (skipped > 0) return;
        if (title !== null) title += data;
        else text += open.pre > 0 ? data : data.replace(/\s+/g, ' ');
      },
      onclosetag(name) {
        depth -= 1;
        if (skipped > 0) {
          skipped -= 1;
          return;
        }
        if (name === 'title' && title !== null) {
          onTitle?.(title);
          title = null;
        }
        if (INLINE.has(name) || name === 'br') return;
        flush();
        count(name, -1);
        tables.close(name);
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.write(html);
  parser.end();
  flush();
  tables.finish();
  return { leftOut };
}
