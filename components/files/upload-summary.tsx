'use client';
import { isWorthRetrying } from '../../lib/client/files-words.ts';
import { plural } from '../../lib/client/format.ts';
import { removeUpload, retryFailedUploads, useUploads } from '../../lib/client/uploads.ts';

/** How far the uploads of the library are, and what can be done with all of them at once. */
export function UploadSummary({ ids }: { ids: readonly string[] }) {
  const failed = useUploads(({ uploads }) => ids.filter((id) => uploads[id]?.state === 'failed').length);
  const canRetry = useUploads(({ uploads }) =>
    ids.some((id) => {
      const error = uploads[id]?.error;
      return error != null && isWorthRetrying(error);
    }),
  );
  const going = ids.length - failed;
  const clear = () => {
    for (const id of ids) removeUpload(id);
  };
  return (
    <section
      aria-label="Uploads"
      className="mx-4 mb-2 flex flex-none flex-wrap items-center gap-2 rounded-xl bg-side px-4 py-2 text-sm"
    >
      <p className="min-w-0 flex-1 basis-44 max-sm:basis-full">
        {going > 0 && `${plural(going, 'file')} to upload`}
        {going > 0 && failed > 0 && ', '}
        {failed > 0 && <span className="text-danger">{failed} not uploaded</span>}
      </p>
      {canRetry && (
        <button type="button" className="button" onClick={retryFailedUploads}>
          Try all again
        </button>
      )}
      <button type="button" className="button" onClick={clear}>
        {going > 0 ? 'Cancel all' : 'Dismiss all'}
      </button>
    </section>
  );
}
