/** Above this the producer is asked to wait; a slow reader must not make memory grow. */
const HIGH_WATER = 1_024;

/** A queue between the agents, which push, and the reader of the run, who pulls in batches. One reader. */
export type Channel<T> = {
  /** Kept in order; without effect after `close`. */
  push(value: T): void;
  hasRoom(): boolean;
  /** Resolves when the reader has caught up, or the channel is closed. */
  room(): Promise<void>;
  close(): void;
  /** Ends after `close`, when everything was read. */
  read(): AsyncGenerator<T, void>;
};

export function createChannel<T>(): Channel<T> {
  let queue: T[] = [];
  let closed = false;
  let wakeReader: (() => void) | undefined;
  let wakeWriter: (() => void) | undefined;

  function wake(): void {
    wakeReader?.();
    wakeReader = undefined;
  }

  function makeRoom(): void {
    wakeWriter?.();
    wakeWriter = undefined;
  }

  async function* read(): AsyncGenerator<T, void> {
    for (;;) {
      const batch = queue;
      queue = [];
      yield* batch;
      if (queue.length > 0) continue;
      makeRoom();
      if (closed) return;
      await new Promise<void>((resolve) => {
        wakeReader = resolve;
      });
    }
  }

  return {
    push(value) {
      if (closed) return;
      queue.push(value);
      wake();
    },
    hasRoom: () => closed || queue.length < HIGH_WATER,
    room() {
      const previous = wakeWriter;
      return new Promise((resolve) => {
        wakeWriter = () => {
          previous?.();
          resolve();
        };
      });
    },
    close() {
      closed = true;
      wake();
      makeRoom();
    },
    read,
  };
}
