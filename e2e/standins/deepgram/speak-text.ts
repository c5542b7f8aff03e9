import { spawn } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import { type Fault, playAfterFirst } from './faults.ts';
import { FROM_PCM } from './ffmpeg.ts';
import { type FliteVoice, synthesizePcm } from './flite.ts';
import type { Stages } from './transcribe-file.ts';

/** Of the vendor, for one call. */
export const MAX_TEXT_CHARS = 2_000;

const MEN = /zeus|orion|apollo|mars|atlas|draco|arcas|hermes|jupiter|orpheus|neptune|odysseus|pluto|saturn|hyperion|aries/;

const toVoice = (model: string): FliteVoice => (MEN.test(model) ? 'rms' : 'slt');

/** No waiting for more input before the first output. */
const AT_ONCE = ['-fflags', 'nobuffer', '-probesize', '32', '-analyzeduration', '0'];

type Encoding = { type: string; args: readonly string[] };

function toEncoding(query: URLSearchParams): Encoding | undefined {
  const rate = query.get('sample_rate');
  const resampled = rate === null ? [] : ['-ar', rate];
  switch (query.get('encoding') ?? 'mp3') {
    case 'mp3':
      return {
        type: 'audio/mpeg',
        args: ['-ar', '22050', '-b:a', '48k', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'],
      };
    case 'opus':
      return { type: 'audio/ogg;codecs=opus', args: ['-c:a', 'libopus', '-page_duration', '20000', '-f', 'ogg'] };
    case 'linear16':
      return query.get('container') === 'none'
        ? { type: `audio/l16;rate=${rate ?? 24_000}`, args: [...(rate ? resampled : ['-ar', '24000']), '-f', 's16le'] }
        : { type: 'audio/wav', args: [...(rate ? resampled : ['-ar', '24000']), '-bitexact', '-f', 'wav'] };
    default:
      return undefined;
  }
}

/**
 * Says the text, sentence by sentence, as `POST /v1/speak` does: the first bytes leave before the last sentence is made. False:
 * the encoding is unknown. Stops when the caller is gone.
 */
export async function speakText(
  text: string,
  query: URLSearchParams,
  response: ServerResponse,
  options: { fault: Fault | undefined; requestId: string; stages: Stages },
): Promise<boolean> {
  const encoding = toEncoding(query);
  if (!encoding) return false;
  const model = query.get('model') ?? '';
  const head = { 'content-type': encoding.type, 'dg-request-id': options.requestId, 'dg-model-name': model };
  response.writeHead(200, { ...head, 'dg-char-count': String(text.length) });
  const encoder = spawn('ffmpeg', [
    '-loglevel',
    'error',
    ...AT_ONCE,
    ...FROM_PCM,
    ...encoding.args,
    '-flush_packets',
    '1',
    'pipe:1',
  ]);
  const closed = new Promise((resolve) => encoder.once('close', resolve));
  response.once('close', () => encoder.kill());
  encoder.stdin.on('error', () => {});
  let goesOn = true;
  encoder.stdout.on('data', (chunk: Buffer) => {
    if (!goesOn) return;
    response.write(chunk);
    goesOn = playAfterFirst(options.fault, response);
  });
  const started = performance.now();
  for (const sentence of text.match(/[^.!?]+[.!?]*/g) ?? [text]) {
    if (response.destroyed) break;
    if (/\w/.test(sentence)) encoder.stdin.write(await synthesizePcm(sentence.trim(), toVoice(model)));
    // The encoder and the socket get a turn; synthesis is busy.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  options.stages.synthesiseMs = performance.now() - started;
  encoder.stdin.end();
  await closed;
  if (goesOn) response.end();
  return true;
}
