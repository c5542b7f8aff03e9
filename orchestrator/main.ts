import { randomUUID } from 'node:crypto';
import { flushCompileCache } from 'node:module';
import { AppError } from '../lib/contract/errors.ts';
import { createId } from '../lib/shared/ids.ts';
import packageJson from '../package.json' with { type: 'json' };
import { createApprovalInbox } from './approvals/create-approval-inbox.ts';
import { createBus } from './bus/create-bus.ts';
import { createLimiter } from './bus/create-limiter.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { systemClock as clock } from './core/clock.ts';
import type { Logger } from './core/logger.ts';
import type { Backend } from './http/backend.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { createLogger } from './observability/create-logger.ts';
import { createMetrics } from './observability/create-metrics.ts';
import { createRunService } from './runs/create-run-service.ts';
import { createBlobStore } from './store/blobs/create-blob-store.ts';
import { type OpenedStore, openStore } from './store/open-store.ts';

const HEARTBEAT_MS = 7_000;
const KEY_RECHECK_MS = 2_000;
const SOCKET_AUTH_TIMEOUT_MS = 5_000;
const STORE_RETRY_MS = 2_000;
/** Whatever hangs: the process is gone after this. */
const EXIT_DEADLINE_MS = 28_000;

type Metrics = ReturnType<typeof createMetrics>;
type Running = { backend: Backend; drain(): Promise<void>; close(): Promise<void> };

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

async function startBackend(config: Config, log: Logger, metrics: Metrics): Promise<Running> {
  // The database starts in its own thread or process; the larger half of the program is loaded meanwhile.
  const [store, { createAgentStack }] = await Promise.all([openStorePatiently(config, log), import('./create-agent-stack.ts')]);
  const bus = await createBus({ ...config.services, log });
  const limiter = await createLimiter({ ...config.services, points: config.rateLimitPerMinute, windowSeconds: 60, log });
  const blobs = createBlobStore(config.blobsDirectory);
  const stack = createAgentStack({ config, store, blobs, bus, clock, createId, log, metrics: metrics.runs });
  const { models, tools, agents, engine } = stack;
  const runs = createRunService({
    store: store.runs,
    approvals: store.approvals,
    engine,
    agents,
    agentModel: models.modelName,
    agentProvider: models.providerName,
    isReadOnlyTool: (name) => tools.get(name)?.risk === 'read',
    bus,
    clock,
    createId,
    log,
    metrics: metrics.runs,
    instanceId: randomUUID(),
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
    blobs,
    bus,
    limiter,
    async health() {
      const database = await store.state();
      const cache = [bus.state(), limiter.state()];
      const { details, ...providers } = models.health();
      return {
        status: database === 'unhealthy' || providers.supervisor === 'unhealthy' ? 'unhealthy' : 'healthy',
        services: {
          database: database === 'unhealthy' ? 'unhealthy' : 'healthy',
          // Without Redis limits and wake-ups go on in this process.
          cache: cache.includes('unhealthy') ? 'degraded' : 'healthy',
          ...providers,
        },
        details: { ...details, database, cache: cache.every((state) => state === 'embedded') ? 'embedded' : cache.join(', ') },
      };
    },
    isReady: async () => (await store.state()) !== 'unhealthy',
  };
  return {
    backend,
    drain: () => runs.drain(config.drainTimeoutMs),
    async close() {
      await runs.close();
      await stack.close();
      await Promise.all([bus.close(), limiter.close()]);
      await store.close();
    },
  };
}

async function start(config: Config): Promise<void> {
  const log = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  const http = createHttpServer({
    options: {
      ...config.http,
      host: config.host,
      port: config.port,
      loopback: config.loopback,
      bootstrapKey: config.bootstrapKey,
      version: packageJson.version,
      heartbeatMs: HEARTBEAT_MS,
      keyRecheckMs: KEY_RECHECK_MS,
      socketAuthTimeoutMs: SOCKET_AUTH_TIMEOUT_MS,
    },
    clock,
    createId,
    log,
    metrics: metrics.http,
    metricsSource: metrics,
  });
  let running: Running | undefined;
  let stopping = false;

  /** `gently`: runs get time to end; else they are left to the next start. */
  async function stop(reason: string, gently: boolean): Promise<void> {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(0), EXIT_DEADLINE_MS).unref();
    log.info({ reason }, 'stopping');
    http.drain();
    if (gently) await running?.drain();
    await http.close();
    await running?.close();
    process.exit(0);
  }

  function fail(error: unknown): void {
    log.error({ err: error }, 'the orchestrator ends because of an error');
    process.exit(1);
  }

  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);
  process.on('SIGTERM', () => void stop('SIGTERM', true).catch(fail));
  // As a child, Ctrl-C is the parent's to handle; when the parent is gone, so is everyone who reads.
  process.on('SIGINT', () => (process.connected ? undefined : void stop('SIGINT', true).catch(fail)));
  process.on('disconnect', () => void stop('parent gone', false).catch(fail));

  const { port } = await http.listen();
  log.info({ host: config.host, port }, 'listening');
  running = await startBackend(config, log, metrics);
  await http.serve(running.backend);
  log.info({ port }, 'ready');
  process.send?.({ type: 'ready', port });
  // By itself Node keeps compiled code when a process ends well; the next start may follow a crash.
  flushCompileCache();
}

/** What went wrong, for the person at the terminal; a stack only for what nobody has foreseen. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof AppError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `The port is taken (${error.message}). Stop what uses it, or set ORCHESTRATOR_PORT to another one.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await start(readConfig());
} catch (error) {
  console.error(`The orchestrator cannot start.\n${explain(error)}`);
  process.exit(1);
}
