import type { AgentId } from '../../lib/contract/primitives.ts';
import type { ModelEvent, ModelItem } from '../core/model.ts';
import type { AgentRun } from './agent-run.ts';
import type { InvocationState } from './snapshot.ts';
import { createUsageMeter, type UsageMeter } from './usage-meter.ts';

type Span = { id: string; agent: AgentId; startedAt: number; usage: UsageMeter };
type Status = 'ok' | 'error' | 'cancelled';
type Turn = NonNullable<InvocationState['turn']>;
type Finished = Extract<ModelEvent, { type: 'finished' }>;

const MAX_NOTE_CHARS = 240;

/** For the agent that asked: half an answer must not pass as a whole one. */
const NESTED_ENDINGS: Partial<Record<Finished['reason'], string>> = {
  length: 'This answer was cut off at the most that the model may write.',
  content_filter: "This answer was cut off by the provider's content filter.",
};

function toNestedEnding(reason: Finished['reason']): string {
  const words = NESTED_ENDINGS[reason];
  return words === undefined ? '' : `\n\n(${words})`;
}

/** One agent at work on one question: the run's own, which may be handed over, or one that another agent asks. */
export type Invocation = {
  readonly run: AgentRun;
  readonly question: string;
  /** 0 for the run's own. */
  readonly depth: number;
  agent(): AgentId;
  reason(): string | null;
  spanId(): string;
  /** What was settled before the recovery. */
  readonly settled: readonly ModelItem[];
  /** The error that ended it, as it was thrown: the SDK wraps some. */
  failure: { error: unknown } | null;

  /** The answer of the model that was worked on at the recovery; once. */
  takeReplay(): readonly ModelItem[] | null;
  /** Its calls were counted and admitted before the recovery. */
  isReplaying(): boolean;
  /** Everything before it is settled; why this turn must be the last, or `null`. */
  beginTurn(items: ModelItem[]): string | null;
  /** What the model said. */
  endTurn(output: ModelItem[]): void;
  /** Result of a call of this turn that was made before the recovery. */
  resultOf(callId: string): string | null;
  settle(callId: string, output: string): void;
  handOver(to: AgentId, reason: string): void;
  text(delta: string): void;
  /** What it said so far; of the root: of the whole answer. */
  said(): string;
  switched(event: Extract<ModelEvent, { type: 'switched' }>): void;
  /** So many characters at the end are void. */
  discarded(provider: string, chars: number): void;
  modelFinished(event: Finished, lastBecause: string | null): void;
  note(step: string, note: string): void;
  finish(status: Status): void;
  state(): InvocationState;
};

type Options = {
  run: AgentRun;
  question: string;
  /** `null` for the run's own. */
  parent: { invocation: Invocation; callId: string } | null;
  agent: AgentId;
  reason: string | null;
  resumed: InvocationState | null;
};

export function createInvocation({ run, question, parent, resumed, ...start }: Options): Invocation {
  const { channel, services } = run;
  const { clock, createId } = services;
  let reason = resumed?.reason ?? start.reason;
  let turns = resumed?.turns ?? 0;
  let items: ModelItem[] = resumed?.items ?? [];
  let turn: Turn | null = resumed?.turn ?? null;
  let replay: readonly ModelItem[] | null = resumed?.turn?.output ?? null;
  let isFirstTurn = replay === null;
  let isReplaying = replay !== null;
  let nestedText = '';
  let ending: Finished['reason'] = 'stop';
  let span = openSpan(resumed?.agent ?? start.agent, parent?.invocation.spanId());

  function openSpan(agent: AgentId, parentSpanId: string | undefined): Span {
    const opened = { id: createId('span'), agent, startedAt: clock.monotonic(), usage: createUsageMeter() };
    channel.push({
      type: 'agent.started',
      span_id: opened.id,
      agent,
      ...(parentSpanId === undefined ? {} : { parent_span_id: parentSpanId, ...(reason ? { task: reason } : {}) }),
    });
    return opened;
  }

  function closeSpan(status: Status): void {
    channel.push({
      type: 'agent.finished',
      span_id: span.id,
      agent: span.agent,
      status,
      duration_ms: Math.round(clock.monotonic() - span.startedAt),
      token_usage: span.usage.total(),
    });
  }

  function note(step: string, text: string): void {
    const short = text.length > MAX_NOTE_CHARS ? `${text.slice(0, MAX_NOTE_CHARS - 1).toWellFormed()}…` : text;
    // Nobody knows how many turns there will be; it approaches the end and never reaches it.
    const progress = 1 - 1 / (turns + 1);
    channel.push({ type: 'agent.progress', span_id: span.id, agent: span.agent, step, progress, note: short });
  }

  const invocation: Invocation = {
    run,
    question,
    depth: parent ? parent.invocation.depth + 1 : 0,
    settled: items,
    failure: null,
    agent: () => span.agent,
    reason: () => reason,
    spanId: () => span.id,
    takeReplay() {
      const output = replay;
      replay = null;
      return output;
    },
    isReplaying: () => isReplaying,
    beginTurn(settled) {
      isReplaying = false;
      items = settled;
      turn = null;
      if (!isFirstTurn) run.checkpoint();
      isFirstTurn = false;
      turns += 1;
      const last = run.limits.beginTurn();
      if (last !== null) note('winding_down', `Coming to an end: ${last}.`);
      return last;
    },
    endTurn(output) {
      turn = { output, results: {} };
      if (parent) nestedText = output.flatMap((item) => (item.type === 'message' ? [item.content] : [])).join('\n\n');
      if (parent && nestedText.trim() !== '') note('writing', nestedText.trim());
    },
    resultOf: (callId) => turn?.results[callId] ?? null,
    settle(callId, output) {
      if (turn) turn.results[callId] = output;
    },
    handOver(to, why) {
      reason = why;
      channel.push({ type: 'agent.handoff', from: span.agent, to, reason: why });
      closeSpan('ok');
      span = openSpan(to, span.id);
    },
    text(delta) {
      if (!parent) run.addText(delta);
    },
    said: () => (parent ? `${nestedText}${toNestedEnding(ending)}` : run.text()),
    // The text of an asked agent is not part of the answer.
    switched: (event) => run.switched(parent ? { ...event, discardChars: 0 } : event),
    discarded(provider, chars) {
      if (!parent) run.discarded(provider, chars);
    },
    modelFinished(event, lastBecause) {
      span.usage.add(event.usage, event.costUsd);
      run.modelFinished(event);
      ending = event.reason;
      if (!parent) run.answered(event, lastBecause);
    },
    note,
    finish: closeSpan,
    state: () => ({ agent: span.agent, reason, turns, items, turn }),
  };
  run.enter(parent?.callId ?? null, invocation);
  return invocation;
}
