import type { Logger } from '../core/logger.ts';
import { type FoundServer, type LocalServer, probeLocalServer } from './local-servers.ts';

export type DiscoveryOptions = {
  servers: readonly LocalServer[];
  /** Longest time for all of them to answer; default 300. */
  timeoutMs?: number;
  /** Absent: they are looked for once. */
  intervalMs?: number;
  log: Logger;
};

export type Discovery = {
  /** Resolves once it is known what runs now; never rejects. */
  start(): Promise<void>;
  /** A new list whenever something changed, else the same. */
  found(): readonly FoundServer[];
  close(): void;
};

const PROBE_TIMEOUT_MS = 300;

const isSame = (a: readonly FoundServer[], b: readonly FoundServer[]) => JSON.stringify(a) === JSON.stringify(b);

/** Looks for model servers on the loopback of this machine, now and then again. */
export function createDiscovery({ servers, timeoutMs = PROBE_TIMEOUT_MS, intervalMs, log }: DiscoveryOptions): Discovery {
  let found: readonly FoundServer[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function look(): Promise<void> {
    const answers = await Promise.all(servers.map((server) => probeLocalServer(server, timeoutMs)));
    if (isClosed) return;
    const now = answers.filter((answer) => answer !== null);
    if (isSame(found, now)) return;
    found = now;
    log.info({ servers: now.map(({ name, model }) => `${name} (${model})`) }, 'model servers of this machine');
  }

  async function lookAndWait(): Promise<void> {
    await look();
    if (isClosed || intervalMs === undefined) return;
    timer = setTimeout(() => void lookAndWait(), intervalMs);
    timer.unref();
  }

  return {
    start: lookAndWait,
    found: () => found,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
