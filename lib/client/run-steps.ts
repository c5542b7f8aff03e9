import type { RunEvent, RunEventOf } from '../contract/events.ts';
import type { ApprovalStep, StepState, TimelineStep, ToolStep } from './run-view.ts';

type Steps = readonly TimelineStep[];

/** The timeline after one event; the same array when the event is none of its business. */
export function reduceSteps(steps: Steps, event: RunEvent, eventId: string): Steps {
  switch (event.type) {
    case 'agent.started':
      return [
        ...steps,
        {
          kind: 'agent',
          id: event.span_id,
          agent: event.agent,
          state: 'running',
          startedAt: event.ts,
          ...(event.parent_span_id === undefined ? {} : { parentId: event.parent_span_id }),
          ...(event.task === undefined ? {} : { task: event.task }),
        },
      ];
    case 'agent.progress':
      return patchStep(steps, 'agent', event.span_id, { note: event.note || event.step, progress: event.progress });
    case 'agent.finished':
      return patchStep(steps, 'agent', event.span_id, {
        state: event.status,
        durationMs: event.duration_ms,
        usage: event.token_usage,
      });
    case 'tool.started':
      return startTool(steps, event);
    case 'tool.progress':
      return noteTool(steps, event);
    case 'tool.finished':
      return patchStep(steps, 'tool', event.call_id, {
        state: event.status,
        durationMs: event.duration_ms,
        summary: event.summary,
        ...(event.output === undefined ? {} : { output: event.output }),
      });
    default:
      return reduceNotes(steps, event, eventId);
  }
}

function reduceNotes(steps: Steps, event: RunEvent, id: string): Steps {
  switch (event.type) {
    case 'agent.handoff':
      return [...steps, { kind: 'handoff', id, from: event.from, to: event.to, reason: event.reason, at: event.ts }];
    case 'provider.switched': {
      const { from, to, reason, text_offset: textOffset, ts: at } = event;
      // With one name twice only the text so far was taken back.
      if (from === to) return steps;
      if (from === to) return steps;
      return [...steps, { kind: 'switch', id, from, to, reason, textOffset, at }];
    }
    case 'run.resumed':
      return [...settle(steps, 'cancelled', event.ts), { kind: 'resumed', id, epoch: event.epoch, at: event.ts }];
    case 'approval.requested':
      return putStep(steps, {
        kind: 'approval',
        id: event.approval_id,
        callId: event.call_id,
        tool: event.tool,
        arguments: event.arguments,
        risk: event.risk,
        expiresAt: event.expires_at,
        decision: 'pending',
        at: event.ts,
      });
    case 'approval.resolved':
      return steps.map((step) => (step.kind === 'approval' && step.id === event.approval_id ? decide(step, event) : step));
    case 'run.finished':
      return settle(steps, ENDINGS[event.status], event.ts).map(withdraw);
    default:
      return steps;
  }
}

/** A call that a person did not allow is told by its approval alone; its own events say only that it was not made. */
function startTool(steps: Steps, event: RunEventOf<'tool.started'>): Steps {
  const { call_id: id, span_id: spanId } = event;
  const isRefused = steps.some((step) => step.kind === 'approval' && step.callId === id && isRefusal(step.decision));
  if (isRefused) return steps.map((step) => (step.kind === 'approval' && step.callId === id ? { ...step, spanId } : step));
  return putStep(steps, {
    kind: 'tool',
    id,
    spanId,
    tool: event.tool,
    arguments: event.arguments,
    state: 'running',
    startedAt: event.ts,
    notes: [],
  });
}

function isRefusal(decision: ApprovalStep['decision']): boolean {
  return decision === 'reject' || decision === 'expired';
}

function decide(step: ApprovalStep, { decision, reason }: RunEventOf<'approval.resolved'>): ApprovalStep {
  return { ...step, decision, ...(reason === undefined ? {} : { reason }) };
}

const ENDINGS = { completed: 'ok', failed: 'error', cancelled: 'cancelled', interrupted: 'cancelled' } as const;

type Patch<K extends 'agent' | 'tool'> = Partial<Extract<TimelineStep, { kind: K }>>;

function patchStep<K extends 'agent' | 'tool'>(steps: Steps, kind: K, id: string, patch: Patch<K>): Steps {
  return steps.map((step) => (step.kind === kind && step.id === id ? ({ ...step, ...patch } as TimelineStep) : step));
}

/** A recovered run says again what it had begun: the same step, from its start. */
function putStep(steps: Steps, step: ToolStep | ApprovalStep): Steps {
  const isSame = (other: TimelineStep) => other.kind === step.kind && other.id === step.id;
  return steps.some(isSame) ? steps.map((other) => (isSame(other) ? step : other)) : [...steps, step];
}

const MOST_NOTES = 200;

function noteTool(steps: Steps, { call_id: id, note, progress }: RunEventOf<'tool.progress'>): Steps {
  return steps.map((step) =>
    step.kind === 'tool' && step.id === id
      ? { ...step, note, notes: [...step.notes, note].slice(-MOST_NOTES), ...(progress === undefined ? {} : { progress }) }
      : step,
  );
}

function withdraw(step: TimelineStep): TimelineStep {
  return step.kind === 'approval' && step.decision === 'pending' ? { ...step, decision: 'cancelled' } : step;
}

/** A run that has ended leaves no step running, whatever events its engine did not get to say. */
function settle(steps: Steps, state: StepState, now: number): Steps {
  return steps.map((step) =>
    (step.kind === 'agent' || step.kind === 'tool') && step.state === 'running'
      ? { ...step, state, durationMs: Math.max(0, now - step.startedAt) }
      : step,
  );
}
