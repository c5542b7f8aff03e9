import type { AddressInfo } from 'node:net';
import type { CreateId } from '../../lib/shared/ids.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { HttpMetrics } from '../core/metrics.ts';
import { createKeyVerifier } from '../keys/create-key-verifier.ts';
import type { AccessRules } from './admit.ts';
import type { Backend } from './backend.ts';
import type { Handlers } from './call.ts';
import { createApp } from './create-app.ts';
import { createOpenReaders } from './create-open-readers.ts';
import { createSockets } from './create-sockets.ts';
import type { UploadLimits } from './read-uploads.ts';
import { agentRoutes } from './routes/agents.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { chatRoutes } from './routes/chat.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { fileRoutes } from './routes/files.ts';
import { ingestionRoutes } from './routes/ingestion.ts';
import { keyRoutes } from './routes/keys.ts';
import { type MetricsSource, operationsRoutes } from './routes/operations.ts';
import { runRoutes } from './routes/runs.ts';
import { searchRoutes } from './routes/search.ts';
import { taskRoutes } from './routes/tasks.ts';
import { voiceRoutes } from './routes/voice.ts';

export type HttpOptions = {
  host: string;
  port: number;
  version: string;
  bootstrapKey: string;
  /** Everything is bound to loopback. */
  loopback: boolean;
  metricsToken: string | undefined;
  allowedHosts: readonly string[];
  allowedOrigins: readonly string[];
  maxBodyBytes: number;
  requestTimeoutMs: number;
  uploads: UploadLimits;
  maxOpenStreams: number;
  maxOpenStreamsPerKey: number;
  /** Open streams are at most twice as long silent; the contract says 15 s. */
  heartbeatMs: number;
  /** How often the keys of open streams are looked up again, should the bus have lost a revocation. */
  keyRecheckMs: number;
  socketAuthTimeoutMs: number;
};

type HttpDeps = {
  options: HttpOptions;
  clock: Clock;
  createId: CreateId;
  log: Logger;
  metrics: HttpMetrics;
  metricsSource: MetricsSource;
};

export type HttpServer = {
  /** Binds the port: liveness answers from here on, everything else with `NOT_READY`. */
  listen(): Promise<{ port: number }>;
  /** Everything that needs the store works from here on. */
  serve(backend: Backend): Promise<void>;
  /** Readiness is 503 from here on; calls are still answered. */
  drain(): void;
  /** Ends streams and sockets and frees the port. */
  close(): Promise<void>;
};

/** The HTTP and WebSocket side of the orchestrator; its routes are made from `OPERATIONS`. */
export function createHttpServer({ options, clock, createId, log, metrics, metricsSource }: HttpDeps): HttpServer {
  let backend: Backend | null = null;
  let draining = false;
  const currentBackend = () => backend;
  const isDraining = () => draining;

  const verifier = createKeyVerifier({ bootstrapKey: options.bootstrapKey, clock, keys: () => backend?.keys ?? null });
  const rules: AccessRules = {
    verifier,
    backend: currentBackend,
    metricsToken: options.metricsToken,
    loopback: options.loopback,
  };
  const readers = createOpenReaders({
    maxOpen: options.maxOpenStreams,
    maxOpenPerKey: options.maxOpenStreamsPerKey,
    heartbeatMs: options.heartbeatMs,
    recheckMs: options.keyRecheckMs,
    isStillValid: verifier.isStillValid,
    metrics,
    log,
  });

  function onRevoked(keyId: string): void {
    verifier.forget(keyId);
    readers.revoke(keyId);
  }

  const handlers: Handlers = {
    ...chatRoutes(readers),
    ...runRoutes(readers),
    ...conversationRoutes({ clock, createId }),
    ...agentRoutes(),
    ...approvalRoutes(),
    ...taskRoutes({ clock, createId }),
    ...fileRoutes(options.uploads),
    ...ingestionRoutes(readers),
    ...searchRoutes(),
    ...voiceRoutes(),
    ...keyRoutes({ clock, createId, onRevoked }),
    ...operationsRoutes({ version: options.version, clock, metrics: metricsSource, isDraining }),
  };
  const app = createApp({ options, handlers, rules, isDraining, metrics, log });
  const sockets = createSockets({
    rules,
    readers,
    allowedHosts: options.allowedHosts,
    allowedOrigins: options.allowedOrigins,
    maxOpen: options.maxOpenStreams,
    authTimeoutMs: options.socketAuthTimeoutMs,
    isDraining,
    log,
  });
  app.server.on('upgrade', sockets.onUpgrade);

  return {
    async listen() {
      await app.listen({ host: options.host, port: options.port });
      return { port: (app.server.address() as AddressInfo).port };
    },
    async serve(ready) {
      await ready.bus.subscribe('keys', onRevoked);
      backend = ready;
    },
    drain() {
      draining = true;
    },
    async close() {
      readers.close();
      await sockets.close();
      // Answers that are on their way get a moment; a client that does not read must not hold the process.
      const force = setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS);
      await app.close();
      clearTimeout(force);
    },
  };
}

const CLOSE_GRACE_MS = 1_000;
