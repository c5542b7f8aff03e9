import { ExternalLink, FileText } from 'lucide-react';
import type { Citation } from '../../lib/client/run-outputs.ts';
import { FileLink } from '../files/file-link.tsx';

/** Leads to a source, and says where that is before anyone goes there. */
export function SourceLink({ citation }: { citation: Citation }) {
  const { url, file_id: fileId, page, char_start: start, char_end: end } = citation;
  const where = page === undefined ? '' : `, page ${page}`;
  if (fileId !== undefined) {
    return (
      <FileLink place={{ fileId, page: page ?? null, start: start ?? null, end: end ?? null }} className="source-link">
        <FileText aria-hidden="true" size={14} className="flex-none" />
        <span className="truncate">Open the file{where}</span>
      </FileLink>
    );
  }
  const target = url !== undefined && URL.canParse(url) ? new URL(url) : null;
  if (!target || !/^https?:$/.test(target.protocol)) return <span className="text-muted">No address</span>;
  return (
    <a href={target.href} target="_blank" rel="noopener noreferrer nofollow" referrerPolicy="no-referrer" className="source-link">
      <ExternalLink aria-hidden="true" size={14} className="flex-none" />
      <span className="truncate">
        {target.host}
        {where}
      </span>
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}
