import { Worker } from 'node:worker_threads';
import type { CalculationErrorCode } from '../../../lib/shared/calculator/calculation-error.ts';
import type { Computed } from '../../../lib/shared/calculator/compute-expression.ts';

export type Calculated = Computed | { error: string; code: CalculationErrorCode | 'timeout' | 'memory' };

export type CalculatorOptions = {
  /** At most so many expressions are computed at once; default 3. */
  maxThreads?: number;
  /** An expression that takes longer ends with its thread; default 2,000. */
  timeoutMs?: number;
  /** Of one thread, MiB; default 64. */
  memoryMb?: number;
  /** What runs in a thread: gets expressions, answers `Calculated`. */
  threadUrl?: URL;
};

export type Calculator = {
  /** Never throws for an expression. One caller has one thread at a time, so that its slow ones delay nobody else. */
  calculate(expression: string, caller: string, signal: AbortSignal): Promise<Calculated>;
  /** Threads that were ended because of what they computed. */
  killed(): number;
  close(): Promise<void>;
};

type Job = { expression: string; caller: string; done(result: Calculated): void };
type Thread = { worker: Worker; ready: Promise<void>; job: Job | null };

const OUT_OF_MEMORY = 'ERR_WORKER_OUT_OF_MEMORY';

/** Computes in threads that are started when they are needed, stay warm, and can be killed. */
export function createCalculator(options: CalculatorOptions = {}): Calculator {
  const { maxThreads = 3, timeoutMs = 2_000, memoryMb = 64 } = options;
  const threadUrl = options.threadUrl ?? new URL('./calculator-thread.ts', import.meta.url);
  const threads = new Set<Thread>();
  let waiting: Job[] = [];
  let kills = 0;

  function start(): Thread {
    const worker = new Worker(threadUrl, {
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 },
    });
    const ready = new Promise<void>((resolve) => worker.once('message', () => resolve()));
    const thread: Thread = { worker, ready, job: null };
    worker.on('error', (error: NodeJS.ErrnoException) =>
      end(
        thread,
        error.code === OUT_OF_MEMORY
          ? { error: 'the expression needs too much memory', code: 'memory' }
          : { error: 'the computation failed', code: 'limit' },
      ),
    );
    worker.once('exit', () => end(thread, { error: 'the computation was ended', code: 'limit' }));
    // An idle thread keeps no process alive.
    worker.unref();
    threads.add(thread);
    return thread;
  }

  /** A thread that failed is replaced by the next job. */
  function end(thread: Thread, result: Calculated): void {
    if (!threads.delete(thread)) return;
    kills += 1;
    thread.job?.done(result);
    void thread.worker.terminate();
    next();
  }

  async function work(thread: Thread, job: Job): Promise<void> {
    thread.job = job;
    thread.worker.ref();
    await thread.ready;
    if (!threads.has(thread)) return;
    const timer = setTimeout(() => end(thread, { error: 'it takes too long to compute', code: 'timeout' }), timeoutMs);
    thread.worker.once('message', (result: Calculated) => {
      thread.job = null;
      thread.worker.unref();
      job.done(result);
      next();
    });
    const { done } = job;
    job.done = (result) => {
      clearTimeout(timer);
      done(result);
    };
    thread.worker.postMessage(job.expression);
  }

  function next(): void {
    const busy = new Set([...threads].flatMap(({ job }) => (job ? [job.caller] : [])));
    const job = waiting.find(({ caller }) => !busy.has(caller));
    const idle = [...threads].find((thread) => thread.job === null);
    if (!job || (!idle && threads.size >= maxThreads)) return;
    waiting = waiting.filter((other) => other !== job);
    void work(idle ?? start(), job);
    next();
  }

  return {
    calculate(expression, caller, signal) {
      return new Promise((resolve, reject) => {
        const leave = () => {
          reject(signal.reason as Error);
          waiting = waiting.filter((other) => other !== job);
          for (const thread of threads) if (thread.job === job) end(thread, { error: 'it was stopped', code: 'timeout' });
        };
        const job: Job = {
          expression,
          caller,
          done(result) {
            signal.removeEventListener('abort', leave);
            resolve(result);
          },
        };
        signal.throwIfAborted();
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(job);
        next();
      });
    },
    killed: () => kills,
    async close() {
      const open = [...threads];
      threads.clear();
      await Promise.all(open.map(({ worker }) => worker.terminate()));
    },
  };
}
