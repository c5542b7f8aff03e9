import type { RunEvent, RunEventOf } from '../contract/events.ts';
import type { AskedCall, RunPart, RunSummary } from '../contract/run-summary.ts';

export const EMPTY_SUMMARY: RunSummary = { parts: [] };

/** A message list holds many summaries, so each is bounded. */
const MOST_PARTS = 24;
const MOST_APPROVALS = 12;
const MOST_ARGUMENTS = 8;
const MOST_CHARS = 200;

/** The summary after one more event; the same object when the event tells nothing new. Pure. */
export function extendSummary(summary: RunSummary, event: RunEvent): RunSummary {
  switch (event.type) {
    case 'run.started':
      return { ...summary, started_at: summary.started_at ?? event.ts };
    case 'run.resumed':
      return endTools(addPart(summary, { kind: 'resumed' }));
    case 'agent.started':
      return addPart(summary, { kind: 'agent', agent: event.agent });
    case 'agent.handoff':
      return { ...summary, handoff: { to: event.to, reason: cut(event.reason) } };
    case 'provider.switched': {
      const { from, to, reason, cause } = event;
      // With one name twice only the text so far was taken back.
      if (from === to) return summary;
      return addPart(summary, { kind: 'switch', from, to, reason: cut(reason), ...(cause ? { cause } : {}) });
    }
    case 'tool.started':
      return isRefused(summary, event.call_id)
        ? summary
        : addPart(summary, { kind: 'tool', tool: event.tool, status: 'running' });
    case 'tool.finished':
      return isRefused(summary, event.call_id) ? summary : endTool(summary, event.tool, event.status);
    case 'approval.requested':
      return addApproval(summary, event);
    case 'approval.resolved':
      return decide(summary, event);
    case 'reasoning.delta':
      return summary.has_reasoning ? summary : { ...summary, has_reasoning: true };
    default:
      return summary;
  }
}

/** The summary of a run that ends now: nothing in it goes on. */
export function closeSummary(summary: RunSummary, ts: number): RunSummary {
  const { started_at: startedAt, approvals } = summary;
  return {
    ...endTools(summary),
    ...(startedAt === undefined ? {} : { duration_ms: Math.max(0, ts - startedAt) }),
    ...(approvals ? { approvals: approvals.map(endApproval) } : {}),
  };
}

function endApproval(asked: AskedCall): AskedCall {
  return asked.decision === 'pending' ? { ...asked, decision: 'cancelled' } : asked;
}

/** Whether a person did not allow the call: its events say only that it was not made. */
function isRefused({ approvals = [] }: RunSummary, callId: string): boolean {
  return approvals.some(({ call_id, decision }) => call_id === callId && (decision === 'reject' || decision === 'expired'));
}

function isSame(left: RunPart, right: RunPart): boolean {
  if (left.kind === 'agent') return right.kind === 'agent' && left.agent === right.agent;
  if (left.kind === 'tool') return right.kind === 'tool' && left.tool === right.tool;
  if (left.kind === 'switch') return right.kind === 'switch' && left.from === right.from && left.to === right.to;
  return right.kind === left.kind;
}

function addPart(summary: RunSummary, part: RunPart): RunSummary {
  const { parts } = summary;
  if (parts.length >= MOST_PARTS || parts.some((other) => isSame(other, part))) return summary;
  return { ...summary, parts: [...parts, part] };
}

function endTool(summary: RunSummary, tool: string, status: RunEventOf<'tool.finished'>['status']): RunSummary {
  const end = (part: RunPart): RunPart =>
    part.kind === 'tool' && part.tool === tool && part.status !== 'ok' ? { ...part, status } : part;
  return { ...summary, parts: summary.parts.map(end) };
}

function endTools(summary: RunSummary): RunSummary {
  const end = (part: RunPart): RunPart =>
    part.kind === 'tool' && part.status === 'running' ? { ...part, status: 'cancelled' } : part;
  return { ...summary, parts: summary.parts.map(end) };
}

/** A recovered run asks again what it had asked. */
function addApproval(summary: RunSummary, event: RunEventOf<'approval.requested'>): RunSummary {
  const others = (summary.approvals ?? []).filter(({ approval_id: id }) => id !== event.approval_id);
  if (others.length >= MOST_APPROVALS) return summary;
  const { approval_id, call_id, tool, arguments: args } = event;
  const asked: AskedCall = { approval_id, call_id, tool, arguments: toShort(args), decision: 'pending' };
  return { ...summary, approvals: [...others, asked] };
}

function decide(summary: RunSummary, { approval_id: id, decision, reason }: RunEventOf<'approval.resolved'>): RunSummary {
  if (!summary.approvals) return summary;
  const settle = (asked: AskedCall): AskedCall =>
    asked.approval_id === id ? { ...asked, decision, ...(reason === undefined ? {} : { reason: cut(reason) }) } : asked;
  return { ...summary, approvals: summary.approvals.map(settle) };
}

/** As much of the arguments as a sentence about the call needs. */
function toShort(args: unknown): AskedCall['arguments'] {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return {};
  const short = Object.entries(args).flatMap(([key, value]): [string, string | number | boolean][] => {
    if (typeof value === 'string') return [[key, cut(value)]];
    return typeof value === 'number' || typeof value === 'boolean' ? [[key, value]] : [];
  });
  return Object.fromEntries(short.slice(0, MOST_ARGUMENTS));
}

function cut(text: string): string {
  return text.length <= MOST_CHARS ? text : `${text.slice(0, MOST_CHARS - 1).toWellFormed()}…`;
}
