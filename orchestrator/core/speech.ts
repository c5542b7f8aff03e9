import type {
  SpeechFormat,
  Transcription,
  VoiceConfig,
  VoiceOption,
  VoiceToken,
  VoiceTurnReport,
} from '../../lib/contract/voice.ts';
import type { Logger } from './logger.ts';

/** Audio that passed the checks of size and content. */
export type AudioClip = { bytes: Uint8Array; mimeType: string /** As far as the container tells. */; seconds?: number };

/** PCM is 16 bit, little endian, mono, 24 kHz. */
export const PCM_SAMPLE_RATE = 24_000;

/** What a provider makes; a WAV is PCM behind one header. */
export type ProviderFormat = Exclude<SpeechFormat, 'wav'>;

/**
 * One vendor of speech; each part is there or not. All calls throw `SpeechError` and nothing else, but the signal's reason
 * after an abort, which closes the vendor's connection. No call retries or watches the time: the chain does.
 */
export type SpeechProvider = {
  name: string;
  transcribe?: {
    model: string;
    run(clip: AudioClip, options: { language?: string; signal: AbortSignal }): Promise<Transcription>;
  };
  live?: {
    model: string;
    grant(options: { sampleRate: number; language?: string; signal: AbortSignal }): Promise<VoiceToken>;
  };
  synthesize?: {
    model: string;
    formats: readonly ProviderFormat[];
    /** At most so many characters a call; longer text is split at sentences. */
    maxChars: number;
    defaultVoice: string;
    voices: readonly VoiceOption[];
    /** Resolves when the answer begins; the bytes follow as they are made. */
    run(
      text: string,
      options: { voice: string; format: ProviderFormat; speed: number; signal: AbortSignal },
    ): Promise<ReadableStream<Uint8Array>>;
  };
};

export type SpeechErrorKind = 'rejected' | 'unauthorized' | 'payment' | 'rate_limited' | 'unavailable' | 'timeout' | 'stalled';

/** `kind` decides what the chain does: `rejected` audio or text is the caller's fault and goes to no other provider. */
export class SpeechError extends Error {
  readonly kind: SpeechErrorKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  /** Holds nothing of what the vendor said: that may repeat what was spoken. */
  constructor(kind: SpeechErrorKind, options: { status?: number; retryAfterMs?: number } = {}) {
    super(kind);
    this.name = 'SpeechError';
    this.kind = kind;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export type SpokenAudio = {
  provider: string;
  mimeType: string;
  /** Throws `SpeechError` when it breaks off. Ending the iteration closes the vendor's connection. */
  audio: AsyncIterable<Uint8Array>;
};

type CallOptions = { language?: string; signal: AbortSignal; log: Logger };

/**
 * Speech by whoever can: the providers in their order, the next one only before the first byte. Calls throw `AppError`:
 * `SPEECH_UNAVAILABLE`, `VALIDATION_FAILED`, `TOO_LARGE`; or the signal's reason.
 */
export type Speech = {
  config(): VoiceConfig;
  /** What a recording is, by its content. Throws `VALIDATION_FAILED` when it is empty, `UNSUPPORTED_TYPE` for what is no sound alone. */
  inspect(content: Uint8Array): AudioClip;
  transcribe(clip: AudioClip, options: CallOptions): Promise<{ transcription: Transcription; provider: string }>;
  /** Resolves with the first bytes. */
  speak(
    text: string,
    options: { voice?: string; format: SpeechFormat; speed: number; signal: AbortSignal; log: Logger },
  ): Promise<SpokenAudio>;
  token(options: CallOptions & { sampleRate: number }): Promise<VoiceToken>;
  /** Counts what a browser measured. Never throws. */
  countTurn(turn: VoiceTurnReport): void;
};
