'use client';
import { type ComponentProps, useRef } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';

/** A table that scrolls inside itself and can be copied for a spreadsheet. */
export function ScrollTable({ children }: ComponentProps<'table'> & { node?: unknown }) {
  const table = useRef<HTMLTableElement>(null);
  return (
    <div className="table-block">
      <div className="table-scroll" tabIndex={0} role="group" aria-label="Table">
        <table ref={table}>{children}</table>
      </div>
      <CopyButton text={() => toTabSeparated(table.current)} label="Copy table" />
    </div>
  );
}

function toTabSeparated(table: HTMLTableElement | null): string {
  return [...(table?.rows ?? [])]
    .map((row) => [...row.cells].map((cell) => cell.innerText.replaceAll(/[\t\n]+/g, ' ')).join('\t'))
    .join('\n');
}
