import type { Nodes, RootContent, Table } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { addHtml } from './html-blocks.ts';
import type { ReadContext, Source } from './read-context.ts';
import { readText, textOf } from './read-text.ts';
import { addTable } from './table-cells.ts';

/** The parser takes seconds beyond. */
const MAX_CHARS = 3_000_000;
/** Quotations and lists in each other: the parser's time grows with the square of their depth, and nobody writes them so deep. */
const DEEP = /^(?:[ \t]{0,8}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){64}/m;
const FRONT_MATTER = /^---\n([\s\S]{0,20000}?)\n---\n/;

function plain(node: Nodes): string {
  if ('value' in node) return node.type === 'html' ? '' : node.value;
  if (node.type === 'break') return '\n';
  if (node.type === 'image') return node.alt ?? '';
  return 'children' in node ? node.children.map(plain).join('') : '';
}

function addItems(node: Extract<RootContent, { type: 'list' }>, context: ReadContext): void {
  for (const item of node.children) {
    for (const child of item.children) {
      if (child.type === 'paragraph') context.out.add('list_item', plain(child));
      else add(child, context);
    }
  }
}

function addRows(node: Table, context: ReadContext): void {
  addTable(
    context.out,
    node.children.map((row) => row.children.map(plain)),
  );
}

function add(node: RootContent, context: ReadContext): void {
  const { out } = context;
  if (node.type === 'heading') out.add('heading', plain(node), node.depth);
  else if (node.type === 'code') out.add('code', node.value);
  else if (node.type === 'html') addHtml(node.value, context, { withFurniture: true });
  else if (node.type === 'list') addItems(node, context);
  else if (node.type === 'table') addRows(node, context);
  else if (node.type === 'footnoteDefinition') out.add('note', node.children.map(plain).join('\n'));
  else if (node.type === 'blockquote') for (const child of node.children) add(child, context);
  else if (node.type !== 'definition') out.add('paragraph', plain(node));
}

/** The words of a Markdown text by its structure, without the marks. */
export function readMarkdown(source: Source, context: ReadContext): void {
  const text = textOf(source, context);
  if (text.length > MAX_CHARS || DEEP.test(text)) {
    context.note('The file is too long or nested too deep to be read as Markdown and was read as plain text.');
    readText(source, context);
    return;
  }
  const front = FRONT_MATTER.exec(text);
  if (front) context.out.add('code', front[1] ?? '');
  const tree = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .parse(text.slice(front?.[0].length ?? 0));
  const first = tree.children.find((node) => node.type === 'heading');
  if (first) context.setTitle(plain(first));
  for (const node of tree.children) add(node, context);
}
