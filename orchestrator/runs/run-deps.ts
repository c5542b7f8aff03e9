import type { AgentId } from '../../lib/contract/primitives.ts';
import type { CreateId } from '../../lib/shared/ids.ts';
import type { AgentDefinition } from '../core/agent.ts';
import type { ApprovalStore } from '../core/approvals.ts';
import type { EventBus } from '../core/bus.ts';
import type { Clock } from '../core/clock.ts';
import type { Engine } from '../core/engine.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { RunStore } from '../core/store.ts';

export type RunOptions = {
  /** How long this process's claim on its runs holds without a heartbeat. */
  leaseTtlMs: number;
  heartbeatMs: number;
  /** Text is stored after at most this time or this many bytes per run, whichever comes first. */
  flushMs: number;
  flushBytes: number;
  /** A live reader with more than this waiting is dropped; it may resume. */
  maxBufferedBytes: number;
  /** Messages of the conversation that the engine gets to see. */
  historyMessages: number;
  /** Further runs wait for their turn. */
  maxConcurrentRuns: number;
  /** What becomes of a run whose process died: goes on where that is safe, or always ends as `interrupted`. */
  recovery: 'resume' | 'interrupt';
  maxRecoveries: number;
  maxMessageChars: number;
  runTimeoutMs: number;
};

export type RunDeps = {
  store: RunStore;
  approvals: Pick<ApprovalStore, 'cancelOfRun'>;
  engine: Engine;
  agents: readonly AgentDefinition[];
  /** Name of the model that an agent is configured with. */
  agentModel(agent: AgentId): string;
  /** Name of the provider that is asked for it first. */
  agentProvider(agent: AgentId): string;
  /** Why none of its language models answers, for people; `null`: one does, or none is configured. */
  agentProblem(agent: AgentId): string | null;
  /** Whether repeating a call of this tool is harmless; `false` for unknown tools. */
  isReadOnlyTool(name: string): boolean;
  bus: EventBus;
  clock: Clock;
  createId: CreateId;
  log: Logger;
  metrics: Metrics;
  /** Unique per process start. */
  instanceId: string;
  options: RunOptions;
};
