import type { TokenUsage } from '../../lib/contract/chat.ts';
import type { StoredMessage } from '../../lib/contract/conversations.ts';
import type { RunEvent, RunEventOf } from '../../lib/contract/events.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { RunSummary } from '../../lib/contract/run-summary.ts';
import { EMPTY_SUMMARY, extendSummary } from '../../lib/shared/summarise-run.ts';

/** What a run has said so far, as its events tell it. */
export type Transcript = {
  started: boolean;
  text: string;
  agent: AgentId | null;
  /** Sum of the model calls that have ended. */
  usage: TokenUsage;
  model: string | null;
  provider: string | null;
  fallback: { level: number; reason: string } | null;
  citations: StoredMessage['citations'];
  /** Tool calls in the order of their start; `seq` is the place of that event in the log, `endSeq` that of its end. */
  toolStarts: readonly { callId: string; tool: string; seq: number; endSeq?: number }[];
  /** Approvals that were asked for and not decided yet. */
  waitingFor: readonly string[];
  /** How many were asked for. */
  approvals: number;
  firstTokenAt: number | null;
  summary: RunSummary;
};

export const EMPTY_TRANSCRIPT: Transcript = {
  started: false,
  text: '',
  agent: null,
  usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
  model: null,
  provider: null,
  fallback: null,
  citations: [],
  toolStarts: [],
  waitingFor: [],
  approvals: 0,
  firstTokenAt: null,
  summary: EMPTY_SUMMARY,
};

function addUsage(sum: TokenUsage, event: RunEventOf<'usage'>): TokenUsage {
  const reasoning = (sum.reasoning_tokens ?? 0) + (event.reasoning_tokens ?? 0);
  const cost = (sum.cost_usd ?? 0) + (event.cost_usd ?? 0);
  return {
    input_tokens: sum.input_tokens + event.input_tokens,
    output_tokens: sum.output_tokens + event.output_tokens,
    total_tokens: sum.total_tokens + event.input_tokens + event.output_tokens,
    ...(reasoning > 0 ? { reasoning_tokens: reasoning } : {}),
    ...(cost > 0 ? { cost_usd: cost } : {}),
  };
}

/** A recovered run may cite the same source again. */
function addCitation(citations: Transcript['citations'], event: RunEventOf<'citation'>): Transcript['citations'] {
  const { type: _type, run_id: _runId, ts: _ts, ...citation } = event;
  return [...citations.filter((other) => other.index !== citation.index), citation];
}

function switchProvider(state: Transcript, event: RunEventOf<'provider.switched'>): Transcript {
  const text = state.text.slice(0, event.text_offset);
  if (event.from === event.to) return { ...state, text };
  return {
    ...state,
    text,
    provider: event.to,
    fallback: { level: (state.fallback?.level ?? 0) + 1, reason: event.reason },
  };
}

function endTool(starts: Transcript['toolStarts'], callId: string, endSeq: number): Transcript['toolStarts'] {
  const at = starts.findLastIndex((start) => start.callId === callId);
  return starts.map((start, index) => (index === at ? { ...start, endSeq } : start));
}

/** The transcript after one more event. Pure. */
export function extendTranscript(state: Transcript, event: RunEvent, seq: number): Transcript {
  const next = extendFacts(state, event, seq);
  const summary = extendSummary(next.summary, event);
  return summary === next.summary ? next : { ...next, summary };
}

function extendFacts(state: Transcript, event: RunEvent, seq: number): Transcript {
  switch (event.type) {
    case 'text.delta':
      return { ...state, text: state.text + event.delta, firstTokenAt: state.firstTokenAt ?? event.ts };
    case 'run.started':
      return { ...state, started: true, agent: event.agent };
    case 'run.resumed':
      return { ...state, text: state.text.slice(0, event.text_offset), waitingFor: [] };
    case 'agent.handoff':
      return { ...state, agent: event.to };
    case 'provider.switched':
      return switchProvider(state, event);
    case 'tool.started':
      return { ...state, toolStarts: [...state.toolStarts, { callId: event.call_id, tool: event.tool, seq }] };
    case 'tool.finished':
      return { ...state, toolStarts: endTool(state.toolStarts, event.call_id, seq) };
    case 'approval.requested':
      return { ...state, waitingFor: [...state.waitingFor, event.approval_id], approvals: state.approvals + 1 };
    case 'approval.resolved':
      return { ...state, waitingFor: state.waitingFor.filter((id) => id !== event.approval_id) };
    case 'citation':
      return { ...state, citations: addCitation(state.citations, event) };
    case 'usage':
      return { ...state, usage: addUsage(state.usage, event), model: event.model, provider: event.provider ?? state.provider };
    default:
      return state;
  }
}
