'use client';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { useChat } from '../../lib/client/chat.ts';
import { isActive } from '../../lib/client/run-view.ts';
import type { PathItem } from '../../lib/client/thread.ts';
import { RunTimeline } from '../runs/run-timeline.tsx';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerEnding } from './answer-ending.tsx';

type MarkdownComponent = ComponentType<{ text: string; isStreaming: boolean }>;

let loaded: MarkdownComponent | null = null;

const loadMarkdown = async () => {
  const module = await import('./markdown.tsx');
  loaded = module.default;
  return module;
};
const LazyMarkdown = lazy(loadMarkdown);

/** Fetches the Markdown code ahead of the first answer; when that fails the answer tries again. */
export function preloadMarkdown(): void {
  loadMarkdown().catch(() => {});
}

export function AssistantMessage({ item, isLast }: { item: PathItem; isLast: boolean }) {
  const { message } = item;
  // A lazy component shows its fallback for a moment even when its code is there.
  const [Markdown] = useState<MarkdownComponent>(() => loaded ?? LazyMarkdown);
  const run = useChat((state) => (message.run_id === null ? undefined : state.runs[message.run_id]));
  // What is stored of an unfinished answer is shown until the stream has caught up with it.
  const isStreaming = isActive(message.status);
  const isCaughtUp = run !== undefined && (run.text.length >= message.content.length || run.position !== null);
  const text = isStreaming && isCaughtUp ? run.text : message.content;
  return (
    <article aria-label="Cartrita" aria-busy={isStreaming} data-role="assistant" data-status={message.status} className="py-3">
      <RunTimeline run={run} isActive={isStreaming} hasText={text !== ''} />
      {text !== '' && (
        <Suspense fallback={<div className="prose whitespace-pre-wrap">{text}</div>}>
          <Markdown text={text} isStreaming={isStreaming} />
        </Suspense>
      )}
      {!isStreaming && (
        <>
          <AnswerEnding message={message} run={run} isLast={isLast} />
          <AnswerActions item={item} run={run} />
        </>
      )}
    </article>
  );
}
