'use client';
import { CircleStop, Download, Ellipsis, Eye, RotateCw, Trash2 } from 'lucide-react';
import { toFileUrl } from '../../lib/client/file-url.ts';
import { cancelFile, deleteFile, retryFile, useLiveFile } from '../../lib/client/files.ts';
import { toPageWord } from '../../lib/client/files-kind.ts';
import { type FilePlace, toFilePath } from '../../lib/client/files-place.ts';
import { describeState, isWorking } from '../../lib/client/files-words.ts';
import { formatBytes, plural } from '../../lib/client/format.ts';
import type { FileRecord } from '../../lib/contract/files.ts';
import { AppLink } from '../ui/app-link.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { FileIcon } from './file-icon.tsx';
import { ProgressLine } from './progress-line.tsx';

type LibraryRowProps = { listed: FileRecord; isOpen: boolean; onOpen(place: FilePlace): void };

export function LibraryRow({ listed, isOpen, onOpen }: LibraryRowProps) {
  const file = useLiveFile(listed);
  const place: FilePlace = { fileId: file.file_id, page: null, start: null, end: null };
  return (
    <div className="library-file" data-open={isOpen} data-stage={file.stage}>
      <FileIcon file={file} />
      <div className="min-w-0 flex-1">
        <AppLink href={toFilePath(place)} onGo={() => onOpen(place)} dir="auto" className="library-name" title={file.name}>
          {file.name}
        </AppLink>
        <Facts file={file} />
        {isWorking(file) && <ProgressLine label={`Progress of ${file.name}`} share={file.progress} />}
      </div>
      {isWorking(file) && (
        <IconButton label={`Cancel reading ${file.name}`} onClick={() => void cancelFile(file.file_id)}>
          <CircleStop size={16} />
        </IconButton>
      )}
      {file.problem?.retryable && (
        <IconButton label={`Try ${file.name} again`} onClick={() => void retryFile(file.file_id)}>
          <RotateCw size={16} />
        </IconButton>
      )}
      <Menu
        label={`Actions for ${file.name}`}
        items={toItems(file, () => onOpen(place))}
        trigger={
          <IconButton label={`Actions for ${file.name}`}>
            <Ellipsis size={16} />
          </IconButton>
        }
      />
    </div>
  );
}

function Facts({ file }: { file: FileRecord & { note: string | null } }) {
  const facts = [
    formatBytes(file.size_bytes),
    ...(file.page_count === null ? [] : [plural(file.page_count, toPageWord(file))]),
    new Date(file.created_at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }),
  ];
  const state = file.note === null || !isWorking(file) ? describeState(file) : `${describeState(file)}: ${file.note}`;
  return (
    <p className="text-[13px] text-muted">
      {facts.join(' · ')} · <span className={file.stage === 'failed' ? 'text-danger' : ''}>{state}</span>
    </p>
  );
}

function toItems(file: FileRecord, open: () => void): MenuItem[] {
  return [
    { label: 'Preview', icon: <Eye aria-hidden="true" size={16} />, onSelect: open },
    { label: 'Download', icon: <Download aria-hidden="true" size={16} />, onSelect: () => download(file) },
    {
      label: 'Delete',
      hint: 'With its passages and vectors',
      icon: <Trash2 aria-hidden="true" size={16} />,
      isDanger: true,
      onSelect: () => deleteFile(file.file_id, file.name),
    },
  ];
}

function download({ file_id: id, name }: FileRecord): void {
  const link = document.createElement('a');
  link.href = toFileUrl(id);
  link.download = name;
  link.click();
}
