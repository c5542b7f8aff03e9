'use client';
import { RotateCw, X } from 'lucide-react';
import { describeUploadError, isWorthRetrying } from '../../lib/client/files-words.ts';
import { formatBytes } from '../../lib/client/format.ts';
import { removeUpload, retryUpload, useUploads } from '../../lib/client/uploads.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { FileIcon } from './file-icon.tsx';
import { ProgressLine } from './progress-line.tsx';

/** A file that is not stored yet. */
export function UploadRow({ id }: { id: string }) {
  const upload = useUploads(({ uploads }) => uploads[id]);
  if (!upload) return null;
  const { name, size_bytes: size, state, sent, error } = upload;
  const text = error
    ? size === 0
      ? 'The file is empty.'
      : describeUploadError(error)
    : state === 'waiting'
      ? 'Waiting'
      : `Sending, ${Math.floor(sent * 100)} %`;
  return (
    <div className="library-file" data-stage={state}>
      <FileIcon file={upload} />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate" title={name}>
          {name}
        </p>
        <p className="text-[13px] text-muted">
          {formatBytes(size)} · <span className={error ? 'text-danger' : ''}>{text}</span>
        </p>
        {state === 'sending' && <ProgressLine label={`Sending ${name}`} share={sent} />}
      </div>
      {error && isWorthRetrying(error) && (
        <IconButton label={`Try ${name} again`} onClick={() => retryUpload(id)}>
          <RotateCw size={16} />
        </IconButton>
      )}
      <IconButton label={state === 'failed' ? `Dismiss ${name}` : `Cancel ${name}`} onClick={() => removeUpload(id)}>
        <X size={16} />
      </IconButton>
    </div>
  );
}
