import { DeepgramClient, DeepgramError } from '@deepgram/sdk';
import type { Transcription, VoiceToken } from '../../../lib/contract/voice.ts';
import type { Clock } from '../../core/clock.ts';
import { type AudioClip, PCM_SAMPLE_RATE, type ProviderFormat, SpeechError, type SpeechProvider } from '../../core/speech.ts';
import { toSpeechError } from '../to-speech-error.ts';
import { AURA_VOICES, DEFAULT_AURA_VOICE } from './aura-voices.ts';

const VENDOR_URL = 'https://api.deepgram.com';
const MODEL = 'nova-3';
/** Of one call. Source: developers.deepgram.com/docs/text-to-speech. */
const MAX_TEXT_CHARS = 2_000;
const TOKEN_TTL_SECONDS = 45;
/** The vendor's default of 10 ms cuts in the middle of sentences. */
const ENDPOINTING_MS = 400;
const UTTERANCE_END_MS = 1_000;

const ENCODINGS = {
  mp3: { encoding: 'mp3' },
  opus: { encoding: 'opus', container: 'ogg' },
  pcm: { encoding: 'linear16', container: 'none', sample_rate: PCM_SAMPLE_RATE },
} as const satisfies Record<ProviderFormat, object>;

export type DeepgramOptions = { apiKey: string; baseUrl?: string };

/** What the SDK threw; its message and body repeat what the vendor said and go nowhere. */
function toError(thrown: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (thrown instanceof SpeechError) return thrown;
  if (thrown instanceof DeepgramError && thrown.statusCode !== undefined) {
    return toSpeechError(thrown.statusCode, thrown.rawResponse?.headers.get('retry-after'));
  }
  return new SpeechError('unavailable');
}

type Word = { word?: string; punctuated_word?: string; start?: number; end?: number; confidence?: number; speaker?: number };
type Alternative = { transcript?: string; confidence?: number; words?: Word[] };
type ListenAnswer = {
  metadata?: { duration?: number; channels?: number };
  results?: { channels?: { alternatives?: Alternative[] }[] };
};

const within = (value: number | undefined) => Math.min(1, Math.max(0, value ?? 0));

function toTranscription(answer: ListenAnswer): Transcription {
  const best = answer.results?.channels?.[0]?.alternatives?.[0];
  if (!best) throw new SpeechError('unavailable');
  return {
    transcript: best.transcript ?? '',
    confidence: within(best.confidence),
    words: (best.words ?? []).map(({ word = '', punctuated_word, start = 0, end = 0, confidence, speaker }) => ({
      word: punctuated_word ?? word,
      start,
      end,
      confidence: within(confidence),
      ...(speaker === undefined ? {} : { speaker }),
    })),
    duration: answer.metadata?.duration ?? 0,
    channels: Math.max(1, answer.metadata?.channels ?? 1),
  };
}

/** Where a browser connects by itself, with the token as second protocol. */
function toSocketUrl(baseUrl: string, sampleRate: number, language: string | undefined): string {
  const url = new URL('/v1/listen', baseUrl);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  const query = {
    model: MODEL,
    language: language ?? 'multi',
    encoding: 'linear16',
    sample_rate: sampleRate,
    interim_results: true,
    endpointing: ENDPOINTING_MS,
    utterance_end_ms: UTTERANCE_END_MS,
    vad_events: true,
    smart_format: true,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url.href;
}

/** Deepgram: nova-3 hears, aura-2 speaks. Retries and time-outs of the SDK are off. */
export function createDeepgram({ apiKey, baseUrl = VENDOR_URL }: DeepgramOptions, clock: Clock): SpeechProvider {
  const client = new DeepgramClient({ apiKey, baseUrl, maxRetries: 0, reconnect: false, logging: { silent: true } });

  async function call<T>(
    signal: AbortSignal,
    run: (options: { abortSignal: AbortSignal; maxRetries: 0 }) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    try {
      return await run({ abortSignal: signal, maxRetries: 0 });
    } catch (thrown) {
      throw toError(thrown, signal);
    }
  }

  return {
    name: 'deepgram',
    transcribe: {
      model: MODEL,
      run: ({ bytes, mimeType }: AudioClip, { language, signal }) =>
        call(signal, async (options) => {
          const spoken = language === undefined ? { detect_language: true } : { language };
          const query = { model: MODEL, smart_format: true, ...spoken };
          const upload = { data: bytes, contentType: mimeType, contentLength: bytes.byteLength };
          return toTranscription((await client.listen.v1.media.transcribeFile(upload, query, options)) as ListenAnswer);
        }),
    },
    live: {
      model: MODEL,
      grant: ({ sampleRate, language, signal }): Promise<VoiceToken> =>
        call(signal, async (options) => {
          const { access_token: token, expires_in: ttl = TOKEN_TTL_SECONDS } = await client.auth.v1.tokens.grant(
            { ttl_seconds: TOKEN_TTL_SECONDS },
            options,
          );
          const expires_at = Math.round(clock.now() + ttl * 1_000);
          return {
            provider: 'deepgram',
            url: toSocketUrl(baseUrl, sampleRate, language),
            protocols: ['bearer', token],
            expires_at,
          };
        }),
    },
    synthesize: {
      model: 'aura-2',
      formats: ['mp3', 'opus', 'pcm'],
      maxChars: MAX_TEXT_CHARS,
      defaultVoice: DEFAULT_AURA_VOICE,
      voices: AURA_VOICES,
      run: (text, { voice, format, signal }) =>
        call(signal, async (options) => {
          const request = { text, model: voice, ...ENCODINGS[format] } as Parameters<typeof client.speak.v1.audio.generate>[0];
          const stream = (await client.speak.v1.audio.generate(request, options)).stream();
          if (!stream) throw new SpeechError('unavailable');
          return stream as ReadableStream<Uint8Array>;
        }),
    },
  };
}
