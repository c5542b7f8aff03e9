import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { toNextSpec } from './child-specs.ts';
import { ConfigError, readConfig } from './config.ts';
import { ask, createScope, echo, startUpstream, until } from './fixtures/harness.ts';

const scope = createScope();
afterEach(() => scope.close());

const SERVER = join(import.meta.dirname, '../../server.ts');

type Started = { child: ChildProcess; output: () => string; exit: Promise<unknown[]> };

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'front-'));
  scope.defer(() => rm(folder, { recursive: true }));
  return folder;
}

/** The real command, with upstreams of the test instead of children. */
async function start(variables: Record<string, string>): Promise<Started> {
  const { url } = await startUpstream(scope, echo);
  const upstreams = { ORCHESTRATOR_URL: url.origin, NEXT_URL: url.origin, DATA_DIR: await temporaryFolder() };
  const environment: NodeJS.ProcessEnv = {
    NODE_ENV: 'test',
    PATH: process.env.PATH,
    LOG_LEVEL: 'warn',
    ...upstreams,
    ...variables,
  };
  const child = spawn(process.execPath, [SERVER], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  scope.defer(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { child, output: () => output, exit: once(child, 'close') };
}

describe('the start', () => {
  it('says where it listens, serves, and ends with SIGTERM and code 0', async () => {
    const { child, output, exit } = await start({ PORT: '0' });
    await until(() => output().includes('Cartrita is ready'));
    const port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(output())?.[1]);
    expect((await ask(port, '/health')).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  it.each([
    ['a wrong variable', { TRUST_PROXY: 'maybe' }, 'TRUST_PROXY: must be'],
    ['a data directory that is none', { DATA_DIR: import.meta.filename, PORT: '0' }, 'DATA_DIR: '],
    ['no key beyond loopback', { HOST: '0.0.0.0', PORT: '0' }, 'CARTRITA_API_KEY: must be set'],
  ])('is refused for %s, in words', async (_name, variables, text) => {
    const { output, exit } = await start(variables);
    expect(await exit).toEqual([1, null]);
    expect(output()).toContain(text);
    expect(output()).not.toContain('    at ');
  });

  it('says that the port is taken', async () => {
    const { port } = await startUpstream(scope, echo);
    const { output, exit } = await start({ PORT: String(port) });
    expect(await exit).toEqual([1, null]);
    expect(output()).toMatch(/port is taken .*set PORT to another one/);
  });

  it('says how to make a build that is missing', async () => {
    const root = await temporaryFolder();
    expect(() => toNextSpec(root, 1, readConfig({}, []))).toThrow(ConfigError);
    expect(() => toNextSpec(root, 1, readConfig({}, []))).toThrow('npm run build');
  });

  it('gives the page server no secret', () => {
    const config = readConfig({ CARTRITA_API_KEY: 'KEY', OPENAI_API_KEY: 'KEY', DATABASE_URL: 'KEY', PATH: '/bin' }, ['--dev']);
    const { environment } = toNextSpec('/nowhere', 1, config);
    expect(environment).toMatchObject({ PATH: '/bin', PORT: '1', HOSTNAME: '127.0.0.1' });
    expect(Object.values(environment)).not.toContain('KEY');
  });
});
