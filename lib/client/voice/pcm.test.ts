import { describe, expect, it } from 'vitest';
import { toHeardChars } from './heard-chars.ts';
import { toLevel } from './microphone.ts';
import { encodeWav, fromPcm16, toPcm16 } from './pcm.ts';
import { createWavStream } from './wav-stream.ts';

const tone = Float32Array.from({ length: 1_000 }, (_, index) => Math.sin(index / 7));

describe('WAV', () => {
  it.each([1, 7, 44, 45, 999, 5_000])('comes out as it went in, in pieces of %i bytes', async (size) => {
    const bytes = new Uint8Array(await encodeWav([tone.slice(0, 300), tone.slice(300)], 24_000).arrayBuffer());
    const wav = createWavStream();
    const samples: number[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = wav.push(bytes.subarray(at, at + size));
      if (chunk) expect(chunk.rate).toBe(24_000);
      samples.push(...(chunk?.samples ?? []));
    }
    expect(samples).toHaveLength(1_000);
    for (const [index, sample] of samples.entries()) expect(sample).toBeCloseTo(tone[index] ?? 0, 3);
  });

  it('is mixed to mono, and anything else is refused', async () => {
    const bytes = new Uint8Array(await encodeWav([Float32Array.of(0.5, -0.5, 1, 0.5)]).arrayBuffer());
    new DataView(bytes.buffer).setUint16(22, 2, true);
    expect([...(createWavStream().push(bytes)?.samples ?? [])].map((sample) => Number(sample.toFixed(2)))).toEqual([0, 0.75]);
    expect(() => createWavStream().push(new TextEncoder().encode('ID3 this is an mp3 file'))).toThrow();
    new DataView(bytes.buffer).setUint16(34, 24, true);
    expect(() => createWavStream().push(bytes)).toThrow();
  });

  it('keeps what is too loud within bounds', () => {
    expect([...fromPcm16(toPcm16(Float32Array.of(-2, -1, 0, 1, 2)))].map((sample) => Math.round(sample * 100))).toEqual([
      -100, -100, 0, 100, 100,
    ]);
  });
});

it('loudness is 0 in silence, 1 when it is loud, and grows in between', () => {
  const levels = [0, 0.002, 0.02, 0.1, 1].map((gain) => toLevel(tone.map((sample) => sample * gain)));
  expect([levels[0], levels.at(-1)]).toEqual([0, 1]);
  expect(levels).toEqual(levels.toSorted((one, other) => one - other));
  expect(new Set(levels).size).toBe(5);
});

describe('what was heard', () => {
  const answer = 'Hi. Größe: **3,5 m** über Ähren';
  const sentence = { text: 'Größe: 3,5 m über Ähren', start: 4, end: answer.length };
  it.each([
    [0, 'Hi. '],
    [0.1, 'Hi. '],
    [0.3, 'Hi. Größe'],
    [0.99, 'Hi. Größe: **3,5 m** über'],
    [1, answer],
    [2, answer],
  ])('of %d of a sentence ends with a word', (fraction, heard) => {
    expect(answer.slice(0, toHeardChars(answer, sentence, fraction))).toBe(heard);
  });
});
