import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../e2e/harness/free-port.ts';
import { ROOT, runCommand } from '../steps/run-command.ts';
import { IS_ROOT, NO_SERVER, postgresBin, type TestServer, untilAccepting } from './programs.ts';

const LOCAL = 'postgres://postgres@127.0.0.1:5432/postgres';

async function serves(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The server refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (!IS_ROOT) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function privatePostgres(): Promise<TestServer> {
  const [initdb, postgres] = [postgresBin('initdb'), postgresBin('postgres')];
  if (!initdb || !postgres) throw new Error('no PostgreSQL on this machine');
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'cartrita-pg-'));
  if (user) execFileSync('chown', [`${user.uid}:${user.gid}`, folder]);
  execFileSync(initdb, ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust'], { ...user, stdio: 'ignore' });
  const port = await freePort();
  const args = ['-D', join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1', '-k', folder];
  const child = spawn(postgres, args, { ...user, stdio: 'ignore' });
  const exited = new Promise((done) => child.on('exit', done));
  const stop = async (): Promise<void> => {
    // SIGINT: fast shutdown.
    child.kill('SIGINT');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  if (await untilAccepting(port)) return { env: { TEST_DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres` }, stop };
  await stop();
  throw new Error('a private PostgreSQL did not start');
}

/** Builds and installs the extension where that is possible; quick when it is there already. */
async function setUpVectors(leftOut: string[]): Promise<void> {
  const script = 'scripts/setup-pgvector.ts';
  if (!IS_ROOT || !existsSync(join(ROOT, script))) return;
  const result = await runCommand(process.execPath, [script], { timeoutMs: 300_000 });
  if (result.code !== 0)
    leftOut.push(`vectors on PostgreSQL: pgvector could not be set up (${result.output.trim().split('\n').at(-1)})`);
}

/** The running PostgreSQL, else a private temporary one. */
export async function getPostgres(leftOut: string[]): Promise<TestServer> {
  await setUpVectors(leftOut);
  if (process.env.TEST_DATABASE_URL) return NO_SERVER;
  if (await serves(LOCAL)) return { ...NO_SERVER, env: { TEST_DATABASE_URL: LOCAL } };
  try {
    return await privatePostgres();
  } catch (error) {
    leftOut.push(
      `PostgreSQL: ${error instanceof Error ? error.message : String(error)}; the suites ran on the embedded database alone`,
    );
    return NO_SERVER;
  }
}
