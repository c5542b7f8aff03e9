import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { AppError } from '../../lib/contract/errors.ts';
import type { Cursor, SinkEnd } from '../core/frame.ts';
import type { Principal } from '../core/principal.ts';
import type { Backend } from './backend.ts';
import { createSocketSink } from './socket-sink.ts';

const MAX_RUNS = 32;

type FollowOptions = {
  principal: Principal;
  backend: Backend;
  runId: string;
  after: Cursor;
  /** Of the `chat` frame that started the run. */
  requestId?: string;
};

export type SocketRuns = {
  /** Sends the events of a run; a run that is followed already starts over at the new position. Throws `AppError`. */
  follow(options: FollowOptions): Promise<void>;
  leaveAll(): void;
};

/** The runs that one socket follows. */
export function createSocketRuns(socket: WebSocket, stream: Duplex, onEnd: (runId: string, reason: SinkEnd) => void): SocketRuns {
  const leaves = new Map<string, () => void>();

  async function follow({ principal, backend, runId, after, requestId }: FollowOptions): Promise<void> {
    leaves.get(runId)?.();
    if (leaves.size >= MAX_RUNS)
      throw new AppError('RATE_LIMITED', { message: `A socket follows at most ${MAX_RUNS} runs at once.` });
    let isLeft = false;
    let detach = () => {};
    const leave = () => {
      isLeft = true;
      leaves.delete(runId);
      detach();
    };
    const end = (reason: SinkEnd) => {
      if (isLeft) return;
      leaves.delete(runId);
      onEnd(runId, reason);
    };
    leaves.set(runId, leave);
    try {
      const outcome = await backend.runs.attach(
        principal,
        runId,
        after,
        createSocketSink({ socket, stream, runId, requestId, onEnd: end }),
      );
      if (outcome.kind === 'nothing_left') return end('done');
      detach = outcome.detach;
      if (isLeft) detach();
    } catch (error) {
      if (!isLeft) leaves.delete(runId);
      throw error;
    }
  }

  return {
    follow,
    leaveAll() {
      for (const leave of [...leaves.values()]) leave();
    },
  };
}
