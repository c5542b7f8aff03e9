import type { EndedBy } from '../../lib/contract/chat.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { CreateId } from '../../lib/shared/ids.ts';
import { untilAborted } from '../../lib/shared/until-aborted.ts';
import type { ApprovalDesk } from '../core/approvals.ts';
import type { Clock } from '../core/clock.ts';
import type { EngineEvent, EngineInput, EngineResult } from '../core/engine.ts';
import type { SaveArtifact } from '../core/files.ts';
import type { ModelEvent, ModelItem } from '../core/model.ts';
import type { ApprovalPolicy } from './approval-policy.ts';
import { toEarlierFiles, toQuestion } from './attachments.ts';
import type { Channel } from './channel.ts';
import { createLimits, type LimitOptions, type Limits } from './limits.ts';
import type { Proof } from './prove-answer.ts';
import { type InvocationState, type SettledState, toSnapshot } from './snapshot.ts';
import { createSourceRegistry, type SourceRegistry } from './source-registry.ts';
import { createTaint, type Taint } from './taint.ts';
import { createUsageMeter } from './usage-meter.ts';

type Finished = Extract<ModelEvent, { type: 'finished' }>;
type Switched = Extract<ModelEvent, { type: 'switched' }>;

/** What a run needs from outside. */
export type RunServices = {
  clock: Clock;
  createId: CreateId;
  desk: ApprovalDesk;
  policy: ApprovalPolicy;
  saveArtifact: SaveArtifact;
};

/** An invocation as the run sees it. */
type Member = { agent(): AgentId; state(): InvocationState };

/** Everything that the agents of one run share while they work. */
export type AgentRun = {
  readonly input: EngineInput;
  readonly signal: AbortSignal;
  readonly channel: Channel<EngineEvent>;
  readonly services: RunServices;
  readonly sources: SourceRegistry;
  readonly limits: Limits;
  readonly taint: Taint;
  /** Files of the conversation above the question, newest first. */
  readonly earlierFileIds: readonly string[];
  /** Earlier turns of the conversation. */
  history: ModelItem[];
  /** What the user asks, with its pictures: they do not go through the SDK. */
  question: ModelItem;
  text(): string;
  hasText(): boolean;
  addText(delta: string): void;
  /** `discardChars` of the answer are void. */
  switched(event: Switched): void;
  /** So many characters at the end of the answer are void. */
  discarded(provider: string, chars: number): void;
  late(tokens: number): void;
  lateTokens(): number;
  modelFinished(event: Finished): void;
  /** The call of the agent that has the answer; `lastBecause`: why it had to be the last one. */
  answered(event: Finished, lastBecause: string | null): void;
  /** The id itself, or another one if the run had such a call before: approvals and results belong to ids. */
  toCallId(callId: string): string;
  /** Where an invocation that asks with this call stood before the recovery, if it did. */
  takeNested(callId: string): InvocationState | null;
  enter(callId: string | null, invocation: Member): void;
  leave(callId: string): void;
  checkpoint(): void;
  /** Resolves when everything so far is stored. Abort: rejects with the reason. */
  stored(): Promise<void>;
  /** Of the last model call; empty before the first. */
  provider(): string;
  result(proof: Proof): EngineResult;
};

type Options = {
  input: EngineInput;
  resumed: SettledState | null;
  signal: AbortSignal;
  channel: Channel<EngineEvent>;
  services: RunServices;
  limits: LimitOptions;
};

