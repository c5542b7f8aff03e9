import { useEffect, useState } from 'react';
import { reduceRun } from './run-reducer.ts';
import { followRun } from './run-stream.ts';
import { createRunView, type RunView } from './run-view.ts';

/** What a finished run said, read from its log; `null` asks for nothing, and is given until something was read. */
export function useRunReplay(runId: string | null): RunView | null {
  const [view, setView] = useState<RunView | null>(null);
  useEffect(() => {
    if (runId === null) return;
    let read = createRunView(runId);
    const stream = followRun({
      runId,
      after: null,
      onFrames: (frames, isRestart) => {
        read = reduceRun(isRestart ? createRunView(runId) : read, frames);
        setView(read);
      },
      onConnection: () => {},
      onEnd: () => {},
    });
    return stream.close;
  }, [runId]);
  return view?.runId === runId ? view : null;
}
