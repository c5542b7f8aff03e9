import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

export type CommandResult = { code: number | null; timedOut: boolean; output: string; durationMs: number };

export type CommandOptions = {
  env?: Record<string, string>;
  timeoutMs?: number;
  /** Everything that the command prints goes there too. */
  logFile?: string;
};

const KEPT_CHARS = 60_000;

/** The project's own tools win over those of the machine. */
export function toolEnv(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const path = [join(ROOT, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path, NEXT_TELEMETRY_DISABLED: '1', NEXT_IGNORE_INCORRECT_LOCKFILE: '1', ...extra };
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended in this moment.
  }
}

/** Runs a command at the root of the project; never throws. After a time-out its whole process group is killed. */
export async function runCommand(command: string, args: string[], options: CommandOptions = {}): Promise<CommandResult> {
  if (options.logFile) await mkdir(dirname(options.logFile), { recursive: true });
  const log = options.logFile ? createWriteStream(options.logFile) : undefined;
  const started = performance.now();
  const child = spawn(command, args, { cwd: ROOT, env: toolEnv(options.env), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-KEPT_CHARS);
    log?.write(chunk);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);

  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, options.timeoutMs ?? 1_800_000);
  const code = await new Promise<number | null>((done) => {
    child.on('error', (error) => {
      output += String(error);
      done(null);
    });
    child.on('close', done);
  });
  clearTimeout(timer);
  log?.end();
  return { code, timedOut, output, durationMs: performance.now() - started };
}
