import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../../../core/logger.ts';
import { createTranscript, type GuestEnding, type GuestResult } from './create-transcript.ts';
import { type GuestFile, type GuestMessage, type GuestOrder, type GuestSettings, guestMessage } from './protocol.ts';
import { readLines } from './read-lines.ts';

/** What a guest process runs, and the only paths that it may read besides its own code. */
export type GuestProgram = { entry: URL; reads: readonly string[]; settings: GuestSettings };

export type GuestJob = {
  code: string;
  files: readonly GuestFile[];
  /** When it is killed, from the moment it has the program. */
  wallMs: number;
  onOutput(text: string): void;
  signal: AbortSignal;
};

/** A process that runs one program of a stranger and then ends. */
export type Guest = {
  /** Rejects when the process ends before it can work. */
  ready: Promise<void>;
  /** Resolves when the process is gone, for whatever reason. */
  ended: Promise<void>;
  /** Only once. The process dies with it. Abort: kills it, then rejects with the reason. */
  run(job: GuestJob): Promise<GuestResult>;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
};

const GUEST_DIRECTORY = fileURLToPath(new URL('../guest/', import.meta.url));
const PROJECT_FILE = fileURLToPath(new URL('../../../../package.json', import.meta.url));
const BASE64_GROWTH = 4 / 3;
/** Of a message around its content. */
const SLACK_BYTES = 10_000;
const MAX_STDERR_CHARS = 4_000;

/**
 * No child processes, no add-ons, no files but the named ones, none to write, an empty environment. The network is closed by
 * the guest itself before it takes a program, since this version of Node has no permission for that.
 */
export function guestArguments({ entry, reads }: Pick<GuestProgram, 'entry' | 'reads'>): string[] {
  return [
    '--permission',
    // For the thread that watches over memory and the parent.
    '--allow-worker',
    ...[GUEST_DIRECTORY, PROJECT_FILE, ...reads].map((path) => `--allow-fs-read=${path}`),
    '--disable-warning=SecurityWarning',
    '--disable-warning=ExperimentalWarning',
    '--max-old-space-size=256',
    '--stack-size=3000',
    fileURLToPath(entry),
  ];
}

function parseMessage(line: string): GuestMessage | null {
  try {
    return guestMessage.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function toOrder({ code, files }: GuestJob): GuestOrder {
  return {
    code,
    files: files.map(({ name, bytes }) => ({ name, data: Buffer.from(bytes).toString('base64') })),
  };
}

export function startGuest(program: GuestProgram, log: Logger): Guest {
  const { limits } = program.settings;
  const child = spawn(process.execPath, [...guestArguments(program), JSON.stringify(program.settings)], {
    cwd: GUEST_DIRECTORY,
    env: { NODE_ENV: 'production' },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const input = child.stdin as Writable;
  let diagnostics = '';
  let stopped = false;
  let onMessage: (message: GuestMessage | null) => void = () => {};
  const exited = new Promise<NodeJS.Signals | number | Error>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0));
    child.once('error', resolve);
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));

  // A process that is gone cannot take its order.
  input.on('error', () => {});
  (child.stderr as Readable).setEncoding('utf8').on('data', (text: string) => {
    diagnostics = (diagnostics + text).slice(-MAX_STDERR_CHARS);
  });
  readLines(
    child.stdio[3] as Readable,
    limits.fileBytes * BASE64_GROWTH + SLACK_BYTES,
    (line) => onMessage(parseMessage(line)),
    () => onMessage(null),
  );

  function kill(): void {
    child.kill('SIGKILL');
  }

  const ready = new Promise<void>((resolve, reject) => {
    onMessage = (message) => (message?.type === 'ready' ? resolve() : kill());
    void exited.then((outcome) => {
      log.debug({ outcome: String(outcome), diagnostics }, 'a sandbox process ended');
      reject(new Error('the sandbox could not be started', { cause: diagnostics }));
    });
  });
  // Whoever waits for it gets the rejection; nobody may be waiting.
  ready.catch(() => {});

  return {
    ready,
    ended: exited.then(() => {}),
    async run(job) {
      job.signal.throwIfAborted();
      const transcript = createTranscript(limits, job.onOutput);
      let ending: GuestEnding | undefined;
      const end = (how: GuestEnding): void => {
        ending ??= how;
        kill();
      };
      const timer = setTimeout(() => end({ timeoutMs: job.wallMs }), job.wallMs);
      job.signal.addEventListener('abort', kill, { once: true });
      const finished = new Promise<void>((resolve) => {
        onMessage = (message) => {
          if (transcript.take(message)) return;
          end('broken');
          if (transcript.isDone()) resolve();
        };
        void closed.then(resolve);
      });
      input.end(`${JSON.stringify(toOrder(job))}\n`);
      await finished;
      clearTimeout(timer);
      job.signal.removeEventListener('abort', kill);
      job.signal.throwIfAborted();
      if (stopped && !transcript.isDone()) throw new Error('the sandbox was closed');
      return transcript.finish(ending ?? (await exited));
    },
    async stop() {
      stopped = true;
      kill();
      await exited;
    },
  };
}
