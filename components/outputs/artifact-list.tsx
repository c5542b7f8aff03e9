import { Download } from 'lucide-react';
import { toFileUrl } from '../../lib/client/file-url.ts';
import { formatBytes } from '../../lib/client/format.ts';
import type { Attachment } from '../../lib/client/run-outputs.ts';
import { ImagePreview } from './image-preview.tsx';
import { TextPreview } from './text-preview.tsx';

/** The files that came with an answer: each shown as far as it can be, all of them to be downloaded. */
export default function ArtifactList({ files }: { files: readonly Attachment[] }) {
  return (
    <ul aria-label="Files" className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-3">
      {files.map((file) => (
        <li key={file.file_id} className="overflow-hidden rounded-xl border border-line">
          <div className="flex items-center gap-2 bg-side py-1 pe-1.5 ps-3.5 text-[13px] text-muted">
            <span dir="auto" className="min-w-0 flex-1 truncate text-ink">
              {file.name}
            </span>
            <span className="flex-none tabular-nums">{formatBytes(file.size_bytes)}</span>
            <a
              href={toFileUrl(file.file_id)}
              download={file.name}
              aria-label={`Download ${file.name}`}
              title={`Download ${file.name}`}
              className="icon-button"
            >
              <Download size={16} />
            </a>
          </div>
          <Preview file={file} />
        </li>
      ))}
    </ul>
  );
}

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml']);
const TEXTS = /^(text\/|application\/json$)/;

function Preview({ file }: { file: Attachment }) {
  if (IMAGES.has(file.mime_type)) return <ImagePreview file={file} />;
  return TEXTS.test(file.mime_type) ? <TextPreview file={file} /> : null;
}
