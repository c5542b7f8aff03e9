import { parse } from 'csv-parse/sync';
import type { ReadContext, Source } from './read-context.ts';
import { textOf } from './read-text.ts';
import { rowText } from './table-cells.ts';

const DELIMITERS = [',', ';', '\t', '|'];
const SAMPLE_LINES = 20;

/** The one that parts most of the first lines into the same number of cells. */
function delimiterOf(text: string): string {
  const lines = text.split('\n', SAMPLE_LINES).filter((line) => line.trim() !== '');
  const counts = DELIMITERS.map((delimiter) => {
    const cells = lines.map((line) => line.replace(/"[^"]*"/g, '').split(delimiter).length);
    const [first = 1] = cells;
    return { delimiter, score: first === 1 ? 0 : cells.filter((count) => count === first).length * 100 + first };
  });
  return counts.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

/** Each record is a row, the first one the header. A file that is no table after all is read as lines of text. */
export function readCsv(source: Source, context: ReadContext): void {
  const text = textOf(source, context);
  const rows: string[] = [];
  const delimiter = source.mimeType.startsWith('text/tab-separated-values') ? '\t' : delimiterOf(text);
  const options = { delimiter, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
  try {
    // Records are not kept as lists of cells: those take ten times the memory of their text.
    parse(text, { ...options, on_record: (cells: string[]) => void rows.push(rowText(cells)) });
  } catch {
    context.note('The table is not well-formed and was read as text.');
    for (const line of text.split('\n')) context.out.add('paragraph', line);
    return;
  }
  rows.forEach((row, index) => {
    context.out.add(index === 0 ? 'table_header' : 'table_row', row);
  });
}
