'use client';
import { plural } from '../../lib/client/format.ts';
import { useFileText } from '../../lib/client/queries.ts';
import type { Attachment } from '../../lib/client/run-outputs.ts';
import { CsvTable } from '../ui/csv-table.tsx';

/** Larger files are only downloaded. */
const MOST_BYTES = 256 * 1024;
const MOST_ROWS = 50;
const MOST_LINES = 40;

const SEPARATORS: Record<string, ',' | '\t'> = { 'text/csv': ',', 'text/tab-separated-values': '\t' };

export function TextPreview({ file }: { file: Attachment }) {
  const isShown = file.size_bytes > 0 && file.size_bytes <= MOST_BYTES;
  const { data, error } = useFileText(isShown ? file.file_id : null);
  if (!isShown) return null;
  if (error) return <p className="px-3.5 py-2 text-sm text-danger">The file could not be read.</p>;
  if (data === undefined) return <p className="pulse px-3.5 py-2 text-sm text-muted">Reading…</p>;
  const separator = SEPARATORS[file.mime_type];
  if (!separator) return <Lines name={file.name} text={data} />;
  return <CsvTable name={file.name} text={data} separator={separator} mostRows={MOST_ROWS} className="preview-table" />;
}

function Lines({ name, text }: { name: string; text: string }) {
  const lines = text.split('\n');
  return (
    <>
      <pre
        tabIndex={0}
        role="group"
        aria-label={`Text ${name}`}
        className="max-h-72 overflow-auto px-3.5 py-2.5 font-mono text-[13px] -outline-offset-2"
      >
        {lines.slice(0, MOST_LINES).join('\n')}
      </pre>
      {lines.length > MOST_LINES && <Rest text={`The first ${plural(MOST_LINES, 'line')} of ${plural(lines.length, 'line')}.`} />}
    </>
  );
}

function Rest({ text }: { text: string }) {
  return <p className="border-t border-line px-3.5 py-1.5 text-[13px] text-muted">{text}</p>;
}
