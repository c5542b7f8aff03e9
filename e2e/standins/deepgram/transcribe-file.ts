import { createHash } from 'node:crypto';
import { decodeAudio } from './ffmpeg.ts';
import type { RecognisedWord, RecogniserPool } from './recogniser.ts';

const BYTES_PER_SECOND = 32_000;

export type Stages = { decodeMs?: number; recogniseMs?: number; synthesiseMs?: number };

export const meanConfidence = (words: readonly RecognisedWord[]) =>
  words.length === 0 ? 0 : words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length;

/** The answer of `POST /v1/listen`; rejects for what is no audio. */
export async function transcribeFile(
  audio: Uint8Array,
  query: URLSearchParams,
  requestId: string,
  pool: RecogniserPool,
  stages: Stages,
): Promise<object> {
  const started = performance.now();
  const pcm = await decodeAudio(audio);
  const decoded = performance.now();
  const recogniser = await pool.take();
  const words = await recogniser
    .push(pcm)
    .then(() => recogniser.finish())
    .finally(() => recogniser.release());
  stages.decodeMs = decoded - started;
  stages.recogniseMs = performance.now() - decoded;
  const smart = query.get('punctuate') === 'true' || query.get('smart_format') === 'true';
  const spoken = words.map((word) => (smart ? { ...word, punctuated_word: word.word } : word));
  const transcript = words.map(({ word }) => word).join(' ');
  return {
    metadata: {
      transaction_key: 'deprecated',
      request_id: requestId,
      sha256: createHash('sha256').update(audio).digest('hex'),
      created: new Date().toISOString(),
      duration: pcm.length / BYTES_PER_SECOND,
      channels: 1,
      models: ['standin'],
      model_info: { standin: { name: query.get('model'), version: 'standin', arch: 'pocketsphinx' } },
    },
    results: { channels: [{ alternatives: [{ transcript, confidence: meanConfidence(words), words: spoken }] }] },
  };
}
