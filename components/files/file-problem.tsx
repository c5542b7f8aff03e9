'use client';
import { retryFile } from '../../lib/client/files.ts';
import { describeState } from '../../lib/client/files-words.ts';
import type { FileRecord } from '../../lib/contract/files.ts';

/** Why a file could not be made searchable, and what can be done. */
export function FileProblem({ file }: { file: FileRecord }) {
  if (file.stage !== 'failed') return null;
  return (
    <div role="alert" className="flex flex-none flex-wrap items-center gap-3 bg-danger-soft px-4 py-2 text-sm text-danger">
      <p className="min-w-0 flex-1 basis-48">{describeState(file)} It can still be downloaded.</p>
      {file.problem?.retryable && (
        <button type="button" className="button" onClick={() => void retryFile(file.file_id)}>
          Try again
        </button>
      )}
    </div>
  );
}
