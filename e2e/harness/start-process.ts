import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { descendants, isAlive } from './processes.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
const LOGS = join(ROOT, 'test-results/logs');

export type RunningProcess = {
  pid: number;
  logFile: string;
  output: () => string;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** SIGTERM, and SIGKILL for whatever of it is left after the time; resolves with the exit code. */
  stop: (graceMs?: number) => Promise<number | null>;
};

/** Only what a fresh shell would have: no key or address of the developer's own environment reaches the product. */
function cleanEnv(extra: Record<string, string>): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'USER'];
  const inherited = Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return { NODE_ENV: 'production', ...inherited, ...extra };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

function killTree(pid: number): void {
  for (const { pid: each } of [...descendants(pid), { pid }]) kill(each);
}

/** Starts `node <args>` at the root of the project with a clean environment; its output goes to a log file too. */
export function startProcess(name: string, args: string[], env: Record<string, string>): RunningProcess {
  mkdirSync(LOGS, { recursive: true });
  const logFile = join(LOGS, `${name}-${Date.now().toString(36)}.log`);
  const log = createWriteStream(logFile);
  const child: ChildProcess = spawn(process.execPath, args, { cwd: ROOT, env: cleanEnv(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`could not start ${name}`);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-200_000);
      log.write(chunk);
    });
  }
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => {
    child.on('exit', (code, signal) => done({ code, signal }));
  });
  // A test runner that is stopped half-way leaves nothing behind.
  const killAtExit = (): void => killTree(pid);
  process.once('exit', killAtExit);
  child.on('exit', () => process.removeListener('exit', killAtExit));

  const stop = async (graceMs = 90_000): Promise<number | null> => {
    const family = descendants(pid).map((each) => each.pid);
    if (isAlive(pid)) child.kill('SIGTERM');
    const timer = setTimeout(() => killTree(pid), graceMs);
    const { code } = await exited;
    clearTimeout(timer);
    for (const left of family) kill(left);
    log.end();
    return code;
  };
  return { pid, logFile, output: () => output, exited, stop };
}
