'use client';
import { Upload } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation.js';
import { lazy, Suspense, useDeferredValue, useState } from 'react';
import type { FileState } from '../../lib/client/files.ts';
import { type FilePlace, fromFilePath, toFilePath } from '../../lib/client/files-place.ts';
import { uploadToLibrary } from '../../lib/client/uploads.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { DropOverlay } from './drop-overlay.tsx';
import { LibraryFilter, type SearchMode } from './library-filter.tsx';
import { LibraryList } from './library-list.tsx';
import { PassageResults } from './passage-results.tsx';
import { PickFilesButton } from './pick-files-button.tsx';
import { useFileDrop } from './use-file-drop.ts';

const FilePreview = lazy(() => import('./file-preview.tsx'));

/** All files; the one that the address names is shown beside them, or alone on a narrow screen. */
export function LibraryPage() {
  const place = fromFilePath(usePathname(), new URLSearchParams(useSearchParams()));
  const [mode, setMode] = useState<SearchMode>('names');
  const [words, setWords] = useState('');
  const [state, setState] = useState<FileState>('all');
  const searched = useDeferredValue(words.trim());
  const upload = (files: File[]) => {
    if (files.length > 0) uploadToLibrary(files);
  };
  const isOver = useFileDrop(upload);
  return (
    <div className="flex min-h-0 flex-1">
      <div className={`flex min-w-0 flex-1 flex-col ${place ? 'max-lg:invisible' : ''}`}>
        <PageHeader title="Library">
          <PickFilesButton label="Upload files" className="button button-primary" onFiles={upload}>
            <Upload aria-hidden="true" size={16} />
            <span className="max-sm:sr-only">Upload</span>
          </PickFilesButton>
        </PageHeader>
        <LibraryFilter mode={mode} words={words} state={state} onMode={setMode} onWords={setWords} onState={setState} />
        {mode === 'contents' ? (
          <PassageResults query={searched} onOpen={show} />
        ) : (
          <LibraryList
            words={searched}
            state={state}
            openId={place?.fileId ?? null}
            onOpen={show}
            onEmpty={{
              onSearchContents: () => setMode('contents'),
              onShowAll: () => {
                setWords('');
                setState('all');
              },
            }}
          />
        )}
      </div>
      {place && (
        <section aria-label="File" className="preview-panel max-lg:absolute! max-lg:z-10!">
          {/* On a narrow screen the list, with the heading of the page, is out of sight. */}
          <h1 className="sr-only lg:hidden">Library</h1>
          <Suspense fallback={<p className="pulse p-6 text-sm text-muted">Opening…</p>}>
            <FilePreview place={place} onClose={() => show(null)} />
          </Suspense>
        </section>
      )}
      {isOver && <DropOverlay text="Drop files to add them to the library" />}
    </div>
  );
}

/** Without asking the server for a page: the list is the same one. */
function show(place: FilePlace | null): void {
  globalThis.history.pushState(null, '', place === null ? '/library' : toFilePath(place));
}
