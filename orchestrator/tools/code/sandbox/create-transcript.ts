import type { GuestError, GuestFile, GuestLimits, GuestMessage } from './protocol.ts';

export type GuestResult = {
  stdout: string;
  stderr: string;
  /** The value of the last expression as text. */
  value: string | null;
  error: GuestError | null;
  files: GuestFile[];
  /** What the reader should know besides, such as that output was cut. */
  notices: string[];
};

/** How the process ended: by a signal, with a code, by its time limit, because it said what it must not, or it never was. */
export type GuestEnding = NodeJS.Signals | number | { timeoutMs: number } | 'broken' | Error;

const MAX_NOTICES = 20;

function toEndingError(ending: GuestEnding): GuestError {
  const plain = { line: null, trace: '' };
  if (typeof ending === 'object' && 'timeoutMs' in ending) {
    return { type: 'Timeout', message: `stopped after ${ending.timeoutMs / 1000} s`, ...plain };
  }
  // Nobody else sends it: the watchdog, or the system when it has no memory left.
  if (ending === 'SIGKILL') return { type: 'OutOfMemory', message: 'stopped because it used too much memory', ...plain };
  return { type: 'Crash', message: 'the program made its interpreter crash', ...plain };
}

/** Collects what a guest says within its limits. */
export function createTranscript(limits: GuestLimits, onOutput: (text: string) => void) {
  const text = { stdout: '', stderr: '' };
  const files: GuestFile[] = [];
  const notices: string[] = [];
  let outputBytes = 0;
  let done: { value: string | null; error: GuestError | null } | null = null;

  function takeOutput(stream: 'stdout' | 'stderr', piece: string): boolean {
    outputBytes += Buffer.byteLength(piece);
    // The guest counts too, and says so when it leaves something out.
    if (outputBytes > limits.outputBytes) return false;
    text[stream] += piece;
    onOutput(piece);
    return true;
  }

  function isAccepted(message: GuestMessage): boolean {
    switch (message.type) {
      case 'output':
        return takeOutput(message.stream, message.text);
      case 'file':
        files.push({ name: message.name, bytes: Buffer.from(message.data, 'base64') });
        return files.length <= limits.files;
      case 'notice':
        return notices.push(message.text) <= MAX_NOTICES;
      case 'done':
        if (message.value !== null && message.value.length > limits.valueChars) return false;
        done = { value: message.value, error: message.error };
        return true;
      case 'ready':
        return false;
    }
  }

  return {
    /** `false`: nothing more is to be expected, or it broke its limits or speaks no sense. */
    take(message: GuestMessage | null): boolean {
      return !done && message !== null && isAccepted(message) && !done;
    },
    isDone: () => done !== null,
    finish(ending: GuestEnding): GuestResult {
      const { value, error } = done ?? { value: null, error: toEndingError(ending) };
      return { ...text, value, error, files, notices };
    },
  };
}
