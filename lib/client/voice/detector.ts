import { FrameProcessor, type FrameProcessorEvent } from '@ricky0123/vad-web/dist/frame-processor.js';
import { FRAME_SAMPLES, type SpeechModel } from './silero.ts';

export type Detection = 'speech_started' | 'speech_confirmed' | 'speech_ended' | 'misfire';

export type DetectorHandlers = {
  /** Every frame, after it was judged and before what follows from it. */
  onFrame(frame: Float32Array, probability: number): void;
  /** With `speech_ended` comes the whole utterance, with a little of what was before it. */
  onDetection(detection: Detection, audio: Float32Array | null): void;
  onFail(): void;
};

export type Detector = {
  push(frame: Float32Array): void;
  /** Starts afresh: what is being said begins anew. */
  rearm(): void;
  close(): void;
};

const MS_PER_FRAME = FRAME_SAMPLES / 16;

/** Silence that ends an utterance: longer than the pauses within one, and no longer, because the user waits for it. */
const REDEMPTION_MS = 550;

const OPTIONS = {
  positiveSpeechThreshold: 0.5,
  negativeSpeechThreshold: 0.35,
  redemptionMs: REDEMPTION_MS,
  preSpeechPadMs: 400,
  minSpeechMs: 250,
  submitUserSpeechOnPause: false,
};

const NAMES: Record<string, Detection> = {
  SPEECH_START: 'speech_started',
  SPEECH_REAL_START: 'speech_confirmed',
  SPEECH_END: 'speech_ended',
  VAD_MISFIRE: 'misfire',
};

/** Tells when somebody begins to speak and has ended. */
export function createDetector(model: SpeechModel, handlers: DetectorHandlers): Detector {
  const frames = new FrameProcessor(model.process, model.reset, OPTIONS, MS_PER_FRAME);
  frames.resume();
  let isClosed = false;
  let queue: Promise<void> = Promise.resolve();

  const onEvent = (event: FrameProcessorEvent) => {
    if (isClosed) return;
    if ('probs' in event) handlers.onFrame(event.frame, event.probs.isSpeech);
    const detection = NAMES[event.msg];
    if (detection) handlers.onDetection(detection, 'audio' in event ? event.audio : null);
  };

  return {
    push(frame) {
      // The model remembers: frames go through it one after the other.
      queue = queue.then(async () => {
        if (isClosed) return;
        try {
          await frames.process(frame, onEvent);
        } catch {
          if (!isClosed) handlers.onFail();
          isClosed = true;
        }
      });
    },
    rearm: () => frames.reset(),
    close() {
      isClosed = true;
    },
  };
}
