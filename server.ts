import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { findFreePort, toNextSpec, toOrchestratorSpec } from './lib/bff/child-specs.ts';
import { type Child, ChildStartError, createChild } from './lib/bff/children.ts';
import { ConfigError, readConfig } from './lib/bff/config.ts';
import { createFront } from './lib/bff/front.ts';
import { createLogger } from './lib/bff/logger.ts';
import { loadSessionSecret } from './lib/bff/session-secret.ts';

const root = import.meta.dirname;
/** Beyond the drain time a child gets this to close its database, then it is killed. */
const KILL_GRACE_MS = 5_000;
/** Once the children are gone, what they have said gets at least this to reach its readers. */
const LAST_ANSWERS_MS = 1_000;
/** The terminal and npm both pass one Ctrl-C on; only a later one means that somebody does not want to wait. */
const REPEATED_SIGNAL_MS = 1_000;

async function main(): Promise<void> {
  const config = readConfig();
  const logger = createLogger(config.logLevel);
  const nextPort = config.nextUrl ? 0 : await findFreePort();
  const children: Partial<Record<'orchestrator' | 'next', Child>> = {
    ...(config.startsOrchestrator && { orchestrator: createChild(toOrchestratorSpec(root, config), { logger }) }),
    ...(!config.nextUrl && { next: createChild(toNextSpec(root, nextPort, config), { logger }) }),
  };
  const running = Object.values(children);
  const front = createFront({
    config,
    logger,
    sessionSecret: config.sessionSecret ?? (await loadSessionSecret(config.dataDir)),
    nextUrl: config.nextUrl ?? new URL(`http://127.0.0.1:${nextPort}`),
    isStarting: (part) => children[part]?.state === 'starting',
  });

  let stoppingSince: number | undefined;
  async function stop(): Promise<void> {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince < REPEATED_SIGNAL_MS) return;
      for (const child of running) child.kill();
      process.exit(130);
    }
    stoppingSince = performance.now();
    // The front waits longer than the runs may take: their terminal events still go through it.
    const stopTimeoutMs = config.drainTimeoutMs + KILL_GRACE_MS;
    front.drain();
    await Promise.all(running.map((child) => child.stop(stopTimeoutMs)));
    await front.stop(Math.max(LAST_ANSWERS_MS, stoppingSince + stopTimeoutMs - performance.now()));
    process.exit(0);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());

  front.server.listen(config.port, config.host);
  await once(front.server, 'listening');
  try {
    await Promise.all(running.map((child) => child.start()));
  } catch (error) {
    for (const child of running) child.kill();
    if (stoppingSince !== undefined) return;
    throw error;
  }
  if (stoppingSince === undefined) announce(front.server.address() as AddressInfo);
}

function announce({ address, port }: AddressInfo): void {
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : address;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  process.stdout.write(`\n  Cartrita is ready:  ${url}\n  Stop it with Ctrl-C.\n\n`);
}

/** What went wrong, for the person at the terminal; a stack only for what nobody has foreseen. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return `Cartrita cannot start with this configuration:\n${error.message}`;
  if (error instanceof ChildStartError) return `Cartrita cannot start: ${error.message}. Its own messages above say why.`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Cartrita cannot start: the port is taken (${error.message}). Stop what uses it, or set PORT to another one.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
