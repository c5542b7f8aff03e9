import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type CallOptions, call } from '../e2e/harness/call.ts';
import { freePort } from '../e2e/harness/free-port.ts';
import { openStream } from '../e2e/harness/open-stream.ts';
import { type RunningProcess, startProcess } from '../e2e/harness/start-process.ts';
import { waitFor } from '../e2e/harness/wait-for.ts';
import type { StreamTarget } from '../e2e/stream/target.ts';
import { interpolate, parseCompose, readComposeText } from './compose-file.ts';

export type Deployment = StreamTarget & {
  frontUrl: string;
  /** Addresses of the replicas; the front uses the first. */
  replicaUrls: string[];
  replicas: RunningProcess[];
  /** What `restart: unless-stopped` does. */
  restartReplica: (index: number) => Promise<void>;
  apiKey: Record<string, string>;
  stop: () => Promise<void>;
};

/** `.env` of this deployment. */
const SECRETS = {
  CARTRITA_API_KEY: 'a-long-secret-that-only-this-test-uses',
  SESSION_SECRET: 'another-long-secret-that-only-this-test-uses',
  POSTGRES_PASSWORD: 'unused',
};

const apiKey = { 'x-api-key': SECRETS.CARTRITA_API_KEY };

async function withDatabase<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Command and environment of a service as the compose file has them; `replaced` stands for what only a container has. */
function startService(name: string, env: Record<string, string>, replaced: Record<string, string>): RunningProcess {
  const service = parseCompose(readComposeText()).services[name];
  const [program, ...args] = service?.command ?? [];
  if (!service || program !== 'node') throw new Error(`docker-compose.yml has no ${name} that starts with node`);
  const filled = Object.entries(service.environment ?? {}).map(([key, value]) => [key, interpolate(value, env)] as const);
  return startProcess(`deployed-${name}`, args, { ...Object.fromEntries(filled), ...replaced });
}

/**
 * Starts what docker-compose.yml starts, without Docker: the same commands and variables, on a PostgreSQL and a Redis that run
 * already, with one orchestrator more. Only addresses and ports are other ones.
 */
export async function startDeployment(options: {
  databaseUrl: string;
  redisUrl: string;
  env: Record<string, string>;
}): Promise<Deployment> {
  const database = `cartrita_deployment_${crypto.randomUUID().replaceAll('-', '')}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'cartrita-deployment-'));
  await withDatabase(options.databaseUrl, (client) => client.query(`create database ${database}`));
  const databaseUrl = new URL(options.databaseUrl);
  databaseUrl.pathname = `/${database}`;
  const env = { ...SECRETS, ...options.env };

  const frontPort = await freePort();
  const replicaPorts = [await freePort(), await freePort()];
  const urlOf = (port: number): string => `http://127.0.0.1:${port}`;
  const startReplica = (port: number): RunningProcess =>
    startService('orchestrator', env, {
      ORCHESTRATOR_HOST: '0.0.0.0',
      ORCHESTRATOR_PORT: String(port),
      DATABASE_URL: databaseUrl.href,
      REDIS_URL: options.redisUrl,
      DATA_DIR: join(dataDir, String(port)),
      MODEL_FIRST_TOKEN_TIMEOUT_MS: '15000',
      MODEL_IDLE_TIMEOUT_MS: '15000',
    });
  const untilReady = (url: string): Promise<unknown> =>
    waitFor(`${url} to be ready`, async () => (await call(`${url}/health/ready`)).status === 200, 240_000);

  const replicas = replicaPorts.map(startReplica);
  const front = startService('front', env, {
    HOST: '0.0.0.0',
    PORT: String(frontPort),
    ORCHESTRATOR_URL: urlOf(replicaPorts[0] ?? 0),
    DATA_DIR: join(dataDir, 'front'),
    // Pages are not part of this.
    NEXT_URL: 'http://127.0.0.1:9',
  });
  const stop = async (): Promise<void> => {
    await Promise.all([front, ...replicas].map((process) => process.stop()));
    await withDatabase(options.databaseUrl, (client) => client.query(`drop database ${database} with (force)`));
    await rm(dataDir, { recursive: true, force: true });
  };
  const withKey = (more: CallOptions = {}): CallOptions => ({ ...more, headers: { ...apiKey, ...more.headers } });

  try {
    await Promise.all([urlOf(frontPort), ...replicaPorts.map(urlOf)].map(untilReady));
  } catch (error) {
    const logs = [front, ...replicas].map((process) => process.output().slice(-2000)).join('\n---\n');
    await stop();
    throw new Error(`the deployment did not become ready:\n${logs}`, { cause: error });
  }
  return {
    frontUrl: urlOf(frontPort),
    replicaUrls: replicaPorts.map(urlOf),
    replicas,
    restartReplica: async (index) => {
      const port = replicaPorts[index] ?? 0;
      replicas[index] = startReplica(port);
      await untilReady(urlOf(port));
    },
    apiKey,
    call: (path, more) => call(urlOf(frontPort) + path, withKey(more)),
    stream: (path, more) => openStream(urlOf(frontPort) + path, withKey(more)),
    stop,
  };
}
