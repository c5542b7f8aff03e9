import { detect } from 'chardet';

/** Enough for a guess; more takes long and guesses no better. */
const SAMPLE_BYTES = 65_536;
const FALLBACK = 'windows-1252';

function byMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

/** UTF-16 without a mark: the zero halves of Western letters are all at even or all at odd places. */
function byZeros(sample: Uint8Array): string | null {
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const least = sample.length * 0.15;
  if (odd > least && even < odd * 0.1) return 'utf-16le';
  return even > least && odd < even * 0.1 ? 'utf-16be' : null;
}

function decode(bytes: Uint8Array, label: string, fatal: boolean): string | null {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes);
  } catch {
    return null;
  }
}

/** The text of bytes in any common encoding, and the encoding if it had to be guessed. Never throws. */
export function decodeText(bytes: Uint8Array): { text: string; guessed: string | null } {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const known = byMark(bytes) ?? byZeros(sample);
  if (known !== null) return { text: decode(bytes, known, false) ?? '', guessed: null };
  const utf8 = decode(bytes, 'utf-8', true);
  if (utf8 !== null) return { text: utf8, guessed: null };
  const label = detect(sample) ?? FALLBACK;
  const text = decode(bytes, label, false);
  return text === null ? { text: decode(bytes, FALLBACK, false) ?? '', guessed: FALLBACK } : { text, guessed: label };
}
