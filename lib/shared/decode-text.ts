import { detect } from 'chardet';

/** Enough for a guess; more takes long and guesses no better. */
const SAMPLE_BYTES = 65_536;
const FALLBACK = 'windows-1252';

/** Of the bytes: a text of any script has blanks, figures and ends of lines. */
const LEAST_ZEROS = 0.05;
/** As a part of the others: the Chinese one and the Japanese blank have their zero on the other side. */
const MAX_LOW_ZEROS = 0.5;
const CONTROL = /[^\P{Cc}\s]/u;
/** Switches of ISO-2022-JP to Japanese characters; all its bytes are those of plain letters. */
const JAPANESE_SWITCHES = ['\u001B$@', '\u001B$B'];

function utf16ByMark([first, second]: Uint8Array): string | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

/** Without a mark: the zero halves of letters, figures and blanks are mostly at even or mostly at odd places. */
function utf16ByZeros(sample: Uint8Array): string | null {
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const label = odd > even ? 'utf-16le' : 'utf-16be';
  const isOneSided =
    Math.max(even, odd) > sample.length * LEAST_ZEROS && Math.min(even, odd) <= Math.max(even, odd) * MAX_LOW_ZEROS;
  // Numbers of binary formats have zeros too; what is beside them is no text.
  return isOneSided && !CONTROL.test(new TextDecoder(label).decode(sample)) ? label : null;
}

/** Which UTF-16 bytes are, as far as their beginning tells. */
export function toUtf16(bytes: Uint8Array): string | null {
  return utf16ByMark(bytes) ?? utf16ByZeros(bytes.subarray(0, SAMPLE_BYTES));
}

function decode(bytes: Uint8Array, label: string, fatal: boolean): string | null {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes);
  } catch {
    return null;
  }
}

/** A text of terminal commands may hold the same marks by chance; then it is no Japanese. */
function fromJapaneseMail(bytes: Uint8Array, plain: string): { text: string; guessed: string | null } {
  const text = decode(bytes, 'iso-2022-jp', true);
  return text === null ? { text: plain, guessed: null } : { text, guessed: 'ISO-2022-JP' };
}

/** The text of bytes in any common encoding, and the encoding if it had to be guessed. Never throws. */
export function decodeText(bytes: Uint8Array): { text: string; guessed: string | null } {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const known = isMarked ? 'utf-8' : toUtf16(bytes);
  if (known !== null) return { text: decode(bytes, known, false) ?? '', guessed: null };
  const utf8 = decode(bytes, 'utf-8', true);
  if (utf8 !== null)
    return JAPANESE_SWITCHES.some((mark) => utf8.includes(mark)) ? fromJapaneseMail(bytes, utf8) : { text: utf8, guessed: null };
  const label = detect(sample) ?? FALLBACK;
  const text = decode(bytes, label, false);
  return text === null ? { text: decode(bytes, FALLBACK, false) ?? '', guessed: FALLBACK } : { text, guessed: label };
}
