'use client';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { useChat } from '../../lib/client/chat.ts';
import { toOutputs } from '../../lib/client/run-outputs.ts';
import { isActive } from '../../lib/client/run-view.ts';
import type { PathItem } from '../../lib/client/thread.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import { RunApprovals } from '../approvals/run-approvals.tsx';
import { ArtifactList } from '../outputs/artifact-list.tsx';
import { Reasoning } from '../runs/reasoning.tsx';
import { RunTimeline } from '../runs/run-timeline.tsx';
import { WhyAgent } from '../runs/why-agent.tsx';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerEnding } from './answer-ending.tsx';
import { CitationContext } from './citation-mark.tsx';
import { regenerate } from './regenerate.ts';
import { SourceList } from './source-list.tsx';
import { stopRun } from './use-shown-run.ts';

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
  const { citations, artifacts } = toOutputs(message, run);
  const askAnother = async (agent: AgentId) => {
    if (isStreaming && message.run_id !== null) await stopRun(message.run_id);
    regenerate(message, agent);
  };
  return (
    <article aria-label="Cartrita" aria-busy={isStreaming} data-role="assistant" data-status={message.status} className="py-3">
      <RunTimeline run={run} isActive={isStreaming} hasText={text !== ''} />
      <WhyAgent run={run} onAsk={(agent) => void askAnother(agent)} />
      <Reasoning text={run?.reasoning ?? ''} />
      {text !== '' && (
        <Suspense fallback={<div className="prose whitespace-pre-wrap">{text}</div>}>
          <CitationContext value={citations}>
            <Markdown text={text} isStreaming={isStreaming} />
          </CitationContext>
        </Suspense>
      )}
      <ArtifactList files={artifacts} />
      <SourceList citations={citations} />
      {isStreaming && <RunApprovals run={run} />}
      {!isStreaming && (
        <>
          <AnswerEnding message={message} run={run} isLast={isLast} />
          <AnswerActions item={item} run={run} />
        </>
      )}
    </article>
  );
}
