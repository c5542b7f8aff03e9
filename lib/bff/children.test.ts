import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Child, ChildStartError, createChild } from './children.ts';
import { createScope, startUpstream, until } from './fixtures/harness.ts';
import { createLogger } from './logger.ts';

const scope = createScope();
afterEach(() => scope.close());

const CHILD = join(import.meta.dirname, 'fixtures/child.ts');
const END_WITH_PARENT = join(import.meta.dirname, 'end-with-parent.ts');
const logger = createLogger('silent');

/** A process that ended but that nobody has waited for, as happens to orphans in a container without init, is dead. */
function isAlive(pid: number | undefined): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

/** Where the children say what they do, in order. */
async function startReports() {
  const lines: string[] = [];
  const { url } = await startUpstream(scope, (request, response) => {
    request.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    request.on('end', () => response.end());
  });
  const pidsOf = (word: string) => lines.filter((line) => line.startsWith(word)).map((line) => Number(line.split(' ')[1]));
  return { url: url.href, lines, pidsOf };
}

const environment: NodeJS.ProcessEnv = { NODE_ENV: 'test', PATH: process.env.PATH };

async function start(mode = '') {
  const reports = await startReports();
  const child: Child = createChild(
    {
      name: 'orchestrator',
      args: [CHILD, mode, reports.url],
      cwd: import.meta.dirname,
      environment,
      readiness: 'ipc',
    },
    { logger, firstBackoffMs: 20, longestBackoffMs: 50 },
  );
  scope.defer(() => child.kill());
  return { child, ...reports };
}

describe('a child', () => {
  it('is ready when it says so, and stops gently', async () => {
    const { child, lines } = await start();
    expect(child.state).toBe('starting');
    await child.start();
    expect(child.state).toBe('ready');
    const { pid } = child;
    await child.stop(60_000);
    expect(child.state).toBe('stopped');
    expect(isAlive(pid)).toBe(false);
    expect(lines).toEqual([`started ${pid}`, `stopped ${pid}`]);
    await child.stop(60_000);
  });

  it('comes back each time it is killed', async () => {
    const { child, pidsOf } = await start();
    await child.start();
    for (let kills = 1; kills <= 3; kills++) {
      const { pid } = child;
      process.kill(pid as number, 'SIGKILL');
      await until(() => child.pid !== pid && child.state === 'ready');
    }
    expect(new Set(pidsOf('started')).size).toBe(4);
    await child.stop(60_000);
    expect(isAlive(child.pid)).toBe(false);
  });

  it('that cannot start is no reason to try for ever', async () => {
    const { child, pidsOf } = await start('fails');
    await expect(child.start()).rejects.toThrow(ChildStartError);
    await expect(child.start()).rejects.toThrow('exit code 3');
    expect(pidsOf('started')).toHaveLength(2);
  });

  it('that ignores the request to stop is killed', async () => {
    const { child } = await start('stubborn');
    await child.start();
    await child.stop(100);
    expect(isAlive(child.pid)).toBe(false);
  });

  it('takes what it started with it, when it dies and when it stops', async () => {
    const { child, pidsOf } = await start('parent');
    await child.start();
    process.kill(child.pid as number, 'SIGKILL');
    await until(() => pidsOf('grandchild').length === 2 && child.state === 'ready');
    const [first, second] = pidsOf('grandchild');
    await until(() => !isAlive(first));
    expect(isAlive(second)).toBe(true);
    await child.stop(60_000);
    await until(() => !isAlive(second));
  });

  it('may be stopped before it is ready', async () => {
    const { child, pidsOf } = await start();
    const started = child.start().catch((error: unknown) => error);
    await until(() => pidsOf('started').length === 1);
    await child.stop(60_000);
    await started;
    expect(isAlive(child.pid)).toBe(false);
    expect(child.state).toBe('stopped');
  });
});

it('a child that is not ours ends with its parent, with all that it started', async () => {
  const { url, pidsOf } = await startReports();
  const script = `
    const { spawn } = require('node:child_process');
    spawn(process.execPath, ${JSON.stringify(['--import', END_WITH_PARENT, CHILD, 'parent', url])}, { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  `;
  const parent = spawn(process.execPath, ['-e', script], { stdio: 'ignore', env: environment });
  await until(() => pidsOf('grandchild').length === 1);
  const pids = [...pidsOf('started'), ...pidsOf('grandchild')];
  expect(pids.every(isAlive)).toBe(true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await until(() => !pids.some(isAlive));
});
