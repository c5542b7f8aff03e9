'use client';
import { Download, X } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { toFileUrl } from '../../lib/client/file-url.ts';
import { useFile, useLiveFile } from '../../lib/client/files.ts';
import { toKind, toLanguage } from '../../lib/client/files-kind.ts';
import type { FilePlace } from '../../lib/client/files-place.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import type { FileRecord } from '../../lib/contract/files.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { FileFacts } from './file-facts.tsx';
import { FileIcon } from './file-icon.tsx';
import { FileProblem } from './file-problem.tsx';
import { PictureView } from './picture-view.tsx';
import { useQuote } from './use-quote.ts';

const PdfView = lazy(() => import('./pdf-view.tsx'));
const MarkdownView = lazy(() => import('./markdown-view.tsx'));
const StructuredView = lazy(() => import('./structured-view.tsx'));
const TextView = lazy(() => import('./text-view.tsx'));

type FilePreviewProps = { place: FilePlace; children?: ReactNode; onClose(): void };

/** A file with the cited place in it. `children`: more buttons of its header. */
export default function FilePreview({ place, children, onClose }: FilePreviewProps) {
  const { data, error, mutate } = useFile(place.fileId);
  return (
    <div className="flex h-full min-h-0 min-w-0 flex-col">
      <header className="flex h-14 flex-none items-center gap-2 border-b border-line pe-2 ps-4">
        {data && <FileIcon file={data} />}
        <h2 dir="auto" className="min-w-0 flex-1 truncate text-[15px] font-medium" title={data?.name}>
          {data?.name ?? 'File'}
        </h2>
        {children}
        {data && (
          <a
            href={toFileUrl(place.fileId)}
            download={data.name}
            aria-label={`Download ${data.name}`}
            title="Download"
            className="icon-button"
          >
            <Download size={17} />
          </a>
        )}
        <IconButton label="Close the file" onClick={onClose}>
          <X size={18} />
        </IconButton>
      </header>
      {data && <Known key={data.file_id} listed={data} place={place} />}
      {!data && error !== undefined && <Unknown error={error} onRetry={() => void mutate()} />}
      {!data && error === undefined && <p className="pulse p-6 text-sm text-muted">Opening…</p>}
    </div>
  );
}

function Known({ listed, place }: { listed: FileRecord; place: FilePlace }) {
  const file = useLiveFile(listed);
  const quote = useQuote(place);
  const [isUnshowable, setUnshowable] = useState(false);
  const onFailed = useCallback(() => setUnshowable(true), []);
  const kind = toKind(file);
  // Text is there from the second stage on; a page or picture needs none.
  const hasText = !['received', 'failed'].includes(file.stage) || file.passage_count !== null;
  return (
    <>
      <FileFacts file={file} />
      <FileProblem file={file} />
      <Suspense fallback={<p className="pulse p-6 text-sm text-muted">Opening…</p>}>
        {kind === 'pdf' && !isUnshowable ? (
          <PdfView url={toFileUrl(file.file_id)} name={file.name} page={place.page} quote={quote} onFailed={onFailed} />
        ) : kind === 'picture' && file.mime_type !== 'image/tiff' ? (
          <PictureView fileId={file.file_id} name={file.name} quote={quote} />
        ) : place.start === null && isShortMarkdown(file) ? (
          <MarkdownView fileId={file.file_id} name={file.name} />
        ) : hasText && (kind === 'table' || kind === 'slides') ? (
          <StructuredView fileId={file.file_id} name={file.name} kind={kind} page={place.page} quote={quote} />
        ) : hasText ? (
          <TextView
            fileId={file.file_id}
            name={file.name}
            language={kind === 'code' ? toLanguage(file.name) : null}
            quote={quote}
          />
        ) : (
          <p className="p-6 text-sm text-muted">
            {file.stage === 'failed' ? 'There is no text to show.' : 'The text will be here when the file has been read.'}
          </p>
        )}
      </Suspense>
    </>
  );
}

const MOST_MARKDOWN_BYTES = 512 * 1024;

/** It looks as its author meant it, unless a place in the text that was read is to be marked. */
function isShortMarkdown({ mime_type, size_bytes: size }: FileRecord): boolean {
  return mime_type === 'text/markdown' && size > 0 && size <= MOST_MARKDOWN_BYTES;
}

function Unknown({ error, onRetry }: { error: unknown; onRetry(): void }) {
  const { code, message } = toAppError(error);
  const isGone = code === 'NOT_FOUND';
  return (
    <div role="alert" className="grid justify-items-start gap-3 p-6">
      <p className="font-medium">{isGone ? 'This file is not there any more' : 'The file could not be opened'}</p>
      <p className="text-sm text-muted">{isGone ? 'It was deleted, with its passages and vectors.' : message}</p>
      {!isGone && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
