import { readdirSync, readFileSync } from 'node:fs';

const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** Fields of `/proc/<pid>/stat` after the command name, the first being the state (proc(5)). */
function statFields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** CPU time of a process with all its threads, user and system. */
export function cpuMs(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

export function rssBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
}

/** The child of a process whose command line contains `part`; throws when there is none. */
export function findChild(parentPid: number, part: string): number {
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      if (Number(statFields(pid)[1]) !== parentPid) continue;
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(part)) return pid;
    } catch {
      // The process ended between the listing and the reading.
    }
  }
  throw new Error(`process ${parentPid} has no child ${part}`);
}
