import { flushCompileCache } from 'node:module';
import { AppError } from '../lib/contract/errors.ts';
import { createId } from '../lib/shared/ids.ts';
import packageJson from '../package.json' with { type: 'json' };
import { type Config, readConfig } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { systemClock as clock } from './core/clock.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { createLogger } from './observability/create-logger.ts';
import { createMetrics } from './observability/create-metrics.ts';
import { type Running, startBackend } from './start-backend.ts';

const HEARTBEAT_MS = 7_000;
const KEY_RECHECK_MS = 2_000;
const SOCKET_AUTH_TIMEOUT_MS = 5_000;
/** Whatever hangs: the process is gone after this. */
const EXIT_DEADLINE_MS = 28_000;

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
  await running.work();
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
