'use client';
import { lazy, Suspense, useMemo } from 'react';
import { toFacts } from '../../lib/client/answer-facts.ts';
import { useChat } from '../../lib/client/chat.ts';
import { toOutputs } from '../../lib/client/run-outputs.ts';
import { isActive } from '../../lib/client/run-view.ts';
import type { PathItem } from '../../lib/client/thread.ts';
import { responseMetadata } from '../../lib/contract/chat.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import { numberSources } from '../../lib/shared/cite-sources.ts';
import { RunApprovals } from '../approvals/run-approvals.tsx';
import { HeardAnswer } from '../voice/heard-answer.tsx';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerEnding } from './answer-ending.tsx';
import { LiveHead, StoredHead } from './answer-head.tsx';
import { CitationContext } from './citation-mark.tsx';
import { markdownOnDemand } from './markdown-on-demand.ts';
import { SourceList } from './source-list.tsx';
import { useAnswerReplay } from './use-answer-replay.ts';

const { Component: Markdown } = markdownOnDemand;
const ArtifactList = lazy(() => import('../outputs/artifact-list.tsx'));

export function AssistantMessage({ item, isLast }: { item: PathItem; isLast: boolean }) {
  const { message } = item;
  const run = useChat((state) => (message.run_id === null ? undefined : state.runs[message.run_id]));
  // What is stored of an unfinished answer is shown until the stream has caught up with it.
  const isStreaming = isActive(message.status);
  const isCaughtUp = run !== undefined && (run.text.length >= message.content.length || run.position !== null);
  const text = isStreaming && isCaughtUp ? run.text : message.content;
  const heardChars = isStreaming ? null : toHeardChars(message);
  const facts = useMemo(() => toFacts(message), [message]);
  const details = useAnswerReplay(message.run_id, run);
  const { citations, artifacts } = useMemo(() => toOutputs(message, run), [message, run]);
  const readCount = isStreaming ? run?.sourceCount : 0;
  const cited = useMemo(() => numberSources(text, citations, readCount), [text, citations, readCount]);
  return (
    <article
      id={message.message_id}
      aria-label="Cartrita"
      aria-busy={isStreaming}
      data-role="assistant"
      data-status={message.status}
      className="pt-1 pb-3"
    >
      {isStreaming ? (
        <LiveHead message={message} run={run} hasText={text !== ''} />
      ) : (
        <StoredHead message={message} summary={facts.run_summary} details={details} />
      )}
      {text !== '' && (
        <Suspense fallback={<div className="prose whitespace-pre-wrap">{text}</div>}>
          <CitationContext value={cited}>
            {heardChars === null ? (
              <Markdown text={text} isStreaming={isStreaming} claims={message.metadata.unsupported_claims} />
            ) : (
              <HeardAnswer text={text} heardChars={heardChars} render={(part) => <Markdown text={part} isStreaming={false} />} />
            )}
          </CitationContext>
        </Suspense>
      )}
      {artifacts.length > 0 && (
        <Suspense fallback={null}>
          <ArtifactList files={artifacts} />
        </Suspense>
      )}
      <SourceList sources={cited.sources} />
      {isStreaming && <RunApprovals run={run} />}
      {!isStreaming && (
        <>
          <AnswerEnding message={message} isLast={isLast} />
          <AnswerActions item={item} summary={facts.run_summary} details={details} />
        </>
      )}
    </article>
  );
}

/** Of a spoken answer that was interrupted: how much of it was heard. */
function toHeardChars({ metadata, content }: StoredMessage): number | null {
  const heard = responseMetadata.shape.heard_chars.safeParse(metadata?.heard_chars).data;
  return heard === undefined || heard >= content.length ? null : heard;
}
