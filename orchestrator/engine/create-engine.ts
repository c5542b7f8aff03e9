import { MaxTurnsExceededError, Runner, setTraceProcessors } from '@openai/agents';
import { AppError } from '../../lib/contract/errors.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { CreateId } from '../../lib/shared/ids.ts';
import type { AgentDefinition, ToolRegistry } from '../core/agent.ts';
import type { ApprovalDesk } from '../core/approvals.ts';
import type { DescribeFiles } from '../core/attached-files.ts';
import type { Clock } from '../core/clock.ts';
import type { Engine, EngineEvent, EngineInput, EngineResult } from '../core/engine.ts';
import type { ReadImages, SaveArtifact } from '../core/files.ts';
import type { Logger } from '../core/logger.ts';
import type { Model } from '../core/model.ts';
import { type AgentRun, createAgentRun, type RunServices } from './agent-run.ts';
import type { ApprovalPolicy } from './approval-policy.ts';
import { createAttachments, toQuestion } from './attachments.ts';
import { createChannel } from './channel.ts';
import { createInvocation, type Invocation } from './invocation.ts';
import { toComputed } from './known-numbers.ts';
import { DEFAULT_LIMITS, type LimitOptions } from './limits.ts';
import { createMemory } from './memory.ts';
import { type CitationCheck, type Proof, proveAnswer } from './prove-answer.ts';
import { createSdkAgents } from './sdk-agents.ts';
import { toSdkItems } from './sdk-items.ts';
import { createSdkModel } from './sdk-model.ts';
import { fromSnapshot, type SettledState } from './snapshot.ts';
import { createJudge } from './support-model.ts';

export type EngineDeps = {
  modelFor(agent: AgentId): Model;
  /** For small tasks beside the answer; default: the supervisor's. */
  cheapestModel?(): Model;
  agents: readonly AgentDefinition[];
  tools: ToolRegistry;
  desk: ApprovalDesk;
  saveArtifact: SaveArtifact;
  readImages: ReadImages;
  /** Absent: there are no other files. */
  describeFiles?: DescribeFiles;
  clock: Clock;
  createId: CreateId;
  log: Logger;
  /** Limits that are left out have their defaults. */
  options: Partial<LimitOptions> & {
    /** Default `auto`. */
    approvalPolicy?: ApprovalPolicy;
    /** Of earlier messages; estimated. What is older is summarised. Default 32,000. */
    historyTokens?: number;
    /** Default `lexical`. */
    citationCheck?: CitationCheck;
  };
};

const DEFAULT_HISTORY_TOKENS = 32_000;

/** Above our own limit, which ends in an answer. */
const SPARE_TURNS = 2;

/** Receipts are asked for right after the stop, and nothing but stopped runs with late tokens is kept. */
const MAX_RECEIPTS = 1_000;

/** One for all runs: an abort without a reason makes an exception with a stack each time. */
const OVER = new Error('the run is over');

// The SDK would send traces to its vendor.
setTraceProcessors([]);

function toFailure(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof MaxTurnsExceededError) {
    return new AppError('BUDGET_EXCEEDED', { message: 'The run used up its steps without coming to an answer.', cause: error });
  }
  return new AppError('INTERNAL', { cause: error });
}

function createReceipts(): { note(runId: string, tokens: number): void; tokens(runId: string): number } {
  const lateTokens = new Map<string, number>();
  return {
    note(runId, tokens) {
      if (tokens === 0) return;
      lateTokens.set(runId, tokens);
      const oldest = lateTokens.size > MAX_RECEIPTS ? lateTokens.keys().next().value : undefined;
      if (oldest !== undefined) lateTokens.delete(oldest);
    },
    tokens: (runId) => lateTokens.get(runId) ?? 0,
  };
}

