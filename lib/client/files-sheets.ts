import type { FileText } from '../contract/files.ts';

/** `isAside`: not of the table, such as the comments of a sheet. `start` and `end` count in the text of the file. */
export type SheetRow = { start: number; end: number; cells: readonly string[]; isAside: boolean };

/** `name` is empty in formats without sheets. */
export type Sheet = { page: number | null; name: string; rows: readonly SheetRow[] };

const BETWEEN_CELLS = ' | ';

/** The tables of a spreadsheet, as its extracted text holds them: a sheet a page with its name first, a row a line. */
export function toSheets({ text, pages }: Pick<FileText, 'text' | 'pages'>): Sheet[] {
  if (pages.length === 0) return [{ page: null, name: '', rows: toRows(text, 0, false) }];
  return pages.map(({ page, char_start: start, char_end: end }) => {
    const part = text.slice(start, end);
    const gap = part.indexOf('\n\n');
    const name = gap === -1 ? part : part.slice(0, gap);
    const body = name.length + 2;
    return { page, name, rows: toRows(part.slice(body), start + body, true) };
  });
}

/** Lines of a text as rows; where it `hasAsides`, those behind the first empty line. */
export function toRows(text: string, offset: number, hasAsides: boolean): SheetRow[] {
  const rows: SheetRow[] = [];
  let start = offset;
  let isAside = false;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    if (line === '') isAside ||= hasAsides && rows.length > 0;
    else rows.push({ start, end, cells: isAside ? [line] : line.split(BETWEEN_CELLS), isAside });
    start = end + 1;
  }
  return rows;
}

/** Whether the lines are rows of a table. */
export function isTable(text: string): boolean {
  const lines = text.split('\n');
  return lines.length > 1 && lines.every((line) => line.includes(BETWEEN_CELLS));
}
