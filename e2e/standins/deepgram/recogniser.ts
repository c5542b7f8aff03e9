import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Where Debian's pocketsphinx-en-us puts its model. */
const MODEL = '/usr/share/pocketsphinx/model/en-us';
/** The system's own: another Python does not see Debian's module. */
const PYTHON = '/usr/bin/python3';
const MAX_IDLE = 2;

export type RecognisedWord = { word: string; start: number; end: number; confidence: number };

/** 16-bit PCM of 16 kHz in, words out; times in seconds since the begin of the utterance. */
export type Recogniser = {
  /** Adds to the utterance and gives the words so far. */
  push(pcm: Uint8Array): Promise<RecognisedWord[]>;
  /** Ends the utterance. */
  finish(): Promise<RecognisedWord[]>;
  release(): void;
};

export type RecogniserPool = { take(): Promise<Recogniser>; stop(): void };

/** What a machine needs for real recognition; the packages are Debian's. */
export const hasRecogniser = () => existsSync(MODEL) && existsSync('/usr/lib/python3/dist-packages/pocketsphinx');

type Worker = { process: ChildProcessWithoutNullStreams; ask(kind: 'A' | 'E', payload: Uint8Array): Promise<RecognisedWord[]> };

async function startWorker(): Promise<Worker> {
  const child = spawn(PYTHON, [join(import.meta.dirname, 'recognise.py'), MODEL]);
  const waiting: { resolve(words: RecognisedWord[]): void; reject(error: Error): void }[] = [];
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint += text.toString();
  });
  child.stdin.on('error', () => {});
  child.once('close', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the recogniser ended: ${complaint.slice(-500)}`));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    waiting.shift()?.resolve((JSON.parse(line) as { words?: RecognisedWord[] }).words ?? []);
  });
  const answer = () => new Promise<RecognisedWord[]>((resolve, reject) => waiting.push({ resolve, reject }));
  await answer();
  return {
    process: child,
    ask(kind, payload) {
      const head = Buffer.alloc(5);
      head.write(kind, 0, 'latin1');
      head.writeUInt32LE(payload.length, 1);
      child.stdin.write(head);
      child.stdin.write(payload);
      return answer();
    },
  };
}

/** Real speech recognition (PocketSphinx) in processes of its own; one utterance at a time each, kept for the next. */
export function createRecogniserPool(): RecogniserPool {
  const idle: Worker[] = [];
  const all = new Set<Worker>();

  async function start(): Promise<Worker> {
    const worker = await startWorker();
    all.add(worker);
    worker.process.once('close', () => all.delete(worker));
    return worker;
  }

  return {
    async take() {
      const worker = idle.pop() ?? (await start());
      return {
        push: (pcm) => worker.ask('A', pcm),
        finish: () => worker.ask('E', new Uint8Array()),
        release() {
          if (idle.length < MAX_IDLE) idle.push(worker);
          else worker.process.kill();
        },
      };
    },
    stop() {
      for (const worker of all) worker.process.kill();
      idle.length = 0;
    },
  };
}
