import type { BlockSink } from './create-text-builder.ts';
import { addTable } from './table-cells.ts';

type Table = { rows: string[][]; cells: string[] | null; cell: string[] | null; isLayout: boolean };

/** Gathers the rows of tables. One that holds headings or tables is there for layout: its cells are read as paragraphs. */
export function createHtmlTables(out: BlockSink) {
  const stack: Table[] = [];

  function toLayout(table: Table): void {
    if (table.isLayout) return;
    table.isLayout = true;
    for (const row of table.rows.splice(0)) for (const cell of row) out.add('paragraph', cell);
    for (const cell of table.cells ?? []) out.add('paragraph', cell);
    out.add('paragraph', (table.cell ?? []).join(' '));
    table.cells = null;
    table.cell = null;
  }
  function endCell(table: Table): void {
    if (table.cell !== null) table.cells = [...(table.cells ?? []), table.cell.join(' ')];
    table.cell = null;
  }
  function endRow(table: Table): void {
    endCell(table);
    if (table.cells !== null) table.rows.push(table.cells);
    table.cells = null;
  }
  function endTable(): void {
    const table = stack.pop();
    if (table === undefined || table.isLayout) return;
    endRow(table);
    addTable(out, table.rows);
  }
  function abandon(): void {
    for (const table of stack) toLayout(table);
  }

  return {
    /** Text goes into a cell, not into a block of its own. */
    isInCell: () => stack.at(-1)?.cell != null,
    addText(text: string): void {
      if (text.trim() !== '') stack.at(-1)?.cell?.push(text);
    },
    /** All tables that are open are layout. */
    abandon,
    open(name: string): void {
      if (name === 'table') {
        abandon();
        stack.push({ rows: [], cells: null, cell: null, isLayout: false });
      }
      const table = stack.at(-1);
      if (table === undefined || table.isLayout) return;
      if (name === 'tr') endRow(table);
      if (name === 'td' || name === 'th') {
        endCell(table);
        table.cell = [];
      }
    },
    close(name: string): void {
      if (name === 'table') endTable();
      const table = stack.at(-1);
      if (table === undefined || table.isLayout) return;
      if (name === 'td' || name === 'th') endCell(table);
      if (name === 'tr') endRow(table);
    },
    finish(): void {
      while (stack.length > 0) endTable();
    },
  };
}
