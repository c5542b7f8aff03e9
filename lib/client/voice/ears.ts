import type { Detection } from './detector.ts';
import { openFrames } from './frame-source.ts';
import { loadDetector } from './load-detector.ts';
import { MicrophoneError, openMicrophone } from './microphone.ts';
import { startRecorder } from './recorder.ts';
import type { VoiceMode } from './voice-state.ts';

export type EarsHandlers = {
  /** 16 kHz; `probability` of speech, or `null` where nobody judges it. */
  onFrame(frame: Float32Array, probability: number | null): void;
  onDetection(detection: Detection, audio: Float32Array | null): void;
  /** No frames can be had; recordings can. */
  onNoFrames(): void;
  /** The recording is as long as it may be. */
  onFull(): void;
  onLost(): void;
};

export type EarsOptions = { mode: VoiceMode; deviceId: string | null; maxSeconds: number };

/** An open microphone with what listens to it. */
export type Ears = {
  level(): number;
  mute(isMuted: boolean): void;
  rearm(): void;
  /** Ends the recording of push-to-talk; `null` when there is none. */
  stopRecording(): Promise<Blob | null>;
  close(): void;
};

export type OpenEars = (options: EarsOptions, handlers: EarsHandlers) => Promise<Ears>;

/** Opens the microphone of the browser. Throws `MicrophoneError`, and leaves nothing open then. */
export const openBrowserEars: OpenEars = async ({ mode, deviceId, maxSeconds }, handlers) => {
  // The permission is asked for and the detector loaded at the same time.
  const detector = mode === 'hands_free' ? loadDetector() : null;
  detector?.catch(() => {});
  const microphone = await openMicrophone(deviceId, handlers.onLost);
  const recorder = detector ? null : startRecorder(microphone.stream, maxSeconds, handlers.onFull);
  let closeFrames = () => {};
  let judge: Awaited<ReturnType<typeof openJudge>> | null = null;

  async function openJudge(created: Promise<Awaited<ReturnType<typeof loadDetector>>>) {
    const create = await created;
    return create({ onFrame: handlers.onFrame, onDetection: handlers.onDetection, onFail: handlers.onLost });
  }

  const { stream, context } = microphone;
  try {
    if (detector) judge = await openJudge(detector);
    closeFrames = await openFrames(context, stream, (frame) => (judge ? judge.push(frame) : handlers.onFrame(frame, null)));
  } catch {
    if (detector) {
      microphone.close();
      throw new MicrophoneError('no_detector');
    }
    handlers.onNoFrames();
  }

  return {
    level: () => microphone.level(),
    mute: (isMuted) => microphone.mute(isMuted),
    rearm: () => judge?.rearm(),
    stopRecording: async () => (await recorder?.stop()) ?? null,
    close() {
      judge?.close();
      closeFrames();
      microphone.close();
    },
  };
};
