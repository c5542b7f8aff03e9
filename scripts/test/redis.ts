import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { Redis } from 'ioredis';
import { freePort } from '../../e2e/harness/free-port.ts';
import { NO_SERVER, onPath, type TestServer, untilAccepting } from './programs.ts';

const LOCAL = 'redis://127.0.0.1:6379';

async function serves(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 3000, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

/** The running Redis, else a private temporary one. */
export async function getRedis(leftOut: string[]): Promise<TestServer> {
  if (process.env.TEST_REDIS_URL) return NO_SERVER;
  if (await serves(LOCAL)) return { ...NO_SERVER, env: { TEST_REDIS_URL: LOCAL } };
  if (!onPath('redis-server')) {
    leftOut.push('Redis: not on this machine; the suites ran on the in-process bus alone');
    return NO_SERVER;
  }
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', args, { stdio: 'ignore', cwd: tmpdir() });
  const exited = new Promise((done) => child.on('exit', done));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  if (!(await untilAccepting(port))) {
    leftOut.push('Redis: a private server did not start; the suites ran on the in-process bus alone');
    await stop();
    return NO_SERVER;
  }
  return { env: { TEST_REDIS_URL: `redis://127.0.0.1:${port}` }, stop };
}
