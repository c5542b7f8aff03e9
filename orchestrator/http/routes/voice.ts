import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError } from '../../../lib/contract/errors.ts';
import { OPERATIONS } from '../../../lib/contract/operations.ts';
import { MAX_AUDIO_BYTES, MAX_AUDIO_REQUEST_BYTES, type TranscribeAnswer } from '../../../lib/contract/voice.ts';
import type { Call, Handlers } from '../call.ts';
import { readUploads } from '../read-uploads.ts';
import { untilGone } from '../until-gone.ts';

const IDLE_TIMEOUT_MS = 30_000;

const LIMITS = { maxRequestBytes: MAX_AUDIO_REQUEST_BYTES, maxFiles: 1, idleTimeoutMs: IDLE_TIMEOUT_MS };

async function readAudio({ request }: Call<'transcribe'>): Promise<{ name: string; bytes: Uint8Array }> {
  const { upload } = OPERATIONS.transcribe;
  const take = async ({ name, bytes }: { name: string; bytes: AsyncIterable<Uint8Array> }) => ({
    name,
    // What broke off is told by the request itself.
    bytes: await buffer(bytes).catch(() => new Uint8Array()),
  });
  const [file] = await readUploads(request.raw, { ...LIMITS, upload, take }, async () => {});
  if (!file || file.bytes.byteLength > MAX_AUDIO_BYTES) {
    throw new AppError('TOO_LARGE', { details: { max_bytes: MAX_AUDIO_BYTES } });
  }
  return file;
}

export function voiceRoutes(): Pick<
  Handlers,
  'voiceConfig' | 'transcribe' | 'speak' | 'voiceToken' | 'reportVoiceTurn' | 'setHeard'
> {
  return {
    voiceConfig: async ({ backend }) => backend.speech.config(),
    transcribe: async (call): Promise<TranscribeAnswer> => {
      const { backend, query, log, reply } = call;
      const signal = untilGone(reply);
      const { name, bytes } = await readAudio(call);
      const clip = backend.speech.inspect(bytes);
      const language = query.language === undefined ? {} : { language: query.language };
      const answer = await backend.speech.transcribe(clip, { ...language, signal, log });
      return { ...answer, filename: name, content_type: clip.mimeType, size: bytes.byteLength };
    },
    speak: async ({ backend, body, log, reply }) => {
      const { text, voice, format, speed } = body;
      const options = { format, speed, signal: untilGone(reply), log, ...(voice === undefined ? {} : { voice }) };
      const { audio, mimeType, provider } = await backend.speech.speak(text, options);
      reply.type(mimeType).header('x-speech-provider', provider);
      return Readable.from(audio, { objectMode: false });
    },
    voiceToken: ({ backend, body, log, reply }) => {
      const language = body.language === undefined ? {} : { language: body.language };
      return backend.speech.token({ sampleRate: body.sample_rate, ...language, signal: untilGone(reply), log });
    },
    reportVoiceTurn: async ({ backend, body }) => backend.speech.countTurn(body),
    setHeard: ({ backend, principal, params, body }) => backend.runs.setHeard(principal, params.run_id, body.heard_chars),
  };
}
