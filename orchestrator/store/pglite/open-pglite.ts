import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type pg from 'pg';
import { AppError } from '../../../lib/contract/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { lockDirectory } from './lock-directory.ts';

export type WorkerSettings = { directory: string; socketPath: string };

/** What the worker says. */
export type WorkerMessage = 'ready' | { panic: string };

export type EmbeddedServer = { connection: pg.ClientConfig; close(): Promise<void> };

const PORT = 5432;
const RESTART_DELAY_MS = 500;

/**
 * Runs PostgreSQL inside a thread of this process, so that the event loop stays free, and serves it on a Unix socket that
 * only this user can reach. If the thread dies (as PostgreSQL does when the disk is full) it is started again.
 */
export async function openPglite(dataDir: string, log: Logger): Promise<EmbeddedServer> {
  const root = resolve(dataDir);
  const unlock = await claimDirectory(root);
  const host = await createSocketDirectory(root);
  const settings: WorkerSettings = { directory: join(root, 'postgres'), socketPath: join(host, `.s.PGSQL.${PORT}`) };
  let closing = false;
  let restart: NodeJS.Timeout | undefined;

  async function start(): Promise<Worker> {
    await rm(settings.socketPath, { force: true });
    const started = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings });
    await new Promise<void>((ready, failed) => {
      started.on('message', (message: WorkerMessage) => {
        if (message === 'ready') ready();
        else log.error({ reason: message.panic }, 'the embedded database gave up; it will be started again');
      });
      started.once('error', failed);
      started.once('exit', (code) => failed(new Error(`the embedded database ended with code ${code}`)));
    });
    started.on('error', (error) => log.error({ err: error }, 'the embedded database failed'));
    started.once('exit', () => restartLater());
    return started;
  }

  function restartLater(): void {
    if (closing) return;
    restart = setTimeout(() => {
      running = start();
      running.then(
        () => log.warn({}, 'the embedded database was started again'),
        (error: unknown) => {
          log.error({ err: error }, 'the embedded database does not start');
          restartLater();
        },
      );
    }, RESTART_DELAY_MS);
  }

  async function release(): Promise<void> {
    await rm(host, { recursive: true, force: true });
    unlock();
  }

  let running = start();
  await running.catch(async (error: unknown) => {
    await release();
    throw error;
  });

  return {
    connection: { host, port: PORT, user: 'postgres', database: 'postgres' },
    async close() {
      closing = true;
      clearTimeout(restart);
      const worker = await running.catch(() => null);
      if (worker && worker.threadId !== -1) {
        worker.postMessage('close');
        await once(worker, 'exit');
      }
      await release();
    },
  };
}

async function claimDirectory(root: string): Promise<() => void> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    return await lockDirectory(root);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('CONFLICT', {
      message: `The data directory ${root} cannot be used. Make it a directory that this user may write to, or set another DATA_DIR.`,
      cause,
    });
  }
}

const SOCKET_PREFIX = join(tmpdir(), 'cartrita-socket-');

/**
 * Not in the data directory: its path may be too long for a socket, and mounted volumes may not support them. The data
 * directory notes the place, so that what a killed predecessor left is removed.
 */
async function createSocketDirectory(root: string): Promise<string> {
  const note = join(root, 'socket.txt');
  const left = await readFile(note, 'utf8').catch(() => '');
  if (left.startsWith(SOCKET_PREFIX) && dirname(left) === tmpdir()) await rm(left, { recursive: true, force: true });
  const created = await mkdtemp(SOCKET_PREFIX);
  await writeFile(note, created);
  return created;
}
