import { rm } from 'node:fs/promises';
import type { RunEvent } from '../../lib/contract/events.ts';
import { createId } from '../../lib/shared/ids.ts';
import type { AgentDefinition } from '../core/agent.ts';
import type { EventBus } from '../core/bus.ts';
import { systemClock } from '../core/clock.ts';
import type { Engine, EngineEvent, EngineInput, EngineResult } from '../core/engine.ts';
import { silentLogger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { Principal } from '../core/principal.ts';
import type { RunService } from '../core/run-service.ts';
import type { RunStore, Store } from '../core/store.ts';
import { createDataDir } from '../store/fixtures/create-data-dir.ts';
import { openStore } from '../store/open-store.ts';
import { createRunService, type RunServiceControl } from './create-run-service.ts';
import type { RunDeps, RunOptions } from './run-deps.ts';

export type TestService = RunService & RunServiceControl;
export type Script = (input: EngineInput, signal: AbortSignal) => AsyncGenerator<EngineEvent, EngineResult>;

export const OWNER: Principal = { ownerId: 'own_tester', keyId: 'key_tester', scopes: ['chat'] };
export const STRANGER: Principal = { ownerId: 'own_stranger', keyId: 'key_stranger', scopes: ['chat'] };

export const RESULT: EngineResult = {
  agent: 'supervisor',
  provider: 'scripted',
  model: 'script-1',
  endedBy: 'stop',
  usage: { input_tokens: 3, output_tokens: 5, total_tokens: 8 },
  citations: [],
};

const OPTIONS: RunOptions = {
  // Long: a busy machine must not make one replica take over the runs of another that is alive.
  leaseTtlMs: 60_000,
  heartbeatMs: 100,
  flushMs: 50,
  flushBytes: 4_096,
  maxBufferedBytes: 256 * 1_024,
  historyMessages: 50,
  maxConcurrentRuns: 100,
  recovery: 'resume',
  maxRecoveries: 1,
  maxMessageChars: 32_000,
  runTimeoutMs: 60_000,
};

const SUPERVISOR: AgentDefinition = {
  id: 'supervisor',
  name: 'Supervisor',
  description: 'Answers',
  capabilities: ['chat'],
  instructions: '',
  tools: [],
  handoffs: [],
};

const ignore = () => {};
export const NO_METRICS: Metrics = {
  runStarted: ignore,
  runsActive: ignore,
  runFirstToken: ignore,
  runFinished: ignore,
  runStopped: ignore,
  runRecovered: ignore,
  logFlushed: ignore,
  readerAttached: ignore,
  readerEnded: ignore,
  modelCall: ignore,
  breakerState: ignore,
};

export async function openTestStore(): Promise<{ store: Store; close(): Promise<void> }> {
  const dataDir = await createDataDir('cartrita-runs-');
  const store = await openStore({ dataDir, log: silentLogger });
  return {
    store,
    async close() {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** One bus for several replicas. `isLossy`: nothing arrives. */
export function createSharedBus(): EventBus & { isLossy: boolean } {
  const handlers = new Map<string, Set<(payload: string) => void>>();
  const bus = {
    isLossy: false,
    publish(topic: string, payload: string) {
      if (bus.isLossy) return;
      for (const handler of handlers.get(topic) ?? []) queueMicrotask(() => handler(payload));
    },
    subscribe(topic: string, handler: (payload: string) => void) {
      const known = handlers.get(topic) ?? new Set();
      handlers.set(topic, known.add(handler));
      return Promise.resolve(() => void known.delete(handler));
    },
    state: () => 'healthy' as const,
    close: () => Promise.resolve(),
  };
  return bus;
}

export function createEngine(script: Script): Engine {
  return { firstAgent: (request) => request.agent_override ?? 'supervisor', execute: script, tokensAfterAbort: () => 2 };
}

let instances = 0;

export function createService(
  store: RunStore,
  script: Script,
  changes: Partial<Omit<RunDeps, 'options'>> & { options?: Partial<RunOptions> } = {},
): TestService {
  instances += 1;
  return createRunService({
    store,
    approvals: { cancelOfRun: () => Promise.resolve() },
    engine: createEngine(script),
    agents: [SUPERVISOR],
    agentModel: () => 'script-1',
    agentProvider: () => 'script',
    agentProblem: () => null,
    isReadOnlyTool: (name) => name.startsWith('read'),
    bus: createSharedBus(),
    clock: systemClock,
    createId,
    log: silentLogger,
    metrics: NO_METRICS,
    instanceId: `instance-${process.pid}-${instances}-${Math.random().toString(36).slice(2)}`,
    ...changes,
    options: { ...OPTIONS, ...changes.options },
  });
}

/** A gate that a script waits at. */
export function createGate(): { opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** Rejects with the abort reason, as a closed socket would. */
export function untilAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

/** The answer as a client would have it after these events. */
export function textOf(events: RunEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type === 'text.delta') {
      if (event.offset !== text.length) throw new Error(`offset ${event.offset} after ${text.length} characters`);
      text += event.delta;
    } else if (event.type === 'provider.switched' || event.type === 'run.resumed') {
      if (event.text_offset > text.length) throw new Error(`cut at ${event.text_offset} of ${text.length} characters`);
      text = text.slice(0, event.text_offset);
    }
  }
  return text;
}
