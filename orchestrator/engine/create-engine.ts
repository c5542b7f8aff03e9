import { MaxTurnsExceededError, Runner, setTraceProcessors } from '@openai/agents';
import { AppError } from '../../lib/contract/errors.ts';
import type { AgentId } from '../../lib/contract/primitives.ts';
import type { CreateId } from '../../lib/shared/ids.ts';
import type { AgentDefinition, ToolRegistry } from '../core/agent.ts';
import type { Clock } from '../core/clock.ts';
import type { Engine, EngineEvent, EngineInput, EngineResult } from '../core/engine.ts';
import type { Logger } from '../core/logger.ts';
import type { Model, ModelItem } from '../core/model.ts';
import { type AgentRun, createAgentRun } from './agent-run.ts';
import { createChannel } from './channel.ts';
import { toHistory } from './history.ts';
import { createSdkAgents } from './sdk-agents.ts';
import { toSdkItems } from './sdk-items.ts';
import { createSdkModel } from './sdk-model.ts';
import { fromSnapshot } from './snapshot.ts';

export type EngineDeps = {
  modelFor(agent: AgentId): Model;
  agents: readonly AgentDefinition[];
  tools: ToolRegistry;
  clock: Clock;
  createId: CreateId;
  log: Logger;
  options: {
    /** Model calls of one run; the last one gets no tools and is told to come to an end. */
    maxTurns: number;
    /** Of earlier messages; estimated. Default 32,000. */
    historyTokens?: number;
  };
};

const DEFAULT_HISTORY_TOKENS = 32_000;

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

/** Agents on `@openai/agents`. Nothing of the SDK leaves this folder. */
export function createEngine(deps: EngineDeps): Engine {
  const { clock, createId, options } = deps;
  const agents = createSdkAgents(deps.agents, deps.tools);
  const lateTokens = new Map<string, number>();

  const firstAgent: Engine['firstAgent'] = (request) => request.agent_override ?? 'supervisor';

  function noteLateTokens(runId: string, tokens: number): void {
    if (tokens === 0) return;
    lateTokens.set(runId, tokens);
    const oldest = lateTokens.size > MAX_RECEIPTS ? lateTokens.keys().next().value : undefined;
    if (oldest !== undefined) lateTokens.delete(oldest);
  }

  /** Never rejects: the outcome is in the run. */
  async function drive(run: AgentRun, settled: readonly ModelItem[]): Promise<void> {
    const agent = agents.get(run.agent());
    if (!agent) throw new AppError('INTERNAL', { cause: new Error(`no agent ${run.agent()}`) });
    const modelProvider = { getModel: (name?: string) => createSdkModel(deps.modelFor(name as AgentId), run, options.maxTurns) };
    const runner = new Runner({ modelProvider, tracingDisabled: true, toolNotFoundBehavior: 'return_error_to_model' });
    const question: ModelItem = { type: 'message', role: 'user', content: run.input.request.message };
    await runner.run(agent, toSdkItems([question, ...settled]), { context: run, maxTurns: options.maxTurns });
  }

  async function* execute(input: EngineInput, signal: AbortSignal): AsyncGenerator<EngineEvent, EngineResult> {
    signal.throwIfAborted();
    const resumed = input.snapshot ? fromSnapshot(input.snapshot) : null;
    if (input.snapshot && !resumed) throw new AppError('INTERNAL', { cause: new Error('a snapshot of another version') });
    const controller = new AbortController();
    const onAbort = () => controller.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const channel = createChannel<EngineEvent>();
    const history = toHistory(input, options.historyTokens ?? DEFAULT_HISTORY_TOKENS);
    const first = firstAgent(input.request);
    const run = createAgentRun({ input, history, first, resumed, signal: controller.signal, channel, clock, createId });
    const work = drive(run, resumed?.items ?? [])
      .catch((error: unknown) => {
        run.failure ??= { error };
      })
      .finally(() => {
        run.finish(signal.aborted ? 'cancelled' : run.failure ? 'error' : 'ok');
        channel.close();
      });
    try {
      yield* channel.read();
      signal.throwIfAborted();
      if (run.failure) throw toFailure(run.failure.error);
      return run.result();
    } finally {
      signal.removeEventListener('abort', onAbort);
      controller.abort(OVER);
      channel.close();
      await work;
      noteLateTokens(input.runId, run.lateTokens());
    }
  }

  return {
    firstAgent,
    execute,
    canResume: (snapshot) => fromSnapshot(snapshot) !== null,
    tokensAfterAbort: (runId) => lateTokens.get(runId) ?? 0,
  };
}
