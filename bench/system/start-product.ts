import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Origin } from '../load/protocol.ts';
import { freePort } from './free-port.ts';
import { findChild } from './process-stats.ts';
import { startProcess } from './start-process.ts';

const START_LIMIT_MS = 60_000;
const API_KEY = 'bench-api-key-of-this-run-only';

export type ProductOptions = {
  upstreamUrl: string;
  logDir: string;
  /** Set: the front alone, in front of this address. */
  orchestratorUrl?: string;
  env?: Record<string, string>;
};

/** The product as a user starts it, without Next's pages: two processes, an empty data folder, the stand-in as its provider. */
export type Product = {
  front: Origin;
  orchestrator: Origin;
  frontPid: number;
  /** Looked up anew, since the front restarts its child. */
  orchestratorPid(): number;
  stop(): Promise<void>;
};

async function untilReady(origin: Origin, exited: () => boolean): Promise<void> {
  const until = performance.now() + START_LIMIT_MS;
  while (performance.now() < until && !exited()) {
    const ready = await fetch(`${origin.url}/health/ready`, { headers: origin.headers }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  throw new Error('the product did not become ready');
}

export async function startProduct(options: ProductOptions): Promise<Product> {
  const dataDir = await mkdtemp(join(options.logDir, 'data-'));
  const [port, orchestratorPort] = [await freePort(), await freePort()];
  const logFile = join(options.logDir, 'product.log');
  const started = startProcess(join(import.meta.dirname, '../../server.ts'), {
    logFile,
    env: {
      HOST: '127.0.0.1',
      PORT: String(port),
      ORCHESTRATOR_HOST: '127.0.0.1',
      ORCHESTRATOR_PORT: String(orchestratorPort),
      DATA_DIR: dataDir,
      LOCAL_MODEL_DISCOVERY: 'off',
      CARTRITA_API_KEY: API_KEY,
      OPENAI_API_KEY: 'bench',
      OPENAI_BASE_URL: `${options.upstreamUrl}/v1`,
      NEXT_URL: options.upstreamUrl,
      LOG_LEVEL: 'info',
      // One key carries the load of a whole deployment here; the control has no limits either.
      RATE_LIMIT_PER_MINUTE: '100000000',
      ...(options.orchestratorUrl === undefined ? {} : { ORCHESTRATOR_URL: options.orchestratorUrl }),
      ...options.env,
    },
  });
  const headers = { 'x-api-key': API_KEY };
  const front = { url: `http://127.0.0.1:${port}`, headers };
  const stop = async (): Promise<void> => {
    await started.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await untilReady(front, () => started.child.exitCode !== null);
  } catch (error) {
    await stop();
    throw new Error(`${String(error)}\n${(await readFile(logFile, 'utf8')).slice(-2000)}`);
  }
  return {
    front,
    orchestrator: { url: options.orchestratorUrl ?? `http://127.0.0.1:${orchestratorPort}`, headers },
    frontPid: started.pid,
    orchestratorPid: () => findChild(started.pid, 'orchestrator/main.ts'),
    stop,
  };
}
