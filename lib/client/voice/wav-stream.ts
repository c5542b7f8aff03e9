import { fromPcm16 } from './pcm.ts';

export type PcmChunk = { samples: Float32Array<ArrayBuffer>; rate: number };

type Format = { rate: number; channels: number };

/**
 * Reads a WAV file of 16-bit PCM while it arrives. `push` gives what can be played, mixed to mono, and throws for a file of
 * another kind. Sizes in the header are ignored: a stream does not know them.
 */
export function createWavStream(): { push(bytes: Uint8Array): PcmChunk | null } {
  let pending: Uint8Array = new Uint8Array(0);
  let format: Format | null = null;

  return {
    push(bytes) {
      pending = join(pending, bytes);
      if (!format) {
        const header = readHeader(pending);
        if (!header) return null;
        ({ format } = header);
        pending = pending.subarray(header.dataAt);
      }
      const frameBytes = format.channels * 2;
      const whole = pending.length - (pending.length % frameBytes);
      if (whole === 0) return null;
      const samples = toMono(fromPcm16(pending.subarray(0, whole)), format.channels);
      pending = pending.slice(whole);
      return { samples, rate: format.rate };
    },
  };
}

function join(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  const joined = new Uint8Array(one.length + other.length);
  joined.set(one);
  joined.set(other, one.length);
  return joined;
}

function readHeader(bytes: Uint8Array): { format: Format; dataAt: number } | null {
  if (bytes.length < 12) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (text(0) !== 'RIFF' || text(8) !== 'WAVE') throw new Error('not a WAV file');
  let format: Format | null = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    if (text(at) === 'data') {
      if (!format) throw new Error('a WAV file without a format');
      return { format, dataAt: at + 8 };
    }
    if (at + 8 + size > bytes.length) return null;
    if (text(at) === 'fmt ') {
      if (size < 16 || view.getUint16(at + 22, true) !== 16) throw new Error('not 16-bit PCM');
      format = { channels: view.getUint16(at + 10, true), rate: view.getUint32(at + 12, true) };
      if (format.channels === 0 || format.rate < 3_000) throw new Error('a WAV file without a sound');
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

function toMono(samples: Float32Array<ArrayBuffer>, channels: number): Float32Array<ArrayBuffer> {
  if (channels === 1) return samples;
  const mono = new Float32Array(samples.length / channels);
  return mono.map(
    (_, index) => samples.subarray(index * channels, (index + 1) * channels).reduce((sum, one) => sum + one, 0) / channels,
  );
}
