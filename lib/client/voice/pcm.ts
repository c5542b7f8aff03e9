/** Samples a second of everything that ears hear: detector, live transcription, segments. */
export const EAR_RATE = 16_000;

/** Samples from -1 to 1 as 16-bit little-endian PCM. */
export function toPcm16(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [index, sample] of samples.entries()) {
    const clamped = Math.max(-1, Math.min(1, sample));
    view.setInt16(index * 2, Math.round(clamped < 0 ? clamped * 0x8000 : clamped * 0x7fff), true);
  }
  return bytes;
}

export function fromPcm16(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Float32Array(Math.floor(bytes.length / 2));
  for (let index = 0; index < samples.length; index += 1) samples[index] = view.getInt16(index * 2, true) / 0x8000;
  return samples;
}

/** Recorded pieces as one WAV file of 16-bit mono. */
export function encodeWav(pieces: readonly Float32Array[], rate: number = EAR_RATE): Blob {
  const data = pieces.map(toPcm16);
  const size = data.reduce((sum, { length }) => sum + length, 0);
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, value: string) => {
    for (let index = 0; index < value.length; index += 1) header.setUint8(at + index, value.charCodeAt(index));
  };
  text(0, 'RIFF');
  header.setUint32(4, 36 + size, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, rate, true);
  header.setUint32(28, rate * 2, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  text(36, 'data');
  header.setUint32(40, size, true);
  return new Blob([header.buffer, ...data], { type: 'audio/wav' });
}
