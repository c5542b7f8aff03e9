import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DEVELOPMENT_KEY } from './config/service.ts';

type Started = { child: ChildProcess; output: () => string; exit: Promise<number | null> };

const started: Started[] = [];
const directories: string[] = [];

afterEach(async () => {
  for (const { child, exit } of started.splice(0)) {
    child.kill('SIGKILL');
    await exit;
  }
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

async function createDataDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cartrita-main-'));
  directories.push(directory);
  return directory;
}

function start(env: Record<string, string>): Started {
  const { PATH = '' } = process.env;
  const child = fork(join(import.meta.dirname, 'main.ts'), {
    env: { NODE_ENV: 'test', PATH, ORCHESTRATOR_PORT: '0', ...env },
    silent: true,
    execArgv: [],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const orchestrator = { child, output: () => text, exit };
  started.push(orchestrator);
  return orchestrator;
}

async function ready({ child, output, exit }: Started): Promise<number> {
  const message = await Promise.race([once(child, 'message'), exit.then(() => Promise.reject(new Error(output())))]);
  const [value] = message as [{ type: string; port: number }];
  expect(value.type).toBe('ready');
  return value.port;
}

function call(port: number, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers: { 'x-api-key': DEVELOPMENT_KEY } });
}

describe('the orchestrator process', () => {
  it('answers with nothing configured, keeps its data over a restart, and drains on SIGTERM with code 0', async () => {
    const env = { DATA_DIR: await createDataDir() };
    const first = start(env);
    const port = await ready(first);
    expect((await call(port, '/health')).status).toBe(200);
    const stream = await (await call(port, `/api/chat/stream?message=${encodeURIComponent('what is 15% of 80')}`)).text();
    expect(stream).toContain('"tool":"calculate"');
    expect(stream).toMatch(/"response":"[^"]*12/);
    expect(stream.endsWith('data: [DONE]\n\n')).toBe(true);

    const running = await call(port, `/api/chat/stream?message=${encodeURIComponent('count to 60')}`);
    expect(await (await call(port, '/api/metrics/summary')).json()).toMatchObject({ runs: { active: 1 } });
    first.child.kill('SIGTERM');
    await expect.poll(async () => (await call(port, '/health/ready').catch(() => null))?.status ?? 503).toBe(503);
    const text = await running.text();
    expect(text.match(/"type":"run.finished"/g)).toHaveLength(1);
    expect(text).toContain('"status":"completed"');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(await first.exit).toBe(0);
    expect(first.output()).not.toContain('15%');

    const second = start(env);
    const list = await call(await ready(second), '/api/conversations');
    expect(((await list.json()) as { conversations: unknown[] }).conversations).toHaveLength(2);
    second.child.disconnect();
    expect(await second.exit).toBe(0);
  });

  it.each([
    [{ ORCHESTRATOR_HOST: '0.0.0.0' }, 'CARTRITA_API_KEY: must be set'],
    [{ ORCHESTRATOR_HOST: '0.0.0.0', CARTRITA_API_KEY: DEVELOPMENT_KEY }, 'CARTRITA_API_KEY: must be set'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ DATA_DIR: import.meta.filename }, 'set another DATA_DIR'],
  ])('refuses to start with %j, in words', async (env, complaint) => {
    const { exit, output } = start({ DATA_DIR: await createDataDir(), ...env } as Record<string, string>);
    expect(await exit).toBe(1);
    expect(output()).toContain(complaint);
    expect(output()).not.toContain('    at ');
  });

  it('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { exit, output } = start({ ORCHESTRATOR_PORT: String(port), DATA_DIR: await createDataDir() });
    expect(await exit).toBe(1);
    expect(output()).toMatch(/port is taken .*set ORCHESTRATOR_PORT to another one/);
    other.close();
  });

  it('waits for a database that is away: alive, not ready, and still stoppable', async () => {
    const orchestrator = start({ DATABASE_URL: 'postgres://postgres@127.0.0.1:9/nothing', DATA_DIR: await createDataDir() });
    await expect.poll(() => /"port":(\d+)/.exec(orchestrator.output())?.[1]).toBeDefined();
    const port = Number(/"port":(\d+)/.exec(orchestrator.output())?.[1]);
    expect((await call(port, '/health/live')).status).toBe(200);
    expect((await call(port, '/health/ready')).status).toBe(503);
    expect((await call(port, '/api/agents')).status).toBe(503);
    orchestrator.child.kill('SIGTERM');
    expect(await orchestrator.exit).toBe(0);
  });
});
