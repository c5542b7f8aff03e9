import { untilAborted } from '../../lib/shared/until-aborted.ts';
import { SpeechError, type SpeechErrorKind } from '../core/speech.ts';

/** A signal that a caller's abort or our own time-out sets off. Ends with the first `stop`. */
export type WatchedCall = {
  signal: AbortSignal;
  /** What the promise gives, unless it takes longer than that, or the caller goes. */
  within<T>(promise: Promise<T>, timeoutMs: number, kind: SpeechErrorKind): Promise<T>;
  stop(reason?: unknown): void;
};

/** The vendors' own time-outs end at the headers of an answer; these hold for whatever is waited for. */
export function watchCall(caller: AbortSignal): WatchedCall {
  const controller = new AbortController();
  const onAbort = () => controller.abort(caller.reason);
  if (caller.aborted) onAbort();
  else caller.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    async within(promise, timeoutMs, kind) {
      // After an abort nobody looks at it any more.
      promise.catch(() => {});
      const timer = setTimeout(() => controller.abort(new SpeechError(kind)), timeoutMs);
      try {
        return await untilAborted(promise, controller.signal);
      } finally {
        clearTimeout(timer);
      }
    },
    stop(reason) {
      caller.removeEventListener('abort', onAbort);
      if (!controller.signal.aborted) controller.abort(reason ?? new SpeechError('unavailable'));
    },
  };
}
