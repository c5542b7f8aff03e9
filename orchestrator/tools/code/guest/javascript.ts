import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import type { GuestError, GuestLimits, GuestSettings } from '../sandbox/protocol.ts';
import { createOutput, type Output, receiveOrder, say, sayDone, sayFiles } from './channel.ts';
import { closeDoors } from './close-doors.ts';
import { createHost, type Files } from './quickjs-host.ts';
import { startWatchdog } from './start-watchdog.ts';

const PRELUDE = readFileSync(new URL('./prelude.js', import.meta.url), 'utf8');
const INTL = readFileSync(new URL('./intl.js', import.meta.url), 'utf8');
const PROGRAM = 'main.ts';
const STACK_BYTES = 256 * 1024;
/** What Node and the interpreter need themselves. */
const HOST_BYTES = 384 * 2 ** 20;
/** `JS_EVAL_FLAG_ASYNC`: a script with `await` at its top level; gives a promise of `{ value }`. */
const EVAL_ASYNC = 1 << 7;

type Thrown = { name?: unknown; message?: unknown; stack?: unknown };

/** What the program threw, as a plain value. */
class ProgramError extends Error {
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    super('the program failed');
    this.thrown = thrown;
  }
}

/** The module that a program wants to load; `null`: it failed for another reason. */
function missingModule(message: string, code: string): string | null {
  const loaded = /^could not load module '([^']{1,100})'/.exec(message)?.[1];
  if (loaded !== undefined) return loaded;
  const wanted = /^'?require'? is not defined/.test(message)
    ? /\brequire\(\s*['"`]([^'"`\n]{1,100})/
    : message.startsWith('Unexpected') && /^[ \t]*import\s[^'"`\n;]{0,300}['"]([^'"\n]{1,100})['"]/m;
  return wanted ? (wanted.exec(code)?.[1] ?? null) : null;
}

function noModule(name: string): GuestError {
  const message = `No module '${name}': the sandbox has JavaScript itself, console, timers, Intl and files, but no packages and no modules of Node.`;
  return { type: 'ModuleNotFound', message, line: null, trace: '' };
}

function toGuestError(thrown: unknown, code: string): GuestError {
  if (typeof thrown !== 'object' || thrown === null) return { type: 'Thrown', message: String(thrown), line: null, trace: '' };
  const { name, message, stack } = thrown as Thrown;
  const missing = missingModule(String(message ?? ''), code);
  if (missing !== null) return noModule(missing);
  const trace = String(stack ?? '').slice(0, 20_000);
  const line = /main\.ts:(\d+)/.exec(trace)?.[1];
  return {
    type: String(name ?? 'Error').slice(0, 200),
    message: String(message ?? '').slice(0, 20_000),
    line: line === undefined ? null : Number(line),
    trace,
  };
}

/** Types are blanked out in place, so that lines stay; what cannot be read as TypeScript may still be JavaScript. */
function toJavaScript(code: string): string {
  try {
    return stripTypeScriptTypes(code);
  } catch {
    return code;
  }
}

function unwrap(context: QuickJSContext, result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
  if (result.error) throw new ProgramError(context.dump(result.error));
  return result.value;
}

/** Runs jobs of promises at once and timers when their time comes, until nothing is left to wait for. */
function settle(context: QuickJSContext, program: QuickJSHandle, nextTimer: QuickJSHandle): QuickJSHandle {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let waitMs = 0; waitMs >= 0; ) {
    const jobs = context.runtime.executePendingJobs();
    if (jobs.error) throw new ProgramError(context.dump(jobs.error));
    const state = context.getPromiseState(program);
    if (state.type === 'rejected') throw new ProgramError(context.dump(state.error));
    waitMs = context.getNumber(unwrap(context, context.callFunction(nextTimer, context.undefined)));
    if (waitMs > 0) Atomics.wait(never, 0, 0, waitMs);
  }
  const state = context.getPromiseState(program);
  if (state.type === 'fulfilled') return context.getProp(state.value, 'value');
  throw new ProgramError({ name: 'Error', message: 'the program waits for something that will never happen' });
}

/** An interpreter with everything that a program expects, and the functions of the prelude for its value and its timers. */
function createInterpreter(quickjs: QuickJSWASMModule, limits: GuestLimits, files: Files, write: Output['write']) {
  const runtime = quickjs.newRuntime({ memoryLimitBytes: limits.memoryBytes, maxStackSizeBytes: STACK_BYTES });
  const context = runtime.newContext();
  const host = createHost(context, files, write);
  const setUp = (source: string, name: string) =>
    unwrap(context, context.callFunction(unwrap(context, context.evalCode(source, name)), context.undefined, host));
  setUp(INTL, 'intl.js');
  const tools = setUp(PRELUDE, 'prelude.js');
  const show = context.getProp(tools, 'show');
  const nextTimer = context.getProp(tools, 'nextTimer');

  /** The value of the last expression. Throws `ProgramError`. */
  return function run(code: string): string | null {
    const program = unwrap(context, context.evalCode(toJavaScript(code), PROGRAM, EVAL_ASYNC));
    const value = settle(context, program, nextTimer);
    if (context.typeof(value) === 'undefined') return null;
    return context.getString(unwrap(context, context.callFunction(show, context.undefined, value)));
  };
}

const { limits } = JSON.parse(process.argv[2] ?? '') as GuestSettings;
await startWatchdog(limits.memoryBytes + HOST_BYTES);
const quickjs = await newQuickJSWASMModuleFromVariant(import('@jitl/quickjs-ng-wasmfile-release-sync'));
const output = createOutput(limits);
const files: Files = new Map();
const run = createInterpreter(quickjs, limits, files, output.write);
// The first program is slower than the next.
createInterpreter(quickjs, limits, new Map(), () => {})('1 + 1');

// What it needs is gone after the next line.
const ordered = receiveOrder();
closeDoors();
say({ type: 'ready' });

const order = await ordered;
const given: Files = new Map(order.files.map(({ name, data }) => [name, Buffer.from(data, 'base64')]));
for (const [name, bytes] of given) files.set(name, bytes);
let value: string | null = null;
let error: GuestError | null = null;
try {
  value = run(order.code);
} catch (failure) {
  if (!(failure instanceof ProgramError)) throw failure;
  error = toGuestError(failure.thrown, order.code);
}
output.flush();
sayFiles(
  [...files].filter(([name, bytes]) => given.get(name) !== bytes).map(([name, bytes]) => ({ name, bytes })),
  limits,
);
sayDone(value, error, limits);
