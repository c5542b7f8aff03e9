'use client';
import { Suspense } from 'react';
import { useFileText } from '../../lib/client/queries.ts';
import { toAppError } from '../../lib/contract/errors.ts';
import { markdownOnDemand } from '../chat/markdown-on-demand.ts';

const { Component: Markdown } = markdownOnDemand;

/** Markdown as the page that its author meant. */
export default function MarkdownView({ fileId, name }: { fileId: string; name: string }) {
  const { data, error, mutate } = useFileText(fileId);
  if (error !== undefined) return <Failure error={error} onRetry={() => void mutate()} />;
  if (data === undefined) return <p className="pulse p-6 text-sm text-muted">Opening…</p>;
  return (
    <section aria-label={`Text of ${name}`} tabIndex={0} className="min-h-0 flex-1 overflow-auto p-5 -outline-offset-2">
      <Suspense fallback={<p className="pulse text-sm text-muted">Opening…</p>}>
        <Markdown text={data} isStreaming={false} />
      </Suspense>
    </section>
  );
}

function Failure({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return (
    <div role="alert" className="grid justify-items-start gap-3 p-6 text-sm">
      <p>{toAppError(error).message}</p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}
