import { ExternalLink, FileText } from 'lucide-react';
import { toFileUrl } from '../../lib/client/file-url.ts';
import type { Citation } from '../../lib/client/run-outputs.ts';

/** Leads to a source, and says where that is before anyone goes there. */
export function SourceLink({ citation: { url, file_id: fileId, page } }: { citation: Citation }) {
  const where = page === undefined ? '' : `, page ${page}`;
  if (fileId !== undefined) {
    return (
      <a href={toFileUrl(fileId)} download className="source-link">
        <FileText aria-hidden="true" size={14} className="flex-none" />
        <span className="truncate">File{where}</span>
      </a>
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
