import readSheets from 'read-excel-file/node';
import { checkArchive } from './open-archive.ts';
import type { ReadContext, Source } from './read-context.ts';
import { addTable } from './table-cells.ts';

/** Midnight is a date without a time. */
function isoDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const [day = '', time = ''] = date.toISOString().slice(0, 19).split('T');
  return time === '00:00:00' ? day : `${day}T${time}`;
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? isoDate(cell) : String(cell);
}

/** Each sheet is a page below its name, its first row the header. Formulas stand as their results. */
export async function readXlsx(source: Source, context: ReadContext): Promise<void> {
  await checkArchive(source, context);
  context.progress(0.2, 'unpacked');
  const sheets = await readSheets(Buffer.from(source.bytes));
  context.setPageCount(sheets.length);
  for (const [index, { sheet, data }] of sheets.entries()) {
    context.progress(0.5 + (index / sheets.length) * 0.5, `sheet ${index + 1} of ${sheets.length}`);
    context.out.setPage(index + 1);
    if (data.length > 0) context.out.add('heading', sheet);
    addTable(
      context.out,
      data.map((row) => row.map(cellText)),
    );
  }
}
