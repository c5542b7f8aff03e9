import type { AgentId } from '../../lib/contract/primitives.ts';
import type { CreateId } from '../../lib/shared/ids.ts';
import type { Clock } from '../core/clock.ts';
import type { EngineEvent, EngineInput, EngineResult } from '../core/engine.ts';
import type { SaveArtifact } from '../core/files.ts';
import type { ModelEvent, ModelItem } from '../core/model.ts';
import type { Channel } from './channel.ts';
import { type SettledState, toSnapshot } from './snapshot.ts';
import { createSourceRegistry, type SourceRegistry } from './source-registry.ts';
import { createUsageMeter, type UsageMeter } from './usage-meter.ts';

type Span = { id: string; agent: AgentId; startedAt: number; usage: UsageMeter };

/** Everything that one run has while it works; agents, tools and models of this run share it. */
export type AgentRun = {
  readonly input: EngineInput;
  readonly history: ModelItem[];
  readonly signal: AbortSignal;
  readonly channel: Channel<EngineEvent>;
  readonly clock: Clock;
  readonly sources: SourceRegistry;
  readonly saveArtifact: SaveArtifact;
  /** Why this agent has the question; `null` for the first. */
  handoffReason(): string | null;
  agent(): AgentId;
  spanId(): string;
  turns(): number;
  hasText(): boolean;
  lateTokens(): number;
  /** The error that ended the run, as it was thrown: the SDK wraps some. */
  failure: { error: unknown } | null;

  beginTurn(settled: ModelItem[]): void;
  handOver(to: AgentId, reason: string): void;
  text(delta: string): void;
  switched(event: Extract<ModelEvent, { type: 'switched' }>): void;
  late(tokens: number): void;
  modelFinished(event: Extract<ModelEvent, { type: 'finished' }>): void;
  finish(status: 'ok' | 'error' | 'cancelled'): void;
  result(): EngineResult;
};

type Options = {
  input: EngineInput;
  history: ModelItem[];
  first: AgentId;
  resumed: SettledState | null;
  signal: AbortSignal;
  channel: Channel<EngineEvent>;
  clock: Clock;
  createId: CreateId;
  saveArtifact: SaveArtifact;
};

export function createAgentRun(options: Options): AgentRun {
  const { input, history, resumed, signal, channel, clock, createId } = options;
  const usage = createUsageMeter(resumed?.usage);
  let handoffReason = resumed?.handoffReason ?? null;
  let turns = resumed?.turns ?? 0;
  let textLength = input.snapshot?.textLength ?? 0;
  let lateTokens = 0;
  let last = { provider: '', model: '' };
  let fallback: EngineResult['fallback'];
  let isFirstTurn = true;
  let span = openSpan(resumed?.agent ?? options.first);

  function openSpan(agent: AgentId, parent?: Span): Span {
    const opened = { id: createId('span'), agent, startedAt: clock.monotonic(), usage: createUsageMeter() };
    const reason = parent ? { parent_span_id: parent.id, ...(handoffReason ? { task: handoffReason } : {}) } : {};
    channel.push({ type: 'agent.started', span_id: opened.id, agent, ...reason });
    return opened;
  }

  function closeSpan(status: 'ok' | 'error' | 'cancelled'): void {
    channel.push({
      type: 'agent.finished',
      span_id: span.id,
      agent: span.agent,
      status,
      duration_ms: clock.monotonic() - span.startedAt,
      token_usage: span.usage.total(),
    });
  }

  return {
    input,
    history,
    signal,
    channel,
    clock,
    sources: createSourceRegistry(),
    saveArtifact: options.saveArtifact,
    failure: null,
    handoffReason: () => handoffReason,
    agent: () => span.agent,
    spanId: () => span.id,
    turns: () => turns,
    hasText: () => textLength > 0,
    lateTokens: () => lateTokens,
    beginTurn(settled) {
      if (!isFirstTurn) {
        const state = { agent: span.agent, handoffReason, turns, items: settled, usage: usage.total() };
        channel.push({ type: 'checkpoint', snapshot: toSnapshot(state, textLength) });
      }
      isFirstTurn = false;
      turns += 1;
    },
    handOver(to, reason) {
      handoffReason = reason;
      channel.push({ type: 'agent.handoff', from: span.agent, to, reason });
      closeSpan('ok');
      span = openSpan(to, span);
    },
    text(delta) {
      textLength += delta.length;
      channel.push({ type: 'text.delta', delta });
    },
    switched({ from, to, reason, level, discardChars }) {
      textLength -= discardChars;
      fallback = { level, reason };
      channel.push({ type: 'provider.switched', from, to, reason, discardChars });
    },
    late(tokens) {
      lateTokens += tokens;
    },
    modelFinished({ usage: used, provider, model, costUsd }) {
      usage.add(used, costUsd);
      span.usage.add(used, costUsd);
      last = { provider, model };
      channel.push({
        type: 'usage',
        input_tokens: used.inputTokens,
        output_tokens: used.outputTokens,
        ...(used.reasoningTokens ? { reasoning_tokens: used.reasoningTokens } : {}),
        ...(costUsd === undefined ? {} : { cost_usd: costUsd }),
        model,
      });
    },
    finish: closeSpan,
    result: () => ({ agent: span.agent, ...last, usage: usage.total(), citations: [], ...(fallback ? { fallback } : {}) }),
  };
}
