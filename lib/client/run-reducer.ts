import { type EventPosition, fromEventId, type RunEvent, type RunEventOf, runEvent } from '../contract/events.ts';
import { assertNever } from '../shared/assert-never.ts';
import { reduceSteps } from './run-steps.ts';
import type { RunFrame, RunView } from './run-view.ts';

/** The event in a `data:` line or socket frame; `null` for what is malformed or of a type that this client does not know. */
export function parseRunEvent(data: unknown): RunEvent | null {
  const parsed = runEvent.safeParse(data);
  return parsed.success ? parsed.data : null;
}

/** The view after these frames. Pure; frames that the view already holds are left out, so a replay may overlap. */
export function reduceRun(view: RunView, frames: readonly RunFrame[]): RunView {
  let next = view;
  for (const frame of frames) next = reduceFrame(next, frame);
  return next;
}

function reduceFrame(view: RunView, { id, event }: RunFrame): RunView {
  if (event.run_id !== view.runId) return view;
  const position = fromEventId(id);
  if (position && isSeen(view.position, position)) return { ...view, duplicates: view.duplicates + 1 };
  const next = reduceEvent(view, event);
  const steps = reduceSteps(next.steps, event, id);
  return { ...next, steps, position: position ?? next.position };
}

function isSeen(seen: EventPosition | null, position: EventPosition): boolean {
  if (!seen) return false;
  return position.epoch < seen.epoch || (position.epoch === seen.epoch && position.seq <= seen.seq);
}

function reduceEvent(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'run.started':
      return {
        ...view,
        status: 'running',
        conversationId: event.conversation_id,
        messageId: event.message_id,
        agent: event.agent,
        startedAt: view.startedAt ?? event.ts,
      };
    case 'run.resumed':
      return cutText({ ...view, status: 'running' }, event.text_offset);
    case 'provider.switched':
      return cutText(view, event.text_offset);
    case 'text.delta':
      return appendText(view, event);
    case 'reasoning.delta':
      return { ...view, reasoning: view.reasoning + event.delta };
    case 'agent.handoff':
      return { ...view, agent: event.to };
    case 'citation':
      return { ...view, citations: [...view.citations.filter(({ index }) => index !== event.index), event] };
    case 'tool.finished':
      return { ...view, sourceCount: Math.max(view.sourceCount, event.source_count ?? 0) };
    case 'artifact':
      return { ...view, artifacts: [...view.artifacts.filter((item) => item.artifact_id !== event.artifact_id), event] };
    case 'usage':
      return { ...view, usage: event };
    case 'run.finished':
      return finish(view, event);
    case 'agent.started':
    case 'agent.progress':
    case 'agent.finished':
    case 'tool.started':
    case 'tool.progress':
    case 'approval.requested':
    case 'approval.resolved':
      return view;
    default:
      return assertNever(event);
  }
}

function cutText(view: RunView, offset: number): RunView {
  if (offset > view.text.length) return lose(view, offset);
  return { ...view, text: view.text.slice(0, offset) };
}

function appendText(view: RunView, event: RunEventOf<'text.delta'>): RunView {
  if (view.lost) return view;
  const { delta, offset } = event;
  if (offset === view.text.length) {
    return { ...view, text: view.text + delta, firstTokenAt: view.firstTokenAt ?? event.ts };
  }
  const isRepeated = offset < view.text.length && view.text.startsWith(delta, offset);
  return isRepeated ? { ...view, duplicates: view.duplicates + 1 } : lose(view, offset);
}

function lose(view: RunView, actualOffset: number): RunView {
  return { ...view, lost: view.lost ?? { expectedOffset: view.text.length, actualOffset } };
}

/** The terminal event carries the text as it is stored, so it settles whatever was lost on the way. */
function finish(view: RunView, event: RunEventOf<'run.finished'>): RunView {
  return {
    ...view,
    status: event.status,
    conversationId: event.conversation_id,
    agent: event.agent_used ?? view.agent,
    text: event.response,
    tokenUsage: event.token_usage ?? null,
    metadata: event.metadata ?? null,
    error: event.error ?? null,
    finishedAt: event.ts,
    lost: null,
  };
}
