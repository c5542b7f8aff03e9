'use client';
import { FileText } from 'lucide-react';
import { toFileUrl } from '../../lib/client/file-url.ts';
import { formatBytes } from '../../lib/client/format.ts';
import type { Attachment } from '../../lib/client/run-outputs.ts';
import { FileLink } from './file-link.tsx';

const PICTURES = /^image\/(png|jpeg|gif|webp)$/;

/** The files of a sent message; each opens. */
export function MessageFiles({ files }: { files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <ul aria-label="Attached files" className="mb-1.5 flex flex-wrap justify-end gap-2">
      {files.map((file) => (
        <li key={file.file_id} className="max-w-[min(320px,100%)]">
          <FileLink
            place={{ fileId: file.file_id, page: null, start: null, end: null }}
            aria-label={`Open ${file.name}`}
            className="file-chip"
          >
            {PICTURES.test(file.mime_type) ? (
              // biome-ignore lint/performance/noImgElement: there is no other size of it
              <img src={toFileUrl(file.file_id, 'inline')} alt="" loading="lazy" className="file-thumbnail" />
            ) : (
              <FileText aria-hidden="true" size={16} className="flex-none text-muted" />
            )}
            <span dir="auto" className="truncate">
              {file.name}
            </span>
            <span className="flex-none text-[13px] text-muted">{formatBytes(file.size_bytes)}</span>
          </FileLink>
        </li>
      ))}
    </ul>
  );
}
