import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const IS_ROOT = process.getuid?.() === 0;

/** A server for the tests: how they find it, and how it is stopped when it is ours. */
export type TestServer = { env: Record<string, string>; stop: () => Promise<void> };

export const NO_SERVER: TestServer = { env: {}, stop: async () => {} };

export function onPath(name: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Debian keeps the server's programs off the PATH. */
export function postgresBin(name: string): string | undefined {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((left, right) => Number(right) - Number(left)) : [];
  return versions.map((version) => join(base, version, 'bin', name)).find((file) => existsSync(file)) ?? onPath(name);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2000 });
    const finish = (open: boolean): void => {
      socket.destroy();
      done(open);
    };
    socket.on('connect', () => finish(true));
    socket.on('error', () => finish(false));
    socket.on('timeout', () => finish(false));
  });
}

export async function untilAccepting(port: number): Promise<boolean> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await accepts(port)) return true;
    await sleep(100);
  }
  return false;
}
