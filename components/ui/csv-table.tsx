import { plural } from '../../lib/client/format.ts';
import { parseCsv } from '../../lib/client/parse-csv.ts';

type CsvTableProps = { name: string; text: string; separator: ',' | '\t'; mostRows: number; className: string };

/** Comma- or tab-separated text as a table that scrolls inside itself; its first row is the head. */
export function CsvTable({ name, text, separator, mostRows, className }: CsvTableProps) {
  const [head = [], ...rows] = parseCsv(text, separator, mostRows + 2);
  return (
    <>
      <div className={`table-scroll ${className}`} tabIndex={0} role="group" aria-label={`Table ${name}`}>
        <table>
          <thead>
            <tr>{toCells(head).map(({ key, cell }) => (cell === '' ? <td key={key} /> : <th key={key}>{cell}</th>))}</tr>
          </thead>
          <tbody>
            {toCells(rows.slice(0, mostRows)).map(({ key, cell: row }) => (
              <tr key={key}>
                {toCells(row).map(({ key: column, cell }) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > mostRows && (
        <p className="border-t border-line px-3.5 py-1.5 text-[13px] text-muted">
          The first {plural(mostRows, 'row')}; the file has more.
        </p>
      )}
    </>
  );
}

/** Cells and rows never move, so that their place is their identity. */
function toCells<T>(cells: readonly T[]): { key: string; cell: T }[] {
  return cells.map((cell, index) => ({ key: String(index), cell }));
}
