import { formatBytes, plural } from '../../lib/client/format.ts';
import type { FileList } from '../../lib/contract/files.ts';

export function StorageLine({ usage }: { usage: FileList['usage'] }) {
  const share = usage.max_bytes === 0 ? 0 : Math.min(1, usage.size_bytes / usage.max_bytes);
  return (
    <div className="flex flex-none items-center gap-3 border-t border-line px-4 py-2 text-[13px] text-muted">
      <span className="min-w-0 flex-1">
        {plural(usage.files, 'file')} · {formatBytes(usage.size_bytes)} of {formatBytes(usage.max_bytes)} used
      </span>
      <span aria-hidden="true" className="progress-line w-28 flex-none">
        <span style={{ width: share === 0 ? 0 : `${Math.max(2, Math.round(share * 100))}%` }} />
      </span>
    </div>
  );
}
