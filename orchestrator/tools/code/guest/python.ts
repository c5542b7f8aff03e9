import { readFileSync } from 'node:fs';
import type { GuestError, GuestLimits, GuestOrder, GuestSettings } from '../sandbox/protocol.ts';
import { addTimeZones } from './add-time-zones.ts';
import { createOutput, receiveOrder, say, sayDone, sayFiles } from './channel.ts';
import { closeDoors } from './close-doors.ts';
import { loadPython, type Python, restorePython } from './load-python.ts';
import { startWatchdog } from './start-watchdog.ts';

const WORKING_DIRECTORY = '/home/pyodide';
/** What Node and the interpreter need themselves. */
const HOST_BYTES = 384 * 2 ** 20;
const PAGE_BYTES = 65_536;
/** Entries of the working directory that are looked at. */
const MAX_ENTRIES = 1_000;

type RunProgram = (code: string, maxValueChars: number) => string;
type Outcome = { value: string | null; error: GuestError | null };

/** A program that asks for more gets a `MemoryError`, which it can handle. */
function limitMemory(maxBytes: number): void {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function growWithin(pages: number): number {
    if (this.buffer.byteLength + pages * PAGE_BYTES > maxBytes) throw new RangeError('the memory limit is reached');
    return grow.call(this, pages);
  };
}

function connectOutput(python: Python, write: (stream: 'stdout' | 'stderr', text: string) => void): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    const decoder = new TextDecoder();
    const options = {
      write(bytes: Uint8Array): number {
        write(stream, decoder.decode(bytes, { stream: true }));
        return bytes.length;
      },
    };
    if (stream === 'stdout') python.setStdout(options);
    else python.setStderr(options);
  }
}

function isSame(left: Uint8Array, right: Uint8Array | undefined): boolean {
  return right !== undefined && Buffer.compare(left, right) === 0;
}

/** Files below a directory that are new or changed, named by their path. */
function* readFiles(python: Python, given: ReadonlyMap<string, Uint8Array>): Generator<{ name: string; bytes: Uint8Array }> {
  const waiting = [''];
  for (let seen = 0; waiting.length > 0 && seen < MAX_ENTRIES; seen += 1) {
    const path = waiting.pop() ?? '';
    const { mode } = python.FS.lstat(`${WORKING_DIRECTORY}/${path}`);
    if (python.FS.isDir(mode)) {
      const names: string[] = python.FS.readdir(`${WORKING_DIRECTORY}/${path}`);
      waiting.push(
        ...names
          .filter((name) => !name.startsWith('.'))
          .map((name) => (path === '' ? name : `${path}/${name}`))
          .reverse(),
      );
    } else if (python.FS.isFile(mode)) {
      const bytes: Uint8Array = python.FS.readFile(`${WORKING_DIRECTORY}/${path}`);
      if (!isSame(bytes, given.get(path))) yield { name: path, bytes };
    }
  }
}

function runOrder(python: Python, runProgram: RunProgram, order: GuestOrder, limits: GuestLimits): void {
  const output = createOutput(limits);
  connectOutput(python, output.write);
  const given = new Map<string, Uint8Array>(order.files.map(({ name, data }) => [name, Buffer.from(data, 'base64')]));
  for (const [name, bytes] of given) python.FS.writeFile(`${WORKING_DIRECTORY}/${name}`, bytes);
  const { value, error } = JSON.parse(runProgram(order.code, limits.valueChars + 1)) as Outcome;
  output.flush();
  sayFiles([...readFiles(python, given)], limits);
  sayDone(value, error, limits);
}

const { limits, snapshot } = JSON.parse(process.argv[2] ?? '') as GuestSettings;
limitMemory(limits.memoryBytes);
await startWatchdog(limits.memoryBytes + HOST_BYTES);
const python = await (snapshot === undefined ? loadPython() : restorePython(readFileSync(snapshot)));
addTimeZones(python);
python.setStdin({ error: true });
// The first run is slower than the next.
python.runPython('from _runner import close_doors, run; close_doors(); run("1 + 1", 1)');
const runProgram = python.globals.get('run') as RunProgram;
// What it needs is gone after the next line.
const order = receiveOrder();
closeDoors();
say({ type: 'ready' });
runOrder(python, runProgram, await order, limits);
