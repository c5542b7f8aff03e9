import { describe, expect, it } from 'vitest';
import { createTimeStretch } from './time-stretch.ts';

const RATE = 16_000;
const HERTZ = 220;
const tone = Float32Array.from({ length: RATE * 2 }, (_, index) => 0.5 * Math.sin((2 * Math.PI * HERTZ * index) / RATE));

function stretch(speed: number, pieceSize: number): number[] {
  const stretcher = createTimeStretch(speed, RATE);
  const out: number[] = [];
  for (let at = 0; at < tone.length; at += pieceSize) out.push(...stretcher.push(tone.slice(at, at + pieceSize)));
  return [...out, ...stretcher.flush()];
}

const crossings = (samples: readonly number[]) =>
  samples.filter((sample, index) => sample >= 0 && (samples[index - 1] ?? 0) < 0).length;

describe.each([0.75, 1, 1.25, 1.75])('speech at speed %d', (speed) => {
  const out = stretch(speed, 1_000);

  it('takes as long as it should, at the same pitch', () => {
    expect(Math.abs(out.length - tone.length / speed)).toBeLessThan(0.06 * RATE);
    const hertz = crossings(out) / (out.length / RATE);
    expect(Math.abs(hertz - HERTZ)).toBeLessThan(HERTZ * 0.02);
  });

  it('has no clicks where pieces meet', () => {
    const steepest = (2 * Math.PI * HERTZ * 0.5) / RATE;
    const jumps = out.slice(1).map((sample, index) => Math.abs(sample - (out[index] ?? 0)));
    expect(Math.max(...jumps)).toBeLessThan(steepest * 1.5);
  });

  it('does not depend on how the sound comes in pieces', () => {
    expect(stretch(speed, 333)).toEqual(out);
  });
});