export function createAgentRun({ input, resumed, signal, channel, services, limits: limitOptions }: Options): AgentRun {
  const usage = createUsageMeter(resumed?.usage);
  const sources = createSourceRegistry(resumed?.sources);
  const taint = createTaint(resumed?.tainted ?? false);
  const used = resumed?.used ?? { turns: 0, toolCalls: 0 };
  const limits = createLimits(limitOptions, usage.total, services.clock, used);
  const callIds = new Set(resumed?.callIds);
  const waitingNested = new Map(Object.entries(resumed?.nested ?? {}));
  const nested = new Map<string, Member>();
  let root: Member | null = null;
  let text = input.text ?? '';
  let textLength = input.snapshot?.textLength ?? 0;
  let lateTokens = 0;
  let last: { provider: string; model: string; endedBy: EndedBy; limit?: string; isApology?: boolean } = {
    provider: '',
    model: '',
    endedBy: 'stop',
  };
  let fallback: EngineResult['fallback'];

  // Not from earlier answers: an address in one may be made of what the agent was told to carry out.
  const asked = input.history.filter(({ role }) => role === 'user').map(({ content }) => content);
  for (const message of [...asked, input.request.message]) taint.learn(message);

  function checkpoint(onStored?: () => void): void {
    if (!root) return;
    const active = [...nested].map(([callId, invocation]) => [callId, invocation.state()] as const);
    const settled: SettledState = {
      root: root.state(),
      // An invocation whose turn has not come yet after the recovery stands where it stood.
      nested: Object.fromEntries([...waitingNested, ...active]),
      usage: usage.total(),
      sources: sources.all().map(({ index: _index, ...source }) => source),
      callIds: [...callIds],
      used: limits.used(),
      tainted: taint.isTainted(),
    };
    channel.push({ type: 'checkpoint', snapshot: toSnapshot(settled, textLength), ...(onStored ? { onStored } : {}) });
  }

  function dropText(chars: number): void {
    text = text.slice(0, Math.max(0, text.length - chars));
    textLength -= chars;
  }

  return {
    input,
    signal,
    channel,
    services,
    sources,
    limits,
    taint,
    earlierFileIds: toEarlierFiles(input),
    history: [],
    question: toQuestion(input.request.message),
    text: () => text,
    hasText: () => textLength > 0,
    addText(delta) {
      text += delta;
      textLength += delta.length;
      channel.push({ type: 'text.delta', delta });
    },
    switched({ from, to, reason, cause, level, discardChars }) {
      dropText(discardChars);
      fallback = { level, reason };
      channel.push({ type: 'provider.switched', from, to, reason, cause, discardChars });
    },
    discarded(provider, discardChars) {
      dropText(discardChars);
      // Every reader of the wire cuts the text at this event; with one name twice it is no switch.
      const reason = 'the text so far was reasoning';
      channel.push({ type: 'provider.switched', from: provider, to: provider, reason, discardChars });
    },
    late(tokens) {
      lateTokens += tokens;
    },
    lateTokens: () => lateTokens,
    modelFinished({ usage: spent, provider, model, costUsd }) {
      usage.add(spent, costUsd);
      channel.push({
        type: 'usage',
        input_tokens: spent.inputTokens,
        output_tokens: spent.outputTokens,
        ...(spent.reasoningTokens ? { reasoning_tokens: spent.reasoningTokens } : {}),
        ...(costUsd === undefined ? {} : { cost_usd: costUsd }),
        model,
        provider,
      });
    },
    answered({ reason, provider, model, isApology }, lastBecause) {
      const whole = lastBecause === null ? 'stop' : 'limit';
      const endedBy = reason === 'stop' || reason === 'tool_calls' ? whole : reason;
      const limit = endedBy === 'limit' && lastBecause !== null ? { limit: lastBecause } : {};
      last = { provider, model, endedBy, ...limit, ...(isApology ? { isApology } : {}) };
    },
    toCallId(callId) {
      const own = callId === '' || callIds.has(callId) ? services.createId('call') : callId;
      callIds.add(own);
      return own;
    },
    takeNested(callId) {
      const state = waitingNested.get(callId) ?? null;
      waitingNested.delete(callId);
      return state;
    },
    enter(callId, invocation) {
      if (callId === null) root = invocation;
      else nested.set(callId, invocation);
    },
    leave: (callId) => void nested.delete(callId),
    checkpoint: () => checkpoint(),
    stored: () => untilAborted(new Promise<void>((resolve) => checkpoint(resolve)), signal),
    provider: () => last.provider,
    result: ({ citations, unsupportedClaims }) => ({
      agent: root?.agent() ?? 'supervisor',
      ...last,
      usage: usage.total(),
      citations,
      ...(unsupportedClaims.length > 0 ? { unsupportedClaims } : {}),
      ...(fallback ? { fallback } : {}),
    }),
  };
}
