import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

export type Started = { pid: number; child: ChildProcess; stop(): Promise<void> };

const STOP_LIMIT_MS = 30_000;

/** Starts a script with this Node, with an IPC channel, its output in a file. */
export function startProcess(
  script: string,
  options: { args?: string[]; env?: Record<string, string>; logFile: string },
): Started {
  const log = openSync(options.logFile, 'a');
  const child = spawn(process.execPath, [script, ...(options.args ?? [])], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', log, log, 'ipc'],
    // JSON, the default, would turn NaN into null.
    serialization: 'advanced',
  });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`cannot start ${script}`);
  return { pid: child.pid, child, stop: () => stopProcess(child) };
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await exited;
  clearTimeout(timer);
}

/** Waits for `{type: 'ready', port}`. Rejects when the process ends before. */
export async function untilReady({ child }: Started): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on('message', (message: { type?: string; port?: number }) => {
    if (message.type === 'ready') resolve(message.port ?? 0);
  });
  child.once('exit', (code) => reject(new Error(`process ended with ${code} before it was ready`)));
  return promise;
}
