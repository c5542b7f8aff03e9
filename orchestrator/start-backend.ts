import { randomUUID } from 'node:crypto';
import { AppError } from '../lib/contract/errors.ts';
import { createId } from '../lib/shared/ids.ts';
import { createApprovalInbox } from './approvals/create-approval-inbox.ts';
import { createBus } from './bus/create-bus.ts';
import { createLimiter } from './bus/create-limiter.ts';
import type { Config } from './config/config.ts';
import type { EventBus } from './core/bus.ts';
import { systemClock as clock } from './core/clock.ts';
import type { Logger } from './core/logger.ts';
import { createFileIntake } from './files/create-file-intake.ts';
import type { Backend } from './http/backend.ts';
import type { createModels } from './models/create-models.ts';
import type { createMetrics } from './observability/create-metrics.ts';
import { createRunService } from './runs/create-run-service.ts';
import { createSpeech } from './speech/create-speech.ts';
import { openBlobs } from './store/blobs/open-blobs.ts';
import { createFileKeeper } from './store/files/create-file-keeper.ts';
import { type OpenedStore, openStore } from './store/open-store.ts';

const STORE_RETRY_MS = 2_000;

type Metrics = ReturnType<typeof createMetrics>;

export type Running = {
  backend: Backend;
  /** Begins what nobody waits for. */
  work(): Promise<void>;
  drain(): Promise<void>;
  close(): Promise<void>;
};

/** A database that is away is waited for; everything else that is wrong with it ends the start. */
async function openStorePatiently(config: Config, log: Logger): Promise<OpenedStore> {
  for (;;) {
    try {
      return await openStore({ ...config.services, dataDir: config.dataDir, poolSize: config.poolSize, log });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'NOT_READY') throw error;
      log.error({ err: error }, 'the database cannot be used yet; trying again');
      await new Promise((resolve) => setTimeout(resolve, STORE_RETRY_MS));
    }
  }
}

type HealthParts = {
  store: OpenedStore;
  bus: EventBus;
  limiter: Awaited<ReturnType<typeof createLimiter>>;
  models: ReturnType<typeof createModels>;
};

function createHealth({ store, bus, limiter, models }: HealthParts): Backend['health'] {
  return async () => {
    const database = await store.state();
    const cache = [bus.state(), limiter.state()];
    const { details, models: answering, ...providers } = models.health();
    return {
      status: database === 'unhealthy' || providers.supervisor === 'unhealthy' ? 'unhealthy' : 'healthy',
      services: {
        database: database === 'unhealthy' ? 'unhealthy' : 'healthy',
        // Without Redis limits and wake-ups go on in this process.
        cache: cache.includes('unhealthy') ? 'degraded' : 'healthy',
        ...providers,
      },
      models: answering,
      details: { ...details, database, cache: cache.every((state) => state === 'embedded') ? 'embedded' : cache.join(', ') },
    };
  };
}

/** Opens the store and wires what is served on it. Throws what ends the start. */
export async function startBackend(config: Config, log: Logger, metrics: Metrics): Promise<Running> {
  // The database starts in its own thread or process; the larger half of the program is loaded meanwhile.
  const [store, { createAgentStack }] = await Promise.all([openStorePatiently(config, log), import('./create-agent-stack.ts')]);
  const bus = await createBus({ ...config.services, log });
  const limiter = await createLimiter({ ...config.services, points: config.rateLimitPerMinute, windowSeconds: 60, log });
  const blobs = await openBlobs({ ...config.blobs, index: store.blobIndex, log });
  void blobs.sweep();
  const instanceId = randomUUID();
  const stack = createAgentStack({ config, store, blobs, bus, clock, createId, log, metrics, instanceId });
  const { models, tools, agents, engine, knowledge, knowledgeBase } = stack;
  const runs = createRunService({
    store: store.runs,
    approvals: store.approvals,
    engine,
    agents,
    agentModel: models.modelName,
    agentProvider: models.providerName,
    agentProblem: models.problem,
    isReadOnlyTool: (name) => tools.get(name)?.risk === 'read',
    bus,
    clock,
    createId,
    log,
    metrics: metrics.runs,
    instanceId,
    options: config.runs,
  });
  await stack.start();
  await runs.startMaintenance();

  const backend: Backend = {
    runs,
    activeRuns: store.runs.activeRuns,
    conversations: store.conversations,
    keys: store.keys,
    approvals: createApprovalInbox({ store: store.approvals, bus, clock, tools }),
    tasks: store.tasks,
    files: store.files,
    intake: createFileIntake({
      files: store.files,
      blobs,
      keepFile: createFileKeeper(store.files),
      ingestion: knowledge.ingestion,
      clock,
      createId,
      metrics: metrics.files,
      options: config.files,
    }),
    knowledge: knowledgeBase,
    ingestion: knowledge.ingestion,
    blobs,
    speech: createSpeech(config.speech, { clock, metrics: metrics.speech }),
    bus,
    limiter,
    health: createHealth({ store, bus, limiter, models }),
    isReady: async () => (await store.state()) !== 'unhealthy',
  };
  return {
    backend,
    work: knowledge.ingestion.work,
    async drain() {
      await Promise.all([runs.drain(config.drainTimeoutMs), knowledge.ingestion.drain()]);
      await knowledge.close();
    },
    async close() {
      await knowledge.close();
      await runs.close();
      await stack.close();
      await Promise.all([bus.close(), limiter.close()]);
      await store.close();
    },
  };
}
