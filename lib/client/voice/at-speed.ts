import type { Synthesise } from './synthesis-speaker.ts';
import { createTimeStretch, type TimeStretch } from './time-stretch.ts';

/** The same speech faster or slower, whether its provider could do so or not. */
export function atSpeed(synthesise: Synthesise, speed: number): Synthesise {
  if (speed === 1) return synthesise;
  return async function* (text, signal) {
    let stretch: TimeStretch | null = null;
    let rate = 0;
    for await (const piece of synthesise(text, signal)) {
      const samples = 'samples' in piece ? piece.samples : piece.getChannelData(0);
      rate = 'samples' in piece ? piece.rate : piece.sampleRate;
      stretch ??= createTimeStretch(speed, rate);
      const out = stretch.push(new Float32Array(samples));
      if (out.length > 0) yield { samples: out, rate };
    }
    const rest = stretch?.flush();
    if (rest && rest.length > 0) yield { samples: rest, rate };
  };
}
