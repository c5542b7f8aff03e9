import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Origin } from '../load/protocol.ts';
import { type LoadProcess, startLoad } from './load-pool.ts';
import { startProcess, untilReady } from './start-process.ts';
import { type Product, startProduct } from './start-product.ts';

/** The parts that every scenario finds running: stand-in, control server, load generators. The product is started per scenario. */
export type Bench = {
  /** Smaller numbers, to see that it works. */
  quick: boolean;
  /** Bigger numbers, for a release. */
  full: boolean;
  upstream: Origin;
  control: Origin;
  controlPid: number;
  load: LoadProcess;
  secondLoad: LoadProcess;
  startProduct(options?: { orchestratorUrl?: string; env?: Record<string, string> }): Promise<Product>;
  stop(): Promise<void>;
};

const script = (name: string): string => join(import.meta.dirname, '..', name);

export async function startBench(options: { quick: boolean; full: boolean }): Promise<Bench> {
  const logDir = await mkdtemp(join(tmpdir(), 'bench-'));
  const upstreamProcess = startProcess(script('upstream.ts'), { logFile: join(logDir, 'upstream.log') });
  const upstreamUrl = `http://127.0.0.1:${await untilReady(upstreamProcess)}`;
  const controlProcess = startProcess(script('control.ts'), {
    logFile: join(logDir, 'control.log'),
    env: { OPENAI_BASE_URL: `${upstreamUrl}/v1` },
  });
  const controlUrl = `http://127.0.0.1:${await untilReady(controlProcess)}`;
  const [load, secondLoad] = await Promise.all([startLoad(logDir), startLoad(logDir)]);
  const products: Promise<Product>[] = [];
  return {
    ...options,
    upstream: { url: upstreamUrl, headers: {} },
    control: { url: controlUrl, headers: {} },
    controlPid: controlProcess.pid,
    load,
    secondLoad,
    startProduct(more = {}) {
      const product = startProduct({ upstreamUrl, logDir, ...more });
      products.push(product);
      return product;
    },
    async stop() {
      // A scenario that failed half-way may have left its product running; stopping one twice is harmless.
      await Promise.allSettled(products.map(async (product) => (await product).stop()));
      await Promise.all([load, secondLoad, controlProcess, upstreamProcess].map((part) => part.stop()));
      await rm(logDir, { recursive: true, force: true });
    },
  };
}
