import { z } from 'zod';
import { timeMs } from './primitives.ts';

/** Largest recording that is taken, whoever transcribes it. */
export const MAX_AUDIO_BYTES = 25 * 2 ** 20;
/** With the multipart body around it. */
export const MAX_AUDIO_REQUEST_BYTES = MAX_AUDIO_BYTES + 64 * 1024;
/** Longest recording that is taken. */
export const MAX_AUDIO_SECONDS = 600;
/** About two hours of speech; providers get it in the pieces that they take. */
export const MAX_SPEECH_CHARS = 100_000;

export const SPEECH_FORMATS = ['mp3', 'wav', 'opus', 'pcm'] as const;
export type SpeechFormat = (typeof SPEECH_FORMATS)[number];

export const voiceOption = z
  .object({
    voice_id: z.string(),
    name: z.string(),
    language: z.string().meta({ description: 'BCP 47' }),
    gender: z.enum(['female', 'male', 'neutral']).nullable(),
    provider: z.string(),
  })
  .meta({ id: 'Voice' });
export type VoiceOption = z.infer<typeof voiceOption>;

/** What can be done now. Where a part is `null`, the browser's own speech may serve. */
export const voiceConfig = z
  .object({
    transcription: z.object({ provider: z.string(), model: z.string() }).nullable(),
    live: z
      .object({ provider: z.string(), model: z.string() })
      .nullable()
      .meta({ description: 'Live transcription through `POST /api/voice/token`' }),
    synthesis: z.object({ provider: z.string(), model: z.string(), formats: z.array(z.enum(SPEECH_FORMATS)) }).nullable(),
    voices: z.array(voiceOption),
    default_voice: z.string().nullable(),
    limits: z.object({ max_audio_bytes: z.int(), max_audio_seconds: z.int(), max_text_chars: z.int() }),
  })
  .meta({ id: 'VoiceConfig' });
export type VoiceConfig = z.infer<typeof voiceConfig>;

const confidence = z.number().min(0).max(1);
const seconds = z.number().nonnegative().meta({ description: 'Seconds' });

export const transcription = z
  .object({
    transcript: z.string(),
    confidence,
    words: z.array(z.object({ word: z.string(), start: seconds, end: seconds, confidence, speaker: z.int().optional() })),
    duration: seconds,
    channels: z.int().positive(),
  })
  .meta({ id: 'Transcription' });
export type Transcription = z.infer<typeof transcription>;

export const transcribeAnswer = z
  .object({
    transcription,
    filename: z.string(),
    content_type: z.string().meta({ description: 'By content, not by name' }),
    size: z.int().nonnegative(),
    provider: z.string(),
  })
  .meta({ id: 'TranscribeAnswer' });
export type TranscribeAnswer = z.infer<typeof transcribeAnswer>;

export const transcribeQuery = z.strictObject({
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'must be a language like en or de-CH')
    .optional()
    .meta({ description: 'BCP 47; absent: recognised, where the provider can' }),
});

export const speakRequest = z
  .strictObject({
    text: z
      .string()
      .max(MAX_SPEECH_CHARS)
      .refine((text) => text.trim() !== '', 'must not be blank'),
    voice: z
      .string()
      .regex(/^[A-Za-z0-9._:/-]{1,64}$/, 'must be a voice of GET /api/voice/config')
      .optional(),
    format: z.enum(SPEECH_FORMATS).default('mp3'),
    speed: z.number().min(0.5).max(2).default(1).meta({ description: 'Where the provider can; players change it else' }),
  })
  .meta({ id: 'SpeakRequest' });
export type SpeakRequest = z.infer<typeof speakRequest>;

/** For one socket that the browser opens itself: `url`, with `protocols` as `Sec-WebSocket-Protocol`. */
export const voiceToken = z
  .object({
    provider: z.string(),
    url: z.string(),
    protocols: z
      .array(z.string())
      .meta({ description: 'Holds the token; it opens sockets until `expires_at`, and nothing else' }),
    expires_at: timeMs,
  })
  .meta({ id: 'VoiceToken' });
export type VoiceToken = z.infer<typeof voiceToken>;

export const voiceTokenRequest = z.strictObject({
  sample_rate: z.int().min(8_000).max(48_000).default(16_000).meta({ description: 'Of the 16-bit PCM that will be sent' }),
  language: transcribeQuery.shape.language,
});

/** What a spoken turn goes through; each stage ends with what it is named after. */
export const VOICE_STAGES = ['words', 'first_token', 'first_sentence', 'first_audio'] as const;
export type VoiceStage = (typeof VOICE_STAGES)[number];

const measuredMs = z.number().min(0).max(3_600_000).meta({ description: 'Milliseconds' });
const speechProvider = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be a provider of GET /api/voice/config, or browser')
  .meta({ description: '`browser`: its own speech' });

/** Times of one spoken turn, as its browser measured them; nothing of what was said. */
export const voiceTurnReport = z
  .strictObject({
    heard_by: speechProvider,
    spoken_by: speechProvider.optional(),
    stages: z
      .partialRecord(z.enum(VOICE_STAGES), measuredMs)
      .meta({ description: 'Of each stage since the end of the one before it; the first one since the end of speech' }),
    stop_ms: measuredMs
      .optional()
      .meta({ description: 'From the decision that somebody speaks into the answer until its sound has stopped' }),
  })
  .meta({ id: 'VoiceTurnReport' });
export type VoiceTurnReport = z.infer<typeof voiceTurnReport>;

export const heardRequest = z
  .strictObject({
    heard_chars: z
      .int()
      .nonnegative()
      .meta({ description: 'UTF-16 code units of the answer that were heard before the interruption' }),
  })
  .meta({ id: 'HeardRequest' });
export const heardAnswer = z
  .object({ run_id: z.string(), message_id: z.string(), heard_chars: z.int().nonnegative() })
  .meta({ id: 'HeardAnswer' });
export type HeardAnswer = z.infer<typeof heardAnswer>;
