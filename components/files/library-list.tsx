'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { type FileState, useDoomedFiles, useFiles } from '../../lib/client/files.ts';
import type { FilePlace } from '../../lib/client/files-place.ts';
import { isOfLibrary, useUploads } from '../../lib/client/uploads.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import { ListNote } from '../ui/list-note.tsx';
import { ListPlaceholder } from '../ui/list-placeholder.tsx';
import { LibraryEmpty } from './library-empty.tsx';
import { LibraryRow } from './library-row.tsx';
import { StorageLine } from './storage-line.tsx';
import { UploadRow } from './upload-row.tsx';
import { UploadSummary } from './upload-summary.tsx';

type LibraryListProps = {
  words: string;
  state: FileState;
  openId: string | null;
  onOpen(place: FilePlace): void;
  onEmpty: { onSearchContents(): void; onShowAll(): void };
};

const USUAL_ROW_PX = 64;

/** What is being uploaded, then what is stored, newest first; only rows near the screen are rendered. */
export function LibraryList({ words, state, openId, onOpen, onEmpty }: LibraryListProps) {
  const { files, usage, error, hasMore, isLoadingMore, loadMore, retry } = useFiles(words, state);
  const doomed = useDoomedFiles((state) => state.doomed);
  const order = useUploads((uploads) => uploads.order);
  const isWhole = words === '' && state === 'all';
  const uploads = useMemo(() => (isWhole ? order.filter(isOfLibrary) : []), [isWhole, order]);
  const shown = useMemo(() => (files ?? []).filter((file) => !(file.file_id in doomed)), [files, doomed]);
  const scroller = useRef<HTMLDivElement>(null);
  const count = uploads.length + shown.length;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_ROW_PX,
    getItemKey: (index) => uploads[index] ?? shown[index - uploads.length]?.file_id ?? index,
    overscan: 6,
  });
  const items = rows.getVirtualItems();
  const isAtEnd = (items.at(-1)?.index ?? 0) >= count - 8;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time the end comes near
  useEffect(() => {
    if (isAtEnd && hasMore && !isLoadingMore && files) loadMore();
  }, [isAtEnd, hasMore, isLoadingMore, count]);
  return (
    <>
      {uploads.length > 0 && <UploadSummary ids={uploads} />}
      <section ref={scroller} aria-label="Files" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-4 -outline-offset-2">
        {!files && error !== undefined && <Failure error={error} onRetry={retry} />}
        {!files && error === undefined && <ListPlaceholder label="Loading files" />}
        {files && count === 0 && <LibraryEmpty words={words} state={state} usage={usage} {...onEmpty} />}
        {count > 0 && (
          <ul aria-label="Files" className="relative" style={{ height: rows.getTotalSize() }}>
            {items.map(({ key, index, start }) => {
              const upload = uploads[index];
              const file = shown[index - uploads.length];
              return (
                <li
                  key={key}
                  ref={rows.measureElement}
                  data-index={index}
                  aria-setsize={hasMore ? -1 : count}
                  aria-posinset={index + 1}
                  className="library-row"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {upload !== undefined && <UploadRow id={upload} />}
                  {upload === undefined && file && <LibraryRow listed={file} isOpen={file.file_id === openId} onOpen={onOpen} />}
                </li>
              );
            })}
          </ul>
        )}
      </section>
      {usage && <StorageLine usage={usage} />}
    </>
  );
}

function Failure({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return (
    <ListNote role="alert" title="The files could not be loaded" text={toAppError(error).message}>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </ListNote>
  );
}
