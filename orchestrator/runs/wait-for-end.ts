import type { Cursor, Frame, FrameSink, SinkEnd } from '../core/frame.ts';
import type { Reader } from './reader.ts';

/** Resolves with the terminal frame, or with why the reader was ended without it. Abort: rejects with the signal's reason. */
export function waitForEnd(
  attach: (after: Cursor, sink: FrameSink) => Reader,
  after: Cursor,
  signal: AbortSignal,
): Promise<Frame | SinkEnd> {
  return new Promise((resolve, reject) => {
    let terminal: Frame | null = null;
    const sink: FrameSink = {
      write(frame) {
        if (frame.type === 'run.finished') terminal = frame;
      },
      bufferedBytes: () => 0,
      drained: () => Promise.resolve(),
      end(reason) {
        signal.removeEventListener('abort', giveUp);
        resolve(terminal ?? reason);
      },
    };
    const reader = attach(after, sink);
    function giveUp(): void {
      reader.detach();
      reject(signal.reason);
    }
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
  });
}
