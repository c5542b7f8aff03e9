import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { WatchdogData } from './watchdog.ts';

/** Resolves when the thread watches that kills this process once it uses too much memory or its parent is gone. */
export async function startWatchdog(memoryBytes: number): Promise<void> {
  const workerData: WatchdogData = { parentPid: process.ppid, memoryBytes };
  const thread = new Worker(new URL('./watchdog.ts', import.meta.url), { workerData });
  await once(thread, 'online');
  thread.unref();
}
