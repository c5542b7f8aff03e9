import type { SpokenSentence } from '../../shared/speech-text.ts';

/** Says one answer, sentence by sentence while it is written. */
export type Speaker = {
  add(sentences: readonly SpokenSentence[]): void;
  /** The answer lost what comes after `length`: what is not begun of it is not said. */
  cut(length: number): void;
  /** Nothing will be added. */
  finish(): void;
  /** Silent at once; `resume` goes on at the same place. */
  pause(): void;
  resume(): void;
  /** Silent for good; what is being made is aborted. No handler is called after it. */
  stop(): void;
  /** Quieter while somebody may be speaking. */
  duck(isDucked: boolean): void;
  /** How much of `answer` was heard, in UTF-16 code units, to the end of a word. */
  heardChars(answer: string): number;
};

export type SpeakerHandlers = {
  /** The first sound. */
  onStart(): void;
  /** Everything was said, and nothing will be added. */
  onEnd(): void;
  /** It cannot speak (any more); `rest` was not said. Comes after the last sound that was made. */
  onFail(rest: readonly SpokenSentence[]): void;
};

export type CreateSpeaker = (handlers: SpeakerHandlers) => Speaker;
