'use client';
import { useMemo, useState } from 'react';
import type { WholeText } from '../../lib/client/files.ts';
import { type Sheet, toSheets } from '../../lib/client/files-sheets.ts';
import { QuoteNote } from './quote-note.tsx';
import { SheetTable } from './sheet-table.tsx';
import type { Quote } from './use-quote.ts';

type SheetsViewProps = { name: string; text: WholeText; page: number | null; quote: Quote | null };

/** A spreadsheet, one sheet at a time. */
export function SheetsView({ name, text, page, quote }: SheetsViewProps) {
  const sheets = useMemo(() => toSheets(text), [text]);
  const cited = useMemo(() => toPlace(sheets, page, quote), [sheets, page, quote]);
  // Another citation leads to its sheet, whichever was chosen before.
  const [chosen, setChosen] = useState({ cited, index: cited });
  const [isMarked, setMarked] = useState(false);
  const index = chosen.cited === cited ? chosen.index : cited;
  const sheet = sheets[index];
  if (!sheet) return null;
  const choose = (next: number) => setChosen({ cited, index: next });
  return (
    <>
      {quote && (
        <QuoteNote
          text={quote.text}
          state={isMarked ? `Highlighted in the ${sheet.name === '' ? 'table' : 'sheet'}` : 'Looking for it…'}
          onShow={() => {
            choose(cited);
            document.querySelector('.file-table [data-cited="true"]')?.scrollIntoView({ block: 'center' });
          }}
        />
      )}
      {sheet.name !== '' && (
        <div role="group" aria-label="Sheets" className="sheet-tabs">
          {sheets.map(({ name: title }, at) => (
            <button
              // Two sheets never have the same place.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              key={at}
              type="button"
              className="choice"
              aria-pressed={at === index}
              onClick={() => choose(at)}
            >
              <bdi>{title}</bdi>
            </button>
          ))}
        </div>
      )}
      <SheetTable
        key={`${index} ${quote?.start}`}
        label={`Table ${sheet.name === '' ? name : sheet.name}`}
        rows={sheet.rows}
        quote={quote}
        onMarked={() => setMarked(true)}
        className="file-table"
      />
    </>
  );
}

/** The sheet that is meant. */
function toPlace(sheets: readonly Sheet[], page: number | null, quote: Quote | null): number {
  const isCited = ({ rows }: Sheet) => quote !== null && rows.some(({ start, end }) => start < quote.end && end > quote.start);
  const cited = sheets.findIndex(isCited);
  return Math.max(0, cited >= 0 ? cited : sheets.findIndex((sheet) => sheet.page !== null && sheet.page === page));
}
