import { useEffect, useRef, useState } from 'react';
import type { SheetRow } from '../../lib/client/files-sheets.ts';
import { plural } from '../../lib/client/format.ts';
import type { Quote } from './use-quote.ts';

type SheetTableProps = { label: string; rows: readonly SheetRow[]; quote: Quote | null; onMarked(): void; className: string };

/** Rows that are shown at once, and that each wish for more adds. */
const STEP_ROWS = 500;
/** Rows before a cited one. */
const LEAD_ROWS = 50;

/** A table that scrolls inside itself, with the cited rows marked; its first row is the head. */
export function SheetTable({ label, rows: [head, ...rows], quote, onMarked, className }: SheetTableProps) {
  const isCited = ({ start, end }: SheetRow) => quote !== null && start < quote.end && end > quote.start;
  const cited = rows.findIndex(isCited);
  const [from, setFrom] = useState(Math.max(0, cited - LEAD_ROWS));
  const [to, setTo] = useState(from + STEP_ROWS);
  const mark = useRef<HTMLTableRowElement>(null);
  const isMarked = cited >= 0 || (head !== undefined && isCited(head));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each place that is cited
  useEffect(() => {
    if (!isMarked) return;
    mark.current?.scrollIntoView({ block: 'center', inline: 'nearest' });
    onMarked();
  }, [isMarked, quote]);
  if (head === undefined) return <p className="p-6 text-sm text-muted">This sheet is empty.</p>;
  const columns = [head, ...rows].reduce((most, { cells }) => Math.max(most, cells.length), 1);
  return (
    <div className={`table-scroll ${className}`} tabIndex={0} role="group" aria-label={label}>
      {from > 0 && (
        <More text={`Show ${plural(Math.min(from, STEP_ROWS), 'row')} before`} onMore={() => setFrom(from - STEP_ROWS)} />
      )}
      <table>
        <thead>
          <tr data-cited={isCited(head)}>
            {toCells(head, columns).map(({ key, cell }) => (cell === '' ? <td key={key} /> : <th key={key}>{cell}</th>))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(Math.max(0, from), to).map((row) => (
            <tr
              key={row.start}
              ref={rows[cited] === row ? mark : null}
              data-cited={isCited(row)}
              aria-current={isCited(row) ? 'true' : undefined}
            >
              {row.isAside ? (
                <td colSpan={columns} className="text-muted">
                  {row.cells[0]}
                </td>
              ) : (
                toCells(row, columns).map(({ key, cell }) => (
                  <td key={key} dir="auto">
                    {cell}
                  </td>
                ))
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > to && (
        <More
          text={`Show ${plural(Math.min(rows.length - to, STEP_ROWS), 'more row')} of ${rows.length.toLocaleString('en')}`}
          onMore={() => setTo(to + STEP_ROWS)}
        />
      )}
    </div>
  );
}

function More({ text, onMore }: { text: string; onMore(): void }) {
  return (
    <p className="sticky start-0 w-fit p-3">
      <button type="button" className="button" onClick={onMore}>
        {text}
      </button>
    </p>
  );
}

/** Rows of text end with their last cell; their place in the row is their identity. */
function toCells({ cells }: SheetRow, columns: number): { key: number; cell: string }[] {
  return Array.from({ length: columns }, (_, key) => ({ key, cell: cells[key] ?? '' }));
}
