import type { Frame } from '../core/frame.ts';

/** Between a run and its readers: what takes text back from them, and all that follows it, waits until it is stored. */
export type CutGate = {
  push(frame: Frame, takesBack: boolean): void;
  /** Everything up to `seq` is in the log. */
  stored(seq: number): void;
};

/**
 * A process that takes the run over knows the log only. Text that readers have beyond it, it has them cut; text that they
 * gave up for an event that was never stored, it could not give back.
 */
export function createCutGate(publish: (frame: Frame) => void): CutGate {
  let held: { frame: Frame; takesBack: boolean }[] = [];
  return {
    push(frame, takesBack) {
      if (takesBack || held.length > 0) held.push({ frame, takesBack });
      else publish(frame);
    },
    stored(seq) {
      const next = held.findIndex(({ frame, takesBack }) => takesBack && frame.seq > seq);
      const free = next < 0 ? held : held.slice(0, next);
      held = held.slice(free.length);
      for (const { frame } of free) publish(frame);
    },
  };
}
