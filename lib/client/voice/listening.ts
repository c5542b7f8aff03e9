import type { Detection } from './detector.ts';
import type { Ears, OpenEars } from './ears.ts';
import { MicrophoneError } from './microphone.ts';
import { encodeWav } from './pcm.ts';
import { toTranscribeFault } from './transcribe-fault.ts';
import type { Transcriber, TranscriberHandlers } from './transcriber.ts';
import type { VoiceEvent, VoiceMode } from './voice-state.ts';

export type ListeningDeps = {
  openEars: OpenEars;
  createTranscriber(handlers: TranscriberHandlers): Transcriber;
  transcribe(audio: Blob, signal: AbortSignal): Promise<string>;
  dispatch(event: VoiceEvent): void;
  limits: { maxBytes: number; maxSeconds: number };
};

export type OpenOptions = { mode: VoiceMode; deviceId: string | null };

/** Frames from before speech was detected that go along with it: 0.4 s. */
const PRE_ROLL_FRAMES = 13;
/** Probability under which a frame is no voice. */
const VOICED = 0.35;

/** Everything between the microphone and words: executes what the machine wants of it and tells what comes. */
export function createListening(deps: ListeningDeps) {
  let generation = 0;
  let ears: Ears | null = null;
  let transcriber: Transcriber | null = null;
  let transcribing: AbortController | null = null;
  let recording: Promise<Blob | null> | null = null;
  let turn = 0;
  let segments: Float32Array[] = [];
  let preRoll: Float32Array[] = [];
  /** Audio is sent only while somebody speaks, or holds the button. */
  let isPassing = false;
  let isVoiced = false;
  let voicedAt = 0;

  function onFrame(frame: Float32Array, probability: number | null): void {
    isVoiced = probability !== null && probability >= VOICED;
    if (isVoiced) voicedAt = performance.now();
    if (isPassing || probability === null) transcriber?.push(frame);
    else preRoll = [...preRoll, frame].slice(-PRE_ROLL_FRAMES);
    // Where no file can be recorded, the frames are the recording.
    if (probability === null) segments.push(frame);
  }

  function onDetection(detection: Detection, audio: Float32Array | null): void {
    if (detection === 'speech_started') {
      isPassing = true;
      for (const frame of preRoll) transcriber?.push(frame);
      preRoll = [];
    } else if (detection !== 'speech_confirmed') isPassing = false;
    if (audio) segments.push(audio);
    deps.dispatch({ type: detection });
  }

  async function open({ mode, deviceId }: OpenOptions): Promise<void> {
    generation += 1;
    const own = generation;
    const ifOwn = (handle: () => void) => () => {
      if (own === generation) handle();
    };
    try {
      const opened = await deps.openEars(
        { mode, deviceId, maxSeconds: deps.limits.maxSeconds },
        {
          onFrame: (frame, probability) => ifOwn(() => onFrame(frame, probability))(),
          onDetection: (detection, audio) => ifOwn(() => onDetection(detection, audio))(),
          onNoFrames: ifOwn(() => deps.dispatch({ type: 'stream_failed' })),
          onFull: ifOwn(() => deps.dispatch({ type: 'release' })),
          onLost: ifOwn(() => deps.dispatch({ type: 'mic_failed', fault: 'unplugged' })),
        },
      );
      if (own !== generation) return opened.close();
      ears = opened;
      deps.dispatch({ type: 'mic_opened' });
    } catch (thrown) {
      const fault = thrown instanceof MicrophoneError ? thrown.fault : 'device_busy';
      if (own === generation) deps.dispatch({ type: 'mic_failed', fault });
    }
  }

  async function transcribe(own: number): Promise<void> {
    const controller = new AbortController();
    transcribing = controller;
    const { signal } = controller;
    try {
      const audio = (await recording) ?? (segments.length > 0 ? encodeWav(segments) : null);
      if (signal.aborted) return;
      if (audio && audio.size > deps.limits.maxBytes)
        return deps.dispatch({ type: 'transcribe_failed', turn: own, fault: 'too_long' });
      const text = audio ? await deps.transcribe(audio, signal) : '';
      if (!signal.aborted) deps.dispatch({ type: 'transcribed', turn: own, text });
    } catch (thrown) {
      if (!signal.aborted) deps.dispatch({ type: 'transcribe_failed', turn: own, fault: toTranscribeFault(thrown) });
    }
  }

  return {
    open: (options: OpenOptions) => void open(options),
    close() {
      generation += 1;
      recording = ears?.stopRecording().catch(() => null) ?? null;
      ears?.close();
      ears = null;
      isPassing = false;
      isVoiced = false;
      preRoll = [];
    },
    capture(next: number) {
      turn = next;
      segments = [];
      recording = null;
      transcriber?.begin(turn);
    },
    rearm() {
      ears?.rearm();
      isPassing = false;
      preRoll = [];
    },
    startLive() {
      const own: Transcriber = deps.createTranscriber({
        onWords: (of, text) => own === transcriber && deps.dispatch({ type: 'words', turn: of, text }),
        onEnd: (of) => own === transcriber && deps.dispatch({ type: 'utterance_ended', turn: of, isVoiced }),
        onFail: () => own === transcriber && deps.dispatch({ type: 'stream_failed' }),
      });
      transcriber = own;
      own.begin(turn);
    },
    finishLive: () => transcriber?.finish(),
    closeLive() {
      transcriber?.close();
      transcriber = null;
    },
    transcribe: (own: number) => void transcribe(own),
    abortTranscribe: () => transcribing?.abort(),
    mute: (isMuted: boolean) => ears?.mute(isMuted),
    /** Loudness of the microphone now, from 0 to 1. */
    level: () => ears?.level() ?? 0,
    /** When the last voice was heard, in milliseconds of `performance.now()`. */
    voicedAt: () => voicedAt,
  };
}
