type Samples = Float32Array<ArrayBuffer>;

export type TimeStretch = {
  push(samples: Samples): Samples;
  /** What is left at the end of the sound. */
  flush(): Samples;
};

/** Seconds. A piece holds several periods of any voice, its place is sought within a longer period than the deepest has. */
const PIECE = 0.04;
const SEEK = 0.015;
const OVERLAP = 0.008;

/**
 * Faster or slower speech of the same pitch: pieces of the sound are taken further apart or closer together than they are put
 * down, each where it fits the end of the one before best (WSOLA; Verhelst and Roelands, 1993).
 */
export function createTimeStretch(speed: number, rate: number): TimeStretch {
  const piece = Math.round(PIECE * rate);
  const seek = Math.round(SEEK * rate);
  const overlap = Math.round(OVERLAP * rate);
  let input: Samples = new Float32Array(0);
  let position = 0;
  let tail: Samples | null = null;

  /** Where the input after `at` is most like the end of what was put down. */
  function bestOffset(end: Samples, at: number): number {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let offset = 0; offset < seek; offset += 1) {
      let product = 0;
      let power = 1e-9;
      for (let index = 0; index < overlap; index += 2) {
        const sample = input[at + offset + index] ?? 0;
        product += sample * (end[index] ?? 0);
        power += sample * sample;
      }
      const likeness = product / Math.sqrt(power);
      if (likeness > most) {
        most = likeness;
        best = offset;
      }
    }
    return best;
  }

  function fade(end: Samples, from: Samples): Samples {
    return from.map((sample, index) => {
      const share = Math.min(1, index / overlap);
      return share === 1 ? sample : sample * share + (end[index] ?? 0) * (1 - share);
    });
  }

  function next(): Samples {
    const base = Math.floor(position);
    const at = tail ? base + bestOffset(tail, base) : base;
    const taken = input.slice(at, at + piece - overlap);
    const out = tail ? fade(tail, taken) : taken;
    tail = input.slice(at + piece - overlap, at + piece);
    position += (piece - overlap) * speed;
    return out;
  }

  return {
    push(samples) {
      input = join([input, samples]);
      const pieces: Samples[] = [];
      while (input.length - Math.floor(position) >= piece + seek) pieces.push(next());
      const used = Math.min(Math.floor(position), input.length);
      input = input.slice(used);
      position -= used;
      return join(pieces);
    },
    flush() {
      const rest = input.slice(Math.floor(position));
      return tail ? fade(tail, rest) : rest;
    },
  };
}

function join(parts: readonly Samples[]): Samples {
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
