import { toEventId } from '../contract/events.ts';
import { type ChatStore, setEntry, settleMessage } from './chat-store.ts';
import { reduceRun } from './run-reducer.ts';
import { followRun, type RunStream, type RunStreamOptions } from './run-stream.ts';
import { createRunView, isActive, type RunView } from './run-view.ts';

type FollowOptions = Pick<RunStreamOptions, 'origin' | 'timing' | 'schedule'> & {
  /** The stream is over; `false`: without the end of the run (which the stored message then knows). */
  onSettled(view: RunView, isComplete: boolean): void;
};

/** Follows the runs of one page: feeds their events through the reducer into the store. Several callers of one run share its stream. */
export function createRunFollower(store: ChatStore, options: FollowOptions) {
  const streams = new Map<string, { stream: RunStream; users: number }>();

  const open = (runId: string): RunStream => {
    const known = store.getState().runs[runId];
    const view = known ?? createRunView(runId);
    if (!known) setEntry(store, 'runs', runId, view);
    const stream = followRun({
      ...options,
      runId,
      after: view.position ? toEventId(view.position) : null,
      onConnection: (state) => setEntry(store, 'connections', runId, state),
      onFrames: (frames, isRestart) => {
        const before = isRestart ? restarted(viewOf(store, runId)) : viewOf(store, runId);
        const next = reduceRun(before, frames);
        setEntry(store, 'runs', runId, next);
        if (!isActive(next.status)) settleMessage(store, next);
        if (next.lost) stream.restart();
      },
      onEnd: () => {
        streams.delete(runId);
        setEntry(store, 'connections', runId, undefined);
        const last = viewOf(store, runId);
        options.onSettled(last, !isActive(last.status));
      },
    });
    return stream;
  };

  return {
    /** Follows until the returned function is called or the run is over. */
    follow(runId: string): () => void {
      const entry = streams.get(runId) ?? { stream: open(runId), users: 0 };
      entry.users += 1;
      streams.set(runId, entry);
      return () => {
        entry.users -= 1;
        if (entry.users > 0 || streams.get(runId) !== entry) return;
        streams.delete(runId);
        entry.stream.close();
        setEntry(store, 'connections', runId, undefined);
      };
    },
  };
}

function viewOf(store: ChatStore, runId: string): RunView {
  return store.getState().runs[runId] ?? createRunView(runId);
}

/** A fresh view for a replay from the start that keeps what only this client knows. */
function restarted(view: RunView): RunView {
  return { ...createRunView(view.runId), conversationId: view.conversationId, messageId: view.messageId };
}
