import { workerData } from 'node:worker_threads';

/** Memory of the whole process at which it is killed. */
export type WatchdogData = { parentPid: number; memoryBytes: number };

const INTERVAL_MS = 50;
const { parentPid, memoryBytes } = workerData as WatchdogData;

// The other thread may be busy for long: it can neither notice that its parent died nor what it uses outside of V8's heap.
setInterval(() => {
  if (process.ppid !== parentPid || process.memoryUsage.rss() > memoryBytes) process.kill(process.pid, 'SIGKILL');
}, INTERVAL_MS);
