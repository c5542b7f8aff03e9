import type { ShownCitation } from '../../lib/shared/cite-sources.ts';
import { SourceLink } from './source-link.tsx';
import { SupportNote } from './support-note.tsx';

/** What the answer rests on, below it. */
export function SourceList({ sources }: { sources: readonly ShownCitation[] }) {
  if (sources.length === 0) return null;
  return (
    <section aria-label="Sources" className="mt-4 border-t border-line pt-3 text-sm">
      <h2 className="text-[13px] font-medium text-muted">Sources</h2>
      <ol className="mt-1 grid gap-1">
        {sources.map((citation) => (
          <li key={citation.index} className="flex min-w-0 flex-wrap items-center gap-x-2">
            <span aria-hidden="true" className={`cite ${citation.support === undefined ? '' : `cite-${citation.support}`}`}>
              {citation.shown}
            </span>
            <span className="min-w-0 flex-1 basis-48 truncate" title={citation.title}>
              {citation.title}
            </span>
            <SupportNote support={citation.support} />
            <SourceLink citation={citation} />
          </li>
        ))}
      </ol>
    </section>
  );
}
