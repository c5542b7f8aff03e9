import type { FileState } from '../../lib/client/files.ts';
import { formatBytes } from '../../lib/client/format.ts';
import type { FileList } from '../../lib/contract/files.ts';
import { ListNote } from '../ui/list-note.tsx';

type LibraryEmptyProps = {
  words: string;
  state: FileState;
  usage: FileList['usage'] | null;
  onSearchContents(): void;
  onShowAll(): void;
};

const NONE_IN: Record<FileState, string> = {
  all: 'No name of a file has these words.',
  working: 'No file is being read now.',
  ready: 'No file is ready.',
  failed: 'No file failed: everything could be read.',
};

/** Why there is no file to show, and what leads on. */
export function LibraryEmpty({ words, state, usage, onSearchContents, onShowAll }: LibraryEmptyProps) {
  if (words === '' && state === 'all') return <NoFiles usage={usage} />;
  const text = words === '' || state === 'all' ? NONE_IN[state] : 'No file in this state has these words in its name.';
  return (
    <ListNote role="status" title="No file matches" text={text}>
      {words !== '' && (
        <button type="button" className="button button-primary" onClick={onSearchContents}>
          <span className="max-w-60 truncate">Search in contents for “{words}”</span>
        </button>
      )}
      <button type="button" className="button" onClick={onShowAll}>
        Show all files
      </button>
    </ListNote>
  );
}

function NoFiles({ usage }: { usage: FileList['usage'] | null }) {
  const limits = [
    ...(usage?.max_file_bytes === undefined ? [] : [`up to ${formatBytes(usage.max_file_bytes)} a file`]),
    ...(usage === null ? [] : [`${formatBytes(usage.max_bytes)} in all`]),
  ].join(', ');
  return (
    <ListNote
      title="No files yet"
      text="Upload files, or drop files and folders anywhere on this page. Answers can then quote them, with page and sentence."
    >
      <dl className="grid max-w-md gap-x-4 gap-y-1 text-start text-sm sm:grid-cols-[auto_1fr]">
        <dt className="font-medium">Documents</dt>
        <dd className="text-muted">
          PDF (scans too), Word, PowerPoint, OpenDocument, RTF, EPUB, e-mail, web pages, Markdown, text
        </dd>
        <dt className="font-medium">Tables</dt>
        <dd className="text-muted">Excel, OpenDocument, CSV, TSV, JSON, YAML, XML</dd>
        <dt className="font-medium">Others</dt>
        <dd className="text-muted">source code, pictures (text in them is read), ZIP archives of all these</dd>
        {limits !== '' && (
          <>
            <dt className="font-medium">Limits</dt>
            <dd className="text-muted">{limits}</dd>
          </>
        )}
      </dl>
    </ListNote>
  );
}
