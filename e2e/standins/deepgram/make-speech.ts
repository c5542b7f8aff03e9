import { FROM_PCM, ffmpeg } from './ffmpeg.ts';
import { FLITE_SAMPLE_RATE, type FliteVoice, synthesizePcm } from './flite.ts';

const BYTES_PER_SAMPLE = 2;

export const silentPcm = (seconds: number) => Buffer.alloc(Math.round(seconds * FLITE_SAMPLE_RATE) * BYTES_PER_SAMPLE);

/** PCM of 16 kHz as a WAV file of a microphone: mono, 48 kHz. */
function toMicrophoneWav(pcm: Uint8Array): Promise<Buffer> {
  return ffmpeg([...FROM_PCM, '-ar', '48000', '-bitexact', '-f', 'wav'], pcm).then(withSizes);
}

/** A pipe cannot be rewound, so ffmpeg leaves the sizes of the file open; some readers insist on them. */
export function withSizes(wav: Buffer): Buffer {
  const data = wav.indexOf('data');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(wav.length - data - 8, data + 4);
  return wav;
}

type SpeechOptions = { voice?: FliteVoice; leadSeconds?: number; pauseSeconds?: number; tailSeconds?: number };

/** For a microphone that is silent anyway before and after. */
export const BRIEF: SpeechOptions = { leadSeconds: 0.3, tailSeconds: 0.3 };

/** A recording of someone who says the texts, with silence before, between and after them. */
export async function makeSpeech(texts: string | readonly string[], options: SpeechOptions = {}): Promise<Buffer> {
  const { voice = 'rms', leadSeconds = 0.7, pauseSeconds = 2, tailSeconds = 1.5 } = options;
  const parts: Buffer[] = [silentPcm(leadSeconds)];
  for (const [index, text] of [texts].flat().entries()) {
    if (index > 0) parts.push(silentPcm(pauseSeconds));
    parts.push(await synthesizePcm(text, voice));
  }
  return toMicrophoneWav(Buffer.concat([...parts, silentPcm(tailSeconds)]));
}

/** Nobody speaks. */
export const makeSilence = (seconds: number) => toMicrophoneWav(silentPcm(seconds));

/** Hiss without words, the same every time. */
export function makeNoise(seconds: number): Promise<Buffer> {
  const pcm = silentPcm(seconds);
  let state = 1;
  for (let at = 0; at < pcm.length; at += BYTES_PER_SAMPLE) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    pcm.writeInt16LE((state >> 18) - 4_096, at);
  }
  return toMicrophoneWav(pcm);
}
