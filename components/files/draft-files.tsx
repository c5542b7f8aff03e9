'use client';
import { FileText, RotateCw, X } from 'lucide-react';
import type { DraftFile } from '../../lib/client/drafts-store.ts';
import { toFileUrl } from '../../lib/client/file-url.ts';
import { useFile, useLiveState } from '../../lib/client/files.ts';
import { describeState, describeUploadError, isWorking, isWorthRetrying } from '../../lib/client/files-words.ts';
import { formatBytes } from '../../lib/client/format.ts';
import type { Upload } from '../../lib/client/upload-queue.ts';
import { removeUpload, retryUpload, useUploads } from '../../lib/client/uploads.ts';
import type { FileRecord } from '../../lib/contract/files.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { ProgressLine } from './progress-line.tsx';

export default function DraftFiles({ files }: { files: readonly DraftFile[] }) {
  return (
    <ul aria-label="Files of the message" className="draft-files">
      {files.map((file) => (
        <DraftFileChip key={file.id} file={file} />
      ))}
    </ul>
  );
}

function DraftFileChip({ file }: { file: DraftFile }) {
  const upload = useUploads(({ uploads }) => uploads[file.id]);
  const live = useLiveState(file.file_id);
  // After a reload nothing else knows how far it is.
  const { data } = useFile(upload ? null : file.file_id);
  const { text, share, isBad } = toLine(file, upload, live?.file ?? live ?? data ?? upload?.file ?? null);
  return (
    <li className="draft-file" data-state={file.state}>
      <Picture file={file} upload={upload} />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate text-sm leading-snug" title={file.name}>
          {file.name}
        </p>
        <p className={`text-[13px] leading-snug ${isBad ? 'text-danger' : 'truncate text-muted'}`}>
          {!isBad && `${formatBytes(file.size_bytes)} · `}
          {text}
        </p>
        {share !== null && <ProgressLine label={`${file.name}: ${text}`} share={share} />}
      </div>
      {file.state === 'failed' && upload?.error && isWorthRetrying(upload.error) && (
        <IconButton label={`Try ${file.name} again`} onClick={() => retryUpload(file.id)}>
          <RotateCw size={15} />
        </IconButton>
      )}
      <IconButton label={`Remove ${file.name}`} onClick={() => removeUpload(file.id)}>
        <X size={16} />
      </IconButton>
    </li>
  );
}

type Line = { text: string; share: number | null; isBad: boolean };
type Known = Pick<FileRecord, 'stage' | 'progress'> & { problem?: FileRecord['problem'] };

function toLine(file: DraftFile, upload: Upload | undefined, known: Known | null): Line {
  if (file.state === 'failed') {
    return { text: upload?.error ? describeUploadError(upload.error) : 'Not uploaded.', share: null, isBad: true };
  }
  if (file.state === 'sending') {
    const share = upload?.sent ?? 0;
    return { text: upload?.state === 'waiting' ? 'Waiting' : `Sending, ${Math.floor(share * 100)} %`, share, isBad: false };
  }
  if (!known) return { text: 'Stored', share: null, isBad: false };
  const text = describeState({ ...known, problem: known.problem ?? null });
  return { text, share: isWorking(known) ? known.progress : null, isBad: known.stage === 'failed' };
}

function Picture({ file, upload }: { file: DraftFile; upload: Upload | undefined }) {
  const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(file.mime_type);
  const url = upload?.previewUrl ?? (file.file_id === null ? null : toFileUrl(file.file_id, 'inline'));
  if (!isPicture || url === null) return <FileText aria-hidden="true" size={20} className="flex-none text-muted" />;
  // biome-ignore lint/performance/noImgElement: it is the file itself
  return <img src={url} alt="" className="size-10 flex-none rounded-md bg-white object-cover" />;
}