/** Agents on `@openai/agents`. Nothing of the SDK leaves this folder. */
export function createEngine(deps: EngineDeps): Engine {
  const { clock, createId, desk, saveArtifact } = deps;
  const {
    approvalPolicy: policy = 'auto',
    historyTokens = DEFAULT_HISTORY_TOKENS,
    citationCheck = 'lexical',
    ...changed
  } = deps.options;
  const limits = { ...DEFAULT_LIMITS, ...changed };
  const agents = createSdkAgents(deps.agents, deps.tools, drive);
  const memory = createMemory({ model: () => deps.modelFor('supervisor'), maxTokens: historyTokens, log: deps.log });
  const attachments = createAttachments(deps);
  const receipts = createReceipts();
  const services: RunServices = { clock, createId, desk, policy, saveArtifact };

  const firstAgent: Engine['firstAgent'] = (request) => request.agent_override ?? 'supervisor';

  async function drive(invocation: Invocation): Promise<void> {
    const agent = (invocation.depth === 0 ? agents.lead : agents.asked).get(invocation.agent());
    if (!agent) throw new AppError('INTERNAL', { cause: new Error(`no agent ${invocation.agent()}`) });
    const modelProvider = { getModel: (name?: string) => createSdkModel(deps.modelFor(name as AgentId), invocation) };
    const runner = new Runner({ modelProvider, tracingDisabled: true, toolNotFoundBehavior: 'return_error_to_model' });
    const items = toSdkItems([toQuestion(invocation.question), ...invocation.settled]);
    await runner.run(agent, items, { context: invocation, maxTurns: limits.maxTurns + SPARE_TURNS });
  }

  /** The knowledge agent answers from files alone; what the offline model says of them, it quotes. */
  function prove(run: AgentRun, root: Invocation): Promise<Proof> {
    const model = deps.cheapestModel?.() ?? deps.modelFor('supervisor');
    const onModelCall = run.modelFinished;
    const judge = citationCheck === 'model' ? createJudge({ model, signal: run.signal, onModelCall, log: deps.log }) : undefined;
    const isBound = root.agent() === 'knowledge' && run.provider() !== 'offline';
    const asked = run.input.history.filter(({ role }) => role === 'user').map(({ content }) => content);
    return proveAnswer(run.text(), run.sources.all(), {
      check: citationCheck,
      isBound,
      question: run.input.request.message,
      computed: [...toComputed(root.state().items, deps.tools), ...asked],
      ...(judge ? { judge } : {}),
    });
  }

  /** Works until the answer is complete; the outcome is in the events and in what it returns or throws. */
  async function answer(run: AgentRun, resumed: SettledState | null): Promise<EngineResult> {
    const { request } = run.input;
    const root = createInvocation({
      run,
      question: request.message,
      parent: null,
      agent: firstAgent(request),
      reason: null,
      resumed: resumed?.root ?? null,
    });
    try {
      const imagesOf = await attachments.earlierImages(run.input);
      run.history = await memory.recall(run.input, run.signal, (event) => run.modelFinished(event), imagesOf);
      run.question = await attachments.question(run.input);
      await drive(root);
      const proof = await prove(run, root);
      for (const citation of proof.citations) run.channel.push({ type: 'citation', ...citation });
      root.finish('ok');
      return run.result(proof);
    } catch (error) {
      root.finish(run.signal.aborted ? 'cancelled' : 'error');
      throw root.failure?.error ?? error;
    }
  }

  async function* execute(input: EngineInput, signal: AbortSignal): AsyncGenerator<EngineEvent, EngineResult> {
    signal.throwIfAborted();
    const resumed = input.snapshot ? fromSnapshot(input.snapshot) : null;
    if (input.snapshot && !resumed) throw new AppError('INTERNAL', { cause: new Error('a snapshot of another version') });
    const controller = new AbortController();
    const onAbort = () => controller.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const channel = createChannel<EngineEvent>();
    const run = createAgentRun({ input, resumed, signal: controller.signal, channel, services, limits });
    const work = answer(run, resumed).finally(channel.close);
    // Looked at when all events are read.
    work.catch(() => {});
    try {
      yield* channel.read();
      signal.throwIfAborted();
      return await work.catch((error: unknown) => {
        throw toFailure(error);
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
      controller.abort(OVER);
      channel.close();
      await work.catch(() => {});
      receipts.note(input.runId, run.lateTokens());
    }
  }

  return {
    firstAgent,
    execute,
    canResume: (snapshot) => fromSnapshot(snapshot) !== null,
    tokensAfterAbort: receipts.tokens,
  };
}
