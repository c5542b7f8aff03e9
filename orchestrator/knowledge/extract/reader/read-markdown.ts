import type { Nodes, RootContent, Table } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { addMarkedText } from './add-marked-text.ts';
import type { BlockSink } from './create-text-builder.ts';
import { addHtml } from './html-blocks.ts';
import type { ReadContext, Source } from './read-context.ts';
import { textOf } from './read-text.ts';
import { addTable } from './table-cells.ts';
import { withinTime } from './within-time.ts';

/** The parser takes seconds beyond. */
const MAX_CHARS = 3_000_000;
/** Quotations and lists in each other: the parser's time grows with the square of their depth, and nobody writes them so deep. */
const DEEP = /^(?:[ \t]{0,8}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){64}/m;
const FRONT_MATTER = /^---\n([\s\S]{0,20000}?)\n---\n/;
/** About ten times what texts need that were not made to be slow: machines may be busy. */
const LEAST_MS = 5_000;
const MS_A_CHAR = 0.02;

type Out = { out: BlockSink };
type Block = Parameters<BlockSink['add']>;
type Parsed = { title: string | null; blocks: Block[] };

function plain(node: Nodes): string {
  if ('value' in node) return node.type === 'html' ? '' : node.value;
  if (node.type === 'break') return '\n';
  if (node.type === 'image') return node.alt ?? '';
  return 'children' in node ? node.children.map(plain).join('') : '';
}

function addItems(node: Extract<RootContent, { type: 'list' }>, context: Out): void {
  for (const item of node.children) {
    for (const child of item.children) {
      if (child.type === 'paragraph') context.out.add('list_item', plain(child));
      else add(child, context);
    }
  }
}

function addRows(node: Table, context: Out): void {
  addTable(
    context.out,
    node.children.map((row) => row.children.map(plain)),
  );
}

function add(node: RootContent, context: Out): void {
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

function parse(text: string): Parsed {
  const blocks: Block[] = [];
  const context: Out = { out: { add: (...block) => void blocks.push(block) } };
  const front = FRONT_MATTER.exec(text);
  if (front) context.out.add('code', front[1] ?? '');
  const tree = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .parse(text.slice(front?.[0].length ?? 0));
  for (const node of tree.children) add(node, context);
  const first = tree.children.find((node) => node.type === 'heading');
  return { title: first ? plain(first) : null, blocks };
}

/** `null`: it takes too long. */
function parseInTime(text: string, { softDeadline }: ReadContext): Parsed | null {
  const leftMs = softDeadline - performance.now();
  return withinTime(Math.min(leftMs, LEAST_MS + text.length * MS_A_CHAR), () => parse(text))?.result ?? null;
}

/** The words of a Markdown text by its structure, without the marks; as plain text what nobody writes to be read. */
export function readMarkdown(source: Source, context: ReadContext): void {
  const text = textOf(source, context);
  const isTooMuch = text.length > MAX_CHARS || DEEP.test(text);
  const parsed = isTooMuch ? null : parseInTime(text, context);
  if (parsed === null) {
    const why = isTooMuch ? 'is too long or nested too deep to be read as Markdown' : 'takes too long to be read as Markdown';
    context.note(`The file ${why} and was read as plain text.`);
    addMarkedText(text, context);
    return;
  }
  if (parsed.title !== null) context.setTitle(parsed.title);
  for (const block of parsed.blocks) context.out.add(...block);
}
