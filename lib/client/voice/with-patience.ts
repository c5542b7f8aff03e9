import { type AppError, type ErrorCode, toAppError } from '../../contract/errors.ts';
import type { Synthesise } from './synthesis-speaker.ts';

/** The server is away, as while it starts again: nothing that another speaker would do better. */
const AWAY = new Set<ErrorCode>(['BACKEND_DOWN', 'NOT_READY', 'PROXY_ERROR']);
const TIMED_OUT = 504;
const isAway = ({ code, status }: AppError) => AWAY.has(code) && status !== TIMED_OUT;

/** Between the attempts; a restart takes some seconds. */
const WAITS_MS = [500, 1_000, 2_000, 4_000];

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Asks again while the server is away, as long as nothing of the sentence was heard: an answer keeps its voice through a restart. */
export function withPatience(synthesise: Synthesise, wait: (ms: number) => Promise<void> = sleep): Synthesise {
  return async function* (text, signal) {
    for (const ms of [...WAITS_MS, null]) {
      let hasBegun = false;
      try {
        for await (const piece of synthesise(text, signal)) {
          hasBegun = true;
          yield piece;
        }
        return;
      } catch (thrown) {
        if (hasBegun || ms === null || signal.aborted || !isAway(toAppError(thrown))) throw thrown;
        await wait(ms);
        signal.throwIfAborted();
      }
    }
  };
}
