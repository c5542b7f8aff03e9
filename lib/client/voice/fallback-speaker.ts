import type { SpokenSentence } from '../../shared/speech-text.ts';
import type { CreateSpeaker, Speaker, SpeakerHandlers } from './speaker.ts';

/** Speaks with the first that can; the next one takes up what another could not say. Without any left `onFail` tells so, once. */
export function createFallbackSpeaker(speakers: readonly CreateSpeaker[], handlers: SpeakerHandlers): Speaker {
  const left = [...speakers];
  let heard = 0;
  let answerOf: ((answer: string) => number) | null = null;
  let isFinished = false;
  let isPaused = false;
  let hasStarted = false;
  let isStopped = false;
  let hasTold = false;
  let active: Speaker | null = next();

  function next(): Speaker | null {
    const create = left.shift();
    if (!create) return null;
    return create({
      onStart() {
        if (!hasStarted) handlers.onStart();
        hasStarted = true;
      },
      onEnd: () => handlers.onEnd(),
      onFail(rest) {
        const failed = active;
        if (failed) {
          const before = answerOf;
          answerOf = (answer) => Math.max(before?.(answer) ?? 0, failed.heardChars(answer));
        }
        active = next();
        if (!active) {
          tell(rest);
          if (isFinished) handlers.onEnd();
          return;
        }
        if (isPaused) active.pause();
        active.add(rest);
        if (isFinished) active.finish();
      },
    });
  }

  function tell(rest: readonly SpokenSentence[]): void {
    if (!hasTold && !isStopped) handlers.onFail(rest);
    hasTold = true;
  }

  return {
    add(sentences) {
      if (active) active.add(sentences);
      else tell(sentences);
    },
    cut: (length) => active?.cut(length),
    finish() {
      isFinished = true;
      if (active) active.finish();
      else if (!isStopped) handlers.onEnd();
    },
    pause() {
      isPaused = true;
      active?.pause();
    },
    resume() {
      isPaused = false;
      active?.resume();
    },
    stop() {
      isStopped = true;
      active?.stop();
    },
    duck: (isDucked) => active?.duck(isDucked),
    heardChars(answer) {
      heard = Math.max(heard, answerOf?.(answer) ?? 0, active?.heardChars(answer) ?? 0);
      return heard;
    },
  };
}
