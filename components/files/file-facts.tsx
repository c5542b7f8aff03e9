import { toPageWord } from '../../lib/client/files-kind.ts';
import { describeState, isWorking } from '../../lib/client/files-words.ts';
import { formatBytes, plural } from '../../lib/client/format.ts';
import type { FileRecord } from '../../lib/contract/files.ts';
import { ProgressLine } from './progress-line.tsx';

/** Size, pages, age and state of a file, with its progress while it is read. */
export function FileFacts({ file }: { file: FileRecord & { note: string | null } }) {
  const facts = [
    formatBytes(file.size_bytes),
    ...(file.page_count === null ? [] : [plural(file.page_count, toPageWord(file))]),
    new Date(file.created_at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }),
    ...(file.origin === 'artifact' ? ['made by an agent'] : []),
    ...(file.stage === 'failed' ? [] : [describeState(file)]),
  ];
  return (
    <div className="flex-none px-4 py-1.5 text-[13px] text-muted">
      <p className="truncate">{facts.join(' · ')}</p>
      {isWorking(file) && <ProgressLine label={`Progress of ${file.name}`} share={file.progress} />}
      {file.notes.map((note) => (
        <p key={note} className="wrap-anywhere">
          {note}
        </p>
      ))}
    </div>
  );
}
