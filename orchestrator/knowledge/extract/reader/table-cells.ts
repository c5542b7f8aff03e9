import type { BlockSink } from './create-text-builder.ts';

/** Columns that a sheet or table may have; more are no table for reading. */
export const MAX_COLUMNS = 1_000;

/** A row as a line of text; empty when all its cells are. */
export function rowText(cells: readonly string[]): string {
  const line = cells.slice(0, MAX_COLUMNS).map((cell) => cell.replace(/\s+/g, ' ').trim());
  while (line.length > 0 && line.at(-1) === '') line.pop();
  return line.join(' | ');
}

/** The first row that holds something is the header. A single row is a paragraph, for there is nothing that it heads. */
export function addTable(out: BlockSink, rows: readonly (readonly string[])[]): void {
  const lines = rows.map(rowText).filter((line) => line !== '');
  lines.forEach((line, index) => {
    out.add(lines.length === 1 ? 'paragraph' : index === 0 ? 'table_header' : 'table_row', line);
  });
}
