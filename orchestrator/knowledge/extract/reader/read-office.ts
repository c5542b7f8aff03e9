import { type OfficeContentNode, type OfficeParserConfig, parseOffice } from 'officeparser';
import { ExtractionError } from '../../../core/documents.ts';
import { checkArchive } from './open-archive.ts';
import type { ReadContext, Source } from './read-context.ts';
import { addTable, MAX_COLUMNS } from './table-cells.ts';

const OPTIONS: OfficeParserConfig = { ocr: false, extractAttachments: false, includeRawContent: false, ignoreSlideMasters: true };
const MAX_TITLE_CHARS = 200;
/** Leaves that hold no text. */
const PICTURES = new Set(['image', 'drawing', 'chart', 'embed']);

const childrenOf = (node: OfficeContentNode): OfficeContentNode[] => node.children ?? [];

function inline(node: OfficeContentNode): string {
  if (node.type === 'break') return '\n';
  if (PICTURES.has(node.type)) return '';
  const children = childrenOf(node);
  return children.length === 0 ? (node.text ?? '') : children.map(inline).join(node.type === 'cell' ? ' ' : '');
}

/** Cells of a row at their places; empty ones are not in the document. */
function cellsOf(row: OfficeContentNode): string[] {
  const cells: string[] = [];
  for (const cell of row.type === 'row' ? childrenOf(row) : [row]) {
    const column = cell.type === 'cell' ? (cell.metadata?.col ?? 0) : 0;
    while (cells.length < Math.min(column, MAX_COLUMNS)) cells.push('');
    cells.push(inline(cell));
  }
  return cells;
}

/** Footnotes and the notes of a speaker, wherever they hang in a node. */
function notesOf(node: OfficeContentNode): OfficeContentNode[] {
  return [...(node.notes ?? []), ...(node.comments ?? []), ...childrenOf(node).flatMap(notesOf)];
}

function createWalk(context: ReadContext) {
  const { out } = context;
  let hasPictures = false;

  function addNotes(notes: OfficeContentNode[]): void {
    for (const note of notes)
      out.add('note', childrenOf(note).length > 0 ? childrenOf(note).map(inline).join('\n') : (note.text ?? ''));
  }
  function walkSlide(slide: OfficeContentNode): void {
    const [first, ...rest] = childrenOf(slide);
    const title = first?.type === 'paragraph' ? inline(first).trim() : '';
    const isTitle = title !== '' && title.length <= MAX_TITLE_CHARS;
    if (isTitle) out.add('heading', title);
    for (const child of isTitle ? rest : childrenOf(slide)) walk(child);
    addNotes(slide.notes ?? []);
  }
  function walkTable(table: OfficeContentNode): void {
    addTable(out, childrenOf(table).map(cellsOf));
    addNotes(notesOf(table));
  }
  function walk(node: OfficeContentNode): void {
    const { type } = node;
    if (PICTURES.has(type)) hasPictures = true;
    else if (type === 'slide') walkSlide(node);
    else if (type === 'table') walkTable(node);
    else if (type === 'sheet') {
      out.add('heading', node.metadata?.sheetName ?? '');
      walkTable(node);
    } else if (type === 'note' || type === 'comment') addNotes([node]);
    else if (
      type === 'page' ||
      childrenOf(node).some(({ type: inner }) => inner === 'paragraph' || inner === 'list' || inner === 'table')
    ) {
      childrenOf(node).forEach(walk);
    } else {
      const kind = type === 'heading' || type === 'code' ? type : type === 'list' ? 'list_item' : 'paragraph';
      out.add(kind, inline(node), type === 'heading' ? node.metadata?.level : undefined);
      hasPictures ||= childrenOf(node).some((child) => PICTURES.has(child.type));
      addNotes(notesOf(node));
    }
  }
  return { walk, hasPictures: () => hasPictures };
}

function problemOf(error: unknown): unknown {
  const issue: unknown = error instanceof Error && 'officeIssue' in error ? error.officeIssue : null;
  const code = String((issue as { code?: unknown } | null)?.code ?? '');
  if (/password|encrypt/i.test(code)) return new ExtractionError('ENCRYPTED', error);
  return /limit|too_|exceed/i.test(code) ? new ExtractionError('TOO_COMPLEX', error) : error;
}

/** Word, PowerPoint, OpenDocument and RTF: headings, lists, tables, footnotes, the notes of slides. */
export async function readOffice(source: Source, context: ReadContext): Promise<void> {
  const start = Buffer.from(source.bytes.subarray(0, 5)).toString('latin1');
  // The library would go by the content and read whatever that is.
  if (start.startsWith('PK')) await checkArchive(source, context);
  else if (start !== '{\\rtf') throw new ExtractionError('DAMAGED', 'neither an archive nor RTF');
  context.progress(0.2, 'unpacked');
  const document = await parseOffice(Buffer.from(source.bytes), OPTIONS).catch((error: unknown) => {
    throw problemOf(error);
  });
  context.progress(0.8, 'read');
  context.setTitle(document.metadata.title ?? '');
  const paged = document.content.filter(({ type }) => type === 'slide' || type === 'sheet');
  if (paged.length > 0) context.setPageCount(paged.length);
  const { walk, hasPictures } = createWalk(context);
  for (const node of document.content) {
    const page = paged.indexOf(node);
    context.out.setPage(page === -1 ? null : page + 1);
    walk(node);
  }
  if (hasPictures()) context.note('Pictures and drawings were left out.');
}
