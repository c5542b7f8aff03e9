import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { synthesizePcm } from '../../../e2e/standins/deepgram/flite.ts';
import { createDetector, type Detection } from './detector.ts';
import { fromPcm16 } from './pcm.ts';
import { FRAME_SAMPLES, loadSilero, type SpeechModel } from './silero.ts';

const { resolve } = createRequire(import.meta.url);

let createModel: () => SpeechModel;
let speech: Float32Array;

beforeAll(async () => {
  const model = await readFile(resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx'));
  const runtime = await readFile(resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
  createModel = await loadSilero(
    async () => new Uint8Array(model).buffer,
    (ort) => {
      ort.env.wasm.wasmBinary = new Uint8Array(runtime).buffer;
    },
  );
  speech = fromPcm16(await synthesizePcm('What is the weather in Berlin today?', 'rms'));
});

const silence = (seconds: number) => new Float32Array(16_000 * seconds);

function noise(seconds: number): Float32Array {
  let state = 1;
  return silence(seconds).map(() => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state / 2 ** 30 - 1) * 0.05;
  });
}

/** What the detector says to these sounds, with the second at which it says so. */
async function hear(...sounds: Float32Array[]) {
  const heard: { detection: Detection; at: number; seconds: number }[] = [];
  let frames = 0;
  let done = () => {};
  const detector = createDetector(createModel(), {
    onFrame: () => {
      frames += 1;
      if (frames === Math.floor(all.length / FRAME_SAMPLES)) setImmediate(done);
    },
    onDetection: (detection, audio) =>
      heard.push({ detection, at: (frames * FRAME_SAMPLES) / 16_000, seconds: (audio?.length ?? 0) / 16_000 }),
    onFail: () => done(),
  });
  const all = Float32Array.from(sounds.flatMap((sound) => [...sound]));
  await new Promise<void>((end) => {
    done = end;
    for (let at = 0; at + FRAME_SAMPLES <= all.length; at += FRAME_SAMPLES) detector.push(all.slice(at, at + FRAME_SAMPLES));
  });
  return heard;
}

describe('the detector', () => {
  it('hears where speech begins and ends', async () => {
    const heard = await hear(silence(1), speech, silence(1.5));
    expect(heard.map(({ detection }) => detection)).toEqual(['speech_started', 'speech_confirmed', 'speech_ended']);
    const [started, confirmed, ended] = heard;
    const spokenSeconds = speech.length / 16_000;
    // In seconds of audio: soon after the first sound, a quarter of a second later, and half a second after the last.
    expect(started?.at).toBeGreaterThan(1);
    expect(started?.at).toBeLessThan(1.5);
    expect((confirmed?.at ?? 0) - (started?.at ?? 0)).toBeLessThan(0.4);
    expect(ended?.at).toBeLessThan(1 + spokenSeconds + 0.8);
    expect(ended?.seconds).toBeGreaterThan(spokenSeconds * 0.8);
  });

  it('hears no speech in silence and in noise', async () => {
    expect(await hear(silence(2), noise(3), silence(1))).toEqual([]);
  });

  it('takes a sound that is too short for speech back', async () => {
    const heard = await hear(silence(0.5), speech.slice(0, 16_000 * 0.22), silence(1.5));
    expect(heard.map(({ detection }) => detection).filter((detection) => detection !== 'speech_started')).not.toContain(
      'speech_ended',
    );
  });
});
