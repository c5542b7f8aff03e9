import type { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import { type speakRequest, transcribeAnswer, type VoiceConfig } from '../../contract/voice.ts';
import { readError, toUrl } from '../http.ts';
import type { Synthesise } from './synthesis-speaker.ts';
import { createWavStream, type PcmChunk } from './wav-stream.ts';

type SpeakBody = z.input<typeof speakRequest>;

export type VoiceApi = {
  /** Words of a recording; an empty text for silence. Throws `AppError`. Abort: throws the signal's reason. */
  transcribe(audio: Blob, options: { language?: string; signal: AbortSignal }): Promise<string>;
  /** WAV is played as it comes; other formats sentence by sentence. */
  synthesise(config: VoiceConfig, style: Pick<SpeakBody, 'voice'>): Synthesise;
};

type Decode = (bytes: ArrayBuffer) => Promise<AudioBuffer>;

const EXTENSIONS: Record<string, string> = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a', 'audio/wav': 'wav' };

/** Told who did it, at every answer. */
export type OnProvider = (part: 'heardBy' | 'spokenBy', provider: string) => void;

/** The calls of speech that carry bytes. `origin` is empty in the browser. */
export function createVoiceApi(decode: Decode, onProvider: OnProvider = () => {}, origin = ''): VoiceApi {
  return {
    async transcribe(audio, { language, signal }) {
      const form = new FormData();
      const type = audio.type.split(';')[0] ?? '';
      form.set('audio', audio, `speech.${EXTENSIONS[type] ?? 'bin'}`);
      const query = language === undefined ? {} : { language };
      const response = await send(origin + toUrl('transcribe', { query }), { method: 'POST', body: form, signal });
      const parsed = transcribeAnswer.safeParse(await response.json().catch(() => null));
      signal.throwIfAborted();
      if (!parsed.success) throw new AppError('PROXY_ERROR', { cause: parsed.error });
      onProvider('heardBy', parsed.data.provider);
      return parsed.data.transcription.transcript.trim();
    },
    synthesise: (config, style) =>
      async function* (text, signal) {
        const format = config.synthesis?.formats.includes('wav') ? 'wav' : 'mp3';
        const body = JSON.stringify({ text, format, ...style } satisfies SpeakBody);
        const headers = { 'content-type': 'application/json' };
        const response = await send(origin + toUrl('speak'), { method: 'POST', headers, body, signal });
        const provider = response.headers.get('x-speech-provider');
        if (provider !== null) onProvider('spokenBy', provider);
        if (/wav/.test(response.headers.get('content-type') ?? '')) yield* readWav(response);
        else yield await decode(await response.arrayBuffer());
      },
  };
}

async function send(url: string, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { cache: 'no-store', ...init });
  } catch (thrown) {
    init.signal.throwIfAborted();
    throw new AppError('BACKEND_DOWN', { cause: thrown });
  }
  if (!response.ok) throw await readError(response);
  return response;
}

async function* readWav(response: Response): AsyncGenerator<PcmChunk> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const wav = createWavStream();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const chunk = wav.push(value);
      if (chunk) yield chunk;
    }
  } finally {
    // Whoever stops reading wants no more of it to be made.
    reader.cancel().catch(() => {});
  }
}
