import { z } from 'zod';
import type { Transcription, VoiceOption } from '../../lib/contract/voice.ts';
import { type AudioClip, type ProviderFormat, SpeechError, type SpeechProvider } from '../core/speech.ts';
import { toSpeechError } from './to-speech-error.ts';

/** Of one call. Source: platform.openai.com/docs/api-reference/audio/createSpeech. */
const MAX_TEXT_CHARS = 4_096;
const VENDOR_VOICES = 'alloy ash ballad coral echo fable nova onyx sage shimmer verse';

/** The name of a file tells these servers what it is. */
const EXTENSIONS: Record<string, string> = {
  'audio/webm': 'webm',
  'audio/ogg': 'ogg',
  'audio/mp4': 'mp4',
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/flac': 'flac',
};

export type OpenAiAudioOptions = {
  /** Shown to users. */
  name: string;
  baseUrl: string;
  apiKey?: string;
  /** Absent: this part is not used. */
  transcribeModel?: string;
  speakModel?: string;
  /** The first one is the default. Absent: those of OpenAI. */
  voices?: readonly string[];
};

const answerSchema = z.object({
  text: z.string(),
  duration: z.coerce.number().nonnegative().optional(),
  words: z.array(z.object({ word: z.string(), start: z.number().nonnegative(), end: z.number().nonnegative() })).optional(),
  segments: z.array(z.object({ avg_logprob: z.number().optional() })).optional(),
  logprobs: z.array(z.object({ logprob: z.number() })).optional(),
});
type Answer = z.infer<typeof answerSchema>;

/** How sure the model was, as far as it says; these servers give no confidence. */
function toConfidence({ text, segments = [], logprobs = [] }: Answer): number {
  if (text.trim() === '') return 0;
  const logs = logprobs.length > 0 ? logprobs.map(({ logprob }) => logprob) : segments.map(({ avg_logprob }) => avg_logprob ?? 0);
  const mean = logs.length === 0 ? 0 : logs.reduce((sum, value) => sum + value, 0) / logs.length;
  return Math.min(1, Math.exp(mean));
}

function toTranscription(answer: Answer, seconds: number | undefined): Transcription {
  const confidence = toConfidence(answer);
  return {
    transcript: answer.text.trim(),
    confidence,
    words: (answer.words ?? []).map((word) => ({ ...word, confidence })),
    duration: answer.duration ?? seconds ?? answer.words?.at(-1)?.end ?? 0,
    channels: 1,
  };
}

function toForm({ bytes, mimeType }: AudioClip, model: string, language: string | undefined): FormData {
  const form = new FormData();
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mimeType });
  form.set('file', blob, `speech.${EXTENSIONS[mimeType] ?? 'bin'}`);
  form.set('model', model);
  // ISO 639-1, without a region.
  if (language !== undefined) form.set('language', language.split('-')[0] as string);
  if (/^gpt-4o/.test(model)) {
    form.set('response_format', 'json');
    form.append('include[]', 'logprobs');
  } else {
    form.set('response_format', 'verbose_json');
    form.append('timestamp_granularities[]', 'word');
  }
  return form;
}

const FORMATS: Record<ProviderFormat, string> = { mp3: 'mp3', opus: 'opus', pcm: 'pcm' };

/** A server that speaks OpenAI's audio API: OpenAI itself, or one of the user's own. */
export function createOpenAiAudio(options: OpenAiAudioOptions): SpeechProvider {
  const { name, apiKey, transcribeModel, speakModel } = options;
  const base = options.baseUrl.replace(/\/+$/, '');
  const voices = (options.voices ?? VENDOR_VOICES.split(' ')).map(
    (voice): VoiceOption => ({ voice_id: voice, name: voice, language: 'mul', gender: null, provider: name }),
  );

  async function post(path: string, body: FormData | string, signal: AbortSignal): Promise<Response> {
    const headers = {
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
    };
    const response = await fetch(`${base}${path}`, { method: 'POST', headers, body, signal, redirect: 'error' }).catch(() => {
      signal.throwIfAborted();
      throw new SpeechError('unavailable');
    });
    if (response.ok) return response;
    await response.body?.cancel();
    throw toSpeechError(response.status, response.headers.get('retry-after'));
  }

  async function transcribe(clip: AudioClip, model: string, language: string | undefined, signal: AbortSignal) {
    const response = await post('/audio/transcriptions', toForm(clip, model, language), signal);
    const json: unknown = await response.json().catch(() => {
      signal.throwIfAborted();
      return undefined;
    });
    const parsed = answerSchema.safeParse(json);
    if (!parsed.success) throw new SpeechError('unavailable');
    return toTranscription(parsed.data, clip.seconds);
  }

  return {
    name,
    ...(transcribeModel === undefined
      ? {}
      : {
          transcribe: {
            model: transcribeModel,
            run: (clip, { language, signal }) => transcribe(clip, transcribeModel, language, signal),
          },
        }),
    ...(speakModel === undefined
      ? {}
      : {
          synthesize: {
            model: speakModel,
            formats: ['mp3', 'opus', 'pcm'],
            maxChars: MAX_TEXT_CHARS,
            defaultVoice: voices[0]?.voice_id ?? 'alloy',
            voices,
            async run(text, { voice, format, speed, signal }) {
              const rate = speed === 1 ? {} : { speed };
              const request = { model: speakModel, voice, input: text, response_format: FORMATS[format], ...rate };
              const { body } = await post('/audio/speech', JSON.stringify(request), signal);
              if (!body) throw new SpeechError('unavailable');
              return body;
            },
          },
        }),
  };
}
