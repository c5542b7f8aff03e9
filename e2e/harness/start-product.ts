import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataDir } from '../../orchestrator/store/fixtures/create-data-dir.ts';
import { type Answer, type CallOptions, call } from './call.ts';
import { freePort } from './free-port.ts';
import { type OpenStream, openStream } from './open-stream.ts';
import { descendants } from './processes.ts';
import { type RunningProcess, startProcess } from './start-process.ts';
import { waitFor } from './wait-for.ts';

export type ProductOptions = {
  name?: string;
  env?: Record<string, string>;
  /** Without pages Next is not started, and no build is needed. */
  pages?: boolean;
};

export type Product = {
  /** The public origin. */
  url: string;
  /** The orchestrator's own port. */
  backendUrl: string;
  front: RunningProcess;
  call: (path: string, options?: CallOptions) => Promise<Answer>;
  stream: (path: string, options?: CallOptions) => Promise<OpenStream>;
  orchestratorPid: () => number;
  /** `kill -9`; the front starts it again by itself. */
  killOrchestrator: () => number;
  ready: () => Promise<void>;
  /** Resolves with the exit code of the front. */
  stop: () => Promise<number | null>;
};

/** Nothing listens there: the front has no pages. */
const NO_PAGES = 'http://127.0.0.1:9';

/** Starts the product as `npm start` does, on free ports and with an empty data directory; resolves when it is ready. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const prefix = 'cartrita-e2e-';
  const dataDir = options.env?.DATABASE_URL ? await mkdtemp(join(tmpdir(), prefix)) : await createDataDir(prefix);
  const [port, backendPort] = [await freePort(), await freePort()];
  const front = startProcess(options.name ?? 'product', ['server.ts'], {
    NODE_ENV: 'production',
    PORT: String(port),
    ORCHESTRATOR_PORT: String(backendPort),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'info',
    // Whatever model server this machine may have is not part of a test.
    LOCAL_MODEL_DISCOVERY: 'off',
    ...(options.pages ? {} : { NEXT_URL: NO_PAGES }),
    ...options.env,
  });
  const url = `http://127.0.0.1:${port}`;

  const orchestratorPid = (): number => {
    const found = descendants(front.pid).find((info) => info.command.includes('orchestrator/main.ts'));
    if (!found) throw new Error('the orchestrator is not running');
    return found.pid;
  };
  const ready = async (): Promise<void> => {
    const exitedEarly = front.exited.then(({ code }) => {
      throw new Error(`the product stopped at start (${code}):\n${front.output().slice(-4000)}`);
    });
    const answers = waitFor(
      `the product at ${url}`,
      async () => {
        if ((await call(`${url}/health/ready`)).status !== 200) return false;
        return !options.pages || (await call(url, { headers: { accept: 'text/html' } })).status === 200;
      },
      240_000,
    ).catch((error: unknown) => {
      throw new Error(`not ready; its log ends with:\n${front.output().slice(-4000)}`, { cause: error });
    });
    await Promise.race([answers, exitedEarly]);
  };
  const stop = async (): Promise<number | null> => {
    const code = await front.stop();
    await rm(dataDir, { recursive: true, force: true });
    return code;
  };

  const product: Product = {
    url,
    backendUrl: `http://127.0.0.1:${backendPort}`,
    front,
    call: (path, call_) => call(url + path, call_),
    stream: (path, call_) => openStream(url + path, call_),
    orchestratorPid,
    killOrchestrator: () => {
      const pid = orchestratorPid();
      process.kill(pid, 'SIGKILL');
      return pid;
    },
    ready,
    stop,
  };
  try {
    await ready();
  } catch (error) {
    await stop();
    throw error;
  }
  return product;
}
