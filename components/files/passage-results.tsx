'use client';
import { usePassages } from '../../lib/client/files.ts';
import { markWords, toExcerpt } from '../../lib/client/files-mark-words.ts';
import { type FilePlace, toFilePath } from '../../lib/client/files-place.ts';
import { plural } from '../../lib/client/format.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import type { FoundPassage } from '../../lib/contract/files.ts';
import { AppLink } from '../ui/app-link.tsx';
import { ListNote } from '../ui/list-note.tsx';
import { MarkedText } from '../ui/marked-text.tsx';

type PassageResultsProps = { query: string; onOpen(place: FilePlace): void };

const EXCERPT_CHARS = 320;

/** Passages that answer a query, best first; each opens at its place. */
export function PassageResults({ query, onOpen }: PassageResultsProps) {
  const { data, error, isLoading, mutate } = usePassages(query);
  if (query === '') return <Note text="Type words or a question: passages of all files are searched." />;
  if (error) return <Note text={toAppError(error).message} onRetry={() => void mutate()} />;
  if (!data) return <Note text={isLoading ? 'Searching…' : ''} />;
  const { passages, mode } = data;
  if (passages.length === 0) return <Note text="No passage of any file matches. Try other words, or fewer." />;
  return (
    <section aria-label="Passages" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 -outline-offset-2">
      <p role="status" className="pb-2 text-[13px] text-muted">
        {plural(passages.length, 'passage')}
        {mode === 'lexical' && ' · found by words alone'}
      </p>
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {passages.map((passage) => (
          <li key={`${passage.file_id} ${passage.char_start}`}>
            <Result passage={passage} query={query} onOpen={onOpen} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Result({ passage, query, onOpen }: { passage: FoundPassage; query: string; onOpen(place: FilePlace): void }) {
  const { file_id: fileId, page, char_start: start, char_end: end } = passage;
  const place: FilePlace = { fileId, page, start, end };
  const where = [...(page === null ? [] : [`page ${page}`]), ...passage.heading_path.slice(-2)].join(' › ');
  return (
    <AppLink
      href={toFilePath(place)}
      onGo={() => onOpen(place)}
      className="block rounded-xl border border-line px-4 py-3 hover:bg-hover"
    >
      <span dir="auto" className="block truncate text-sm font-medium">
        {passage.title}
      </span>
      {where !== '' && <span className="block truncate text-[13px] text-muted">{where}</span>}
      <span dir="auto" className="mt-1 block text-start text-sm wrap-anywhere">
        <MarkedText parts={markWords(toExcerpt(passage.text, query, EXCERPT_CHARS), query)} />
      </span>
    </AppLink>
  );
}

function Note({ text, onRetry }: { text: string; onRetry?: () => void }) {
  return (
    <ListNote role="status" text={text}>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </ListNote>
  );
}
