import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildSpec } from './children.ts';
import { ConfigError, type FrontConfig } from './config.ts';

const PROBE_PAUSE_MS = 50;
/** Next renders pages and needs no secret: it gets these and its own `NEXT_…` settings. */
const NEXT_ENVIRONMENT = /^(PATH|HOME|TMPDIR|TZ|LANG|LC_\w+|NODE_EXTRA_CA_CERTS|NEXT_\w+)$/;

export function toOrchestratorSpec(root: string, config: FrontConfig): ChildSpec {
  return {
    name: 'orchestrator',
    args: [join(root, 'orchestrator/main.ts')],
    cwd: root,
    environment: {
      // Compiled code is kept: after a crash every reader waits for the restart.
      NODE_COMPILE_CACHE: join(config.dataDir, 'compile-cache'),
      ...config.environment,
      NODE_ENV: config.dev ? 'development' : 'production',
    },
    readiness: 'ipc',
  };
}

/** Throws `ConfigError` when there is no build to serve. */
export function toNextSpec(root: string, port: number, config: FrontConfig): ChildSpec {
  const inherited = Object.entries(config.environment).filter(([name]) => NEXT_ENVIRONMENT.test(name));
  return {
    name: 'next',
    args: ['--import', join(import.meta.dirname, 'end-with-parent.ts'), ...nextArguments(root, port, config.dev)],
    cwd: root,
    environment: {
      ...Object.fromEntries(inherited),
      NODE_ENV: config.dev ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_IGNORE_INCORRECT_LOCKFILE: '1',
      // Else Next reads `.env` itself, with all secrets in it.
      __NEXT_PROCESSED_ENV: 'true',
      PORT: String(port),
      HOSTNAME: '127.0.0.1',
    },
    readiness: (signal) => untilListening(port, signal),
    // It would announce its own address, which nobody is to open.
    quiet: !config.dev,
  };
}

function nextArguments(root: string, port: number, dev: boolean): string[] {
  const cli = join(root, 'node_modules/next/dist/bin/next');
  const address = ['-H', '127.0.0.1', '-p', String(port)];
  if (dev) return [cli, 'dev', ...address];
  const standalone = join(root, '.next/standalone');
  if (existsSync(join(standalone, 'server.js')) && existsSync(join(standalone, '.next/static')))
    return [join(standalone, 'server.js')];
  if (existsSync(join(root, '.next/BUILD_ID'))) return [cli, 'start', ...address];
  throw new ConfigError('There is no build of the pages yet. Make one with: npm run build');
}

/** A port that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function untilListening(port: number, signal: AbortSignal): Promise<void> {
  while (!(await isListening(port))) await delay(PROBE_PAUSE_MS, undefined, { signal });
}

async function isListening(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
