import { useEffect, useState } from 'react';
import { reduceRun } from './run-reducer.ts';
import { followRun } from './run-stream.ts';
import { createRunView, isActive, type RunView } from './run-view.ts';

export type Replay = { state: 'reading' | 'read' | 'failed'; run: RunView };

/** A finished run as its log tells it; `null` asks for nothing. Its text and steps are those that were seen live. */
export function useRunReplay(runId: string | null): Replay | null {
  const [replay, setReplay] = useState<Replay | null>(null);
  useEffect(() => {
    if (runId === null) return;
    let run = createRunView(runId);
    setReplay({ state: 'reading', run });
    const stream = followRun({
      runId,
      after: null,
      onFrames: (frames, isRestart) => {
        run = reduceRun(isRestart ? createRunView(runId) : run, frames);
      },
      onConnection: () => {},
      onEnd: () => setReplay({ state: isActive(run.status) ? 'failed' : 'read', run }),
    });
    return stream.close;
  }, [runId]);
  return replay?.run.runId === runId ? replay : null;
}
